"""A visit as a row of lists and boards: read once, in one query, with its ribbon and its clocks worked out from the facts at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yinuo.core.ui.ribbon import RibbonStep
from yinuo.operations.standards import queries as standards

from .. import rules
from ..models import Visit

COLUMNS = (
    "id", "site_id", "ticket", "plate", "day", "state", "state_since", "waits", "plain_maintenance", "arrived_at", "greeted_at",
    "promised_ready_at", "ready_at", "delivered_at", "key_tag", "parking_place", "overnight", "advisor_id", "customer_id", "vehicle_id",
    "thread__id", "thread__facts", "customer__id", "customer__name", "vehicle__id", "vehicle__plate", "vehicle__make", "vehicle__model",
    "vehicle__energy", "advisor__id", "advisor__display_name", "advisor__username",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A visit in a list. `due_at` is the clock that presses most: the running standard that falls due first, else the promised time."""

    visit: Visit
    ribbon: list[RibbonStep]
    step: str
    since: datetime
    standards: standards.Summary
    due_at: datetime | None
    due_label: Any
    due_started: datetime | None
    tone: str

    @property
    def pk(self) -> int:
        return self.visit.pk

    @property
    def car(self) -> str:
        vehicle = self.visit.vehicle
        return " ".join(part for part in (vehicle.make, vehicle.model) if part) if vehicle else ""


def with_row(visits):
    """Only the columns of a row, all in one query."""
    return visits.select_related("thread", "customer", "vehicle", "advisor").only(*COLUMNS)


def rows_of(visits: Iterable[Visit], *, at: datetime) -> list[Row]:
    return [row_of(visit, at=at) for visit in visits]


def row_of(visit: Visit, *, at: datetime) -> Row:
    facts = visit.thread.facts
    now = standards.of_facts(visit.site_id, facts, at=at)
    due_at, label, started = _pressing(visit, now, at)
    tone = tone_of(due_at, started, at)
    return Row(
        visit=visit,
        ribbon=ribbon_of(visit, at=at, tone=tone, due=due_at),
        step=rules.step_here(facts, visit.state),
        since=visit.state_since,
        standards=standards.summary(now),
        due_at=due_at,
        due_label=label,
        due_started=started,
        tone=tone,
    )


def _pressing(visit: Visit, now: list[standards.StandardNow], at: datetime) -> tuple[datetime | None, Any, datetime | None]:
    """The limit that is reached first: of the running clocks of standards (minimums press nobody) and the promised ready time."""
    clocks = [
        (row.due_at, row.title, row.since) for row in now if row.running and row.due_at and not row.minimum and row.step != "follow_up"
    ]
    return min(clocks, key=lambda clock: clock[0]) if clocks else (None, "", None)


def tone_of(due_at: datetime | None, started: datetime | None, at: datetime) -> str:
    """plan, risk (the last quarter, at most five minutes; a ready time half an hour before), late; busy without a limit."""
    if due_at is None:
        return "busy"
    if due_at <= at:
        return "late"
    span = (due_at - started).total_seconds() / 4 if started else 300
    return "risk" if (due_at - at).total_seconds() <= max(5, min(1800, span)) else "plan"


def ribbon_of(visit: Visit, *, at: datetime, tone: str = "busy", due: datetime | None = None) -> list[RibbonStep]:
    """The ten steps for the kit's `{% ribbon %}`."""
    steps = rules.ribbon(visit.thread.facts, visit.state)
    return [
        RibbonStep(step.code, step.state, tone=tone, due=due, since=step.since or visit.state_since)
        if step.state == "here"
        else RibbonStep(step.code, step.state)
        for step in steps
    ]
