"""The statements that every act ends or begins with, written out: the mapper's compiler would cost more than the database.

They are the same rows that `Event.objects.bulk_create`, `Thread…update` and `ActKey…create` would write; a test compares.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from .models import Event

_COLUMNS = "site_id, name, subject_type, subject_id, thread_id, at, recorded_at, by_id, by_name, origin, data"
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def claim(*, site_id: int, key: str, at: datetime) -> bool:
    """Take the key of an act; False when it was taken before (on PostgreSQL after waiting for an act in progress with the same key)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_actkey (site_id, key, url, at) VALUES (%s, %s, '', %s) ON CONFLICT (site_id, key) DO NOTHING",
            [site_id, key, _moment(at)],
        )
        return cursor.rowcount == 1


def keep_url(*, site_id: int, key: str, url: str) -> None:
    """Write where the act with this key led."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_actkey SET url = %s WHERE site_id = %s AND key = %s", [url, site_id, key])


def append(events: Sequence[Event]) -> None:
    """Append events to the log in one statement."""
    params: list[Any] = []
    for event in events:
        params += (
            event.site_id,
            event.name,
            event.subject_type,
            event.subject_id,
            event.thread_id,
            _moment(event.at),
            _moment(event.recorded_at),
        )
        params += (event.by_id, event.by_name, event.origin, _json(event.data))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO events_event ({_COLUMNS}) VALUES {', '.join([_ROW] * len(events))}", params)


def keep_facts(thread_id: int, facts: dict[str, Any]) -> None:
    """Write what the log of a thread says so far."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_thread SET facts = %s WHERE id = %s", [_json(facts), thread_id])


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
