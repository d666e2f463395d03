"""Will the parts be there? What an appointment needs against the shelf, less what earlier appointments need, plus what comes before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked, records
from yinuo.operations.menu.models import MenuPart
from yinuo.operations.stock.models import Part, PartOrder

from . import rules
from .models import AppointmentItem


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that will not be there. Quantities in thousandths; `expected_on`: the announced arrival, or from today its usual delivery time."""

    part_id: int
    number: str
    name: str
    unit: str
    needed: int
    missing: int
    expected_on: date
    announced: bool


def missing(menu_item_ids: Iterable[int], *, starts_at: datetime, day: date, today: date, without: int | None = None) -> list[Missing]:
    """Parts that will be short on the day. Three queries; one when the work needs no parts."""
    parts, needed = needs(menu_item_ids)
    if not needed:
        return []
    earlier = dict(_needed_earlier(starts_at=starts_at, day=day, today=today, without=without or 0, site=current_site().pk))
    orders = {part: (before or 0, first) for part, before, first in _on_order(day=day)}
    free = {pk: part.available - earlier.get(pk, 0) + orders.get(pk, (0, None))[0] for pk, part in parts.items()}
    found = rules.missing_parts(needed, free)
    return [_missing(parts[pk], needed[pk], quantity, orders.get(pk, (0, None))[1], today) for pk, quantity in found.items()]


def _missing(part: Part, needed: int, quantity: int, announced: date | None, today: date) -> Missing:
    expected = announced or today + timedelta(days=part.lead_days)
    return Missing(part.pk, part.number, part.name, part.unit, needed, quantity, expected, announced is not None)


def needs(menu_item_ids: Iterable[int]) -> tuple[dict[int, Part], dict[int, int]]:
    """The parts that these menu items (each as often as named) need, and how much of each."""
    parts: dict[int, Part] = {}
    needed: dict[int, int] = {}
    counts = Counter(menu_item_ids)
    for one in records(MenuPart, "part", item__pk__in=list(counts)):
        parts[one.part_id] = one.part
        needed[one.part_id] = needed.get(one.part_id, 0) + one.quantity * counts[one.item_id]
    return parts, needed


@asked(AppointmentItem)
def _needed_earlier(rows: QuerySet[AppointmentItem], starts_at: Any, day: Any, today: Any, without: Any, site: Any) -> QuerySet:
    """(part, quantity) of all that open appointments need from today until then."""
    open_before = Q(
        appointment__site=site,
        appointment__day__gte=today,
        appointment__day__lte=day,
        appointment__starts_at__lte=starts_at,
        appointment__state__in=rules.OPEN,
    )
    rows = rows.filter(open_before, menu_item__parts__part__isnull=False).exclude(appointment_id=without)
    return rows.order_by().values_list("menu_item__parts__part").annotate(total=Sum("menu_item__parts__quantity"))


@asked(PartOrder)
def _on_order(rows: QuerySet[PartOrder], day: Any) -> QuerySet:
    """(part, what comes before the day, first announced arrival) of all parts on order."""
    coming = Sum(F("quantity") - F("received"), filter=Q(expected_on__lt=day))
    rows = rows.filter(state=PartOrder.State.ORDERED).order_by()
    return rows.values_list("part_id").annotate(coming=coming, first=Min("expected_on"))
