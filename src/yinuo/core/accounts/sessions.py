"""Django's sessions in the database, read by a statement that is compiled once: every request reads one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from yinuo.core.statements.asked import record


class SessionStore(DatabaseSessions):
    def _get_session_from_db(self) -> Any:
        found = record(Session, session_key=self.session_key, expire_date__gt=timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    @classmethod
    def get_model_class(cls) -> Any:
        return Session
