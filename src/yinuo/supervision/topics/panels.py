"""The topic of a complaint, and of what was written in a survey, on their pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yinuo.core.ui import panels
from yinuo.core.ui.panels import Panel

from . import queries


def of_complaint(request: Any, complaint: Any) -> Panel | None:
    return _panel(queries.of_record(complaint=complaint.pk))


def of_response(request: Any, response: Any) -> Panel | None:
    """Of an anonymous answer nobody can tell which text is its own."""
    return None if response.anonymous else _panel(queries.of_record(response=response.pk))


def _panel(texts: list[Any]) -> Panel | None:
    return Panel("topics", _("What it is about"), "topics/parts/of_record.html", {"texts": texts}, where="side") if texts else None


panels.register("complaint", of_complaint, order=60, capability="topics.read")
panels.register("response", of_response, order=60, capability="topics.read")
