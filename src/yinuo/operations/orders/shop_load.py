"""What cars in the shop still need, told to the booking table: so that nobody is promised a bay that is not free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yinuo.core.statements.asked import among, asked
from yinuo.core.workflow.queries import in_states
from yinuo.operations.booking.load import CarInShop, register
from yinuo.operations.booking.rules import Work
from yinuo.operations.visits import rules
from yinuo.operations.visits.models import Visit

from .models import ClockEntry, Line, Operation
from .queries.basics import OPEN_WORK

IN_SHOP = ("arrived", "received", "consulting", "confirming", "repairing")
BEFORE_WORK = ("arrived", "received", "consulting", "confirming")
LEAST = 5  # minutes left of work that has taken longer than its standard and is not done


@register
def cars_in_shop(at: datetime) -> Iterable[CarInShop]:
    """Cars that have come and are not ready, first come first, with what is left of their operations. Three queries.

    Before any work is written down, what was booked goes on counting; declined work never counts.
    """
    works = _left(at)
    for visit_id, thread_id, plate, state in _cars():
        known = tuple(works.get(visit_id, ()))
        yield CarInShop(thread_id, plate, known if known or state not in BEFORE_WORK else None)


@asked(Visit)
def _cars(rows: QuerySet[Visit]) -> QuerySet:
    return rows.filter(in_states(rules.OPEN), state__in=IN_SHOP).order_by("arrived_at").values_list("id", "thread_id", "plate", "state")


@asked(Operation)
def _open_work(rows: QuerySet[Operation]) -> QuerySet:
    return (
        rows.filter(in_states(OPEN_WORK), line__removed=False)
        .exclude(line__approval=Line.Approval.DECLINED)
        .exclude(line__order__state="void")
        .order_by("line__position", "id")
        .values_list("id", "line__order__visit_id", "standard_minutes", "bay_kind", "skill")
    )


def _left(at: datetime) -> dict[int, list[Work]]:
    """visit → works, in the order of the lines."""
    rows = _open_work()
    done = _clocked([row[0] for row in rows], at)
    found: dict[int, list[Work]] = defaultdict(list)
    for pk, visit_id, standard, kind, skill in rows:
        found[visit_id].append(Work(max(LEAST, standard - done.get(pk, 0)), kind, skill))
    return found


@asked(ClockEntry)
def _entries(rows: QuerySet[ClockEntry], operations: Any) -> QuerySet:
    return rows.filter(among("operation_id", operations), void=False).values_list("operation_id", "on_at", "off_at")


def _clocked(operation_ids: list[int], at: datetime) -> dict[int, int]:
    minutes: dict[int, int] = defaultdict(int)
    for operation_id, on_at, off_at in _entries(operations=operation_ids):
        minutes[operation_id] += max(0, int(((off_at or at) - on_at).total_seconds() // 60))
    return minutes
