"""The standards on the page of a visit: how many are met, what is at risk, every clock."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yinuo.core.ui.panels import Panel
from yinuo.core.ui.words import span_words

from . import queries
from .queries import StandardNow, Summary


def of_visit(request: Any, visit: Any) -> Panel | None:
    """One query (none when the visit came with its thread)."""
    standards = queries.of_facts(visit.site_id, visit.thread.facts, at=request.at)
    summary = queries.summary(standards)
    if not summary.n:
        return None
    return Panel(
        code="standards",
        title=_("Service standards"),
        template="standards/_of_visit.html",
        context={"groups": grouped(standards), "summary": summary},
        where="side",
        tone=tone(summary),
        word=words(summary, request.at),
    )


def tone(summary: Summary) -> str:
    if summary.at_risk:
        return "risk"
    return "late" if summary.missed else "kept"


def words(summary: Summary, at: Any) -> str:
    """ "12 of 14 met, one at risk in 4 min"."""
    said = _("%(met)d of %(n)d met") % {"met": summary.met, "n": summary.n}
    if summary.at_risk and summary.next_due:
        left = span_words((summary.next_due - at).total_seconds())
        risk = ngettext("%(count)d at risk, %(left)s left", "%(count)d at risk, the next in %(left)s", summary.at_risk)
        said = _("%(met)s, %(risk)s") % {"met": said, "risk": risk % {"count": summary.at_risk, "left": left}}
    return said


def grouped(standards: list[StandardNow]) -> list[tuple[str, list[StandardNow]]]:
    """What matters now first (running, missed), then met, then what is not due or does not apply."""
    return [
        ("now", [row for row in standards if row.running]),
        ("missed", [row for row in standards if row.state == "missed"]),
        ("met", [row for row in standards if row.state == "met"]),
        ("rest", [row for row in standards if row.state in ("not_due", "not_applicable")]),
    ]
