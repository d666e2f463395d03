"""The lounge, on the host's phone: who sits here and since when, who will be late before they know it, the last round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yinuo.core.workflow.queries import in_states

from .. import rules, words
from ..models import LoungeCheck, Visit
from .rows import Row, rows_of, with_row

MOST_GUESTS = 60


@dataclass(frozen=True)
class Guest:
    """A customer who waits here: since when they sit (or have been here), and what becomes of their time."""

    row: Row
    since: datetime
    tone: str

    @property
    def ready_at(self) -> datetime | None:
        return self.row.visit.promised_ready_at


@dataclass(frozen=True)
class LastRound:
    check: LoungeCheck
    amiss: list[Any]


def guests(*, at: datetime) -> list[Guest]:
    """Customers who wait, those who will be late first. One query."""
    rows = with_row(Visit.objects.filter(in_states(rules.OPEN), waits=True)).exclude(state="arrived").order_by("arrived_at")[:MOST_GUESTS]
    found = [_guest(row, at) for row in rows_of(rows, at=at)]
    order = {"late": 0, "risk": 1}
    return sorted(found, key=lambda guest: (order.get(guest.tone, 2), guest.ready_at or guest.since))


def _guest(row: Row, at: datetime) -> Guest:
    settled = row.visit.thread.facts.get("lounge.settled")
    since = datetime.fromisoformat(settled["last"]) if settled else row.visit.arrived_at
    due = row.visit.promised_ready_at if row.visit.state in ("confirming", "repairing") else None
    tone = "kept" if row.visit.state in ("ready", "settled") else "busy"
    if due is not None:
        tone = "late" if due <= at else "risk" if (due - at).total_seconds() <= 1800 else "plan"
    return Guest(row, since, tone)


def last_round() -> LastRound | None:
    check = LoungeCheck.objects.select_related("created_by").order_by("-id").first()
    return (
        LastRound(check, [words.LOUNGE[code] for code, fine in check.items.items() if not fine and code in words.LOUNGE]) if check else None
    )
