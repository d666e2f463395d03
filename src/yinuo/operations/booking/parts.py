"""Will the parts be there? What an appointment needs against the shelf, less what earlier appointments need, plus what comes before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Min, Q, Sum

from yinuo.core.sites.queries import current_site
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
    """Parts that will be short on the day. Four queries at most; none when the work needs no parts."""
    needed = needs(menu_item_ids)
    if not needed:
        return []
    parts = {part.pk: part for part in Part.objects.filter(pk__in=needed)}
    earlier = _needed_earlier(needed, starts_at=starts_at, day=day, today=today, without=without)
    orders = _on_order(needed, day)
    free = {pk: part.available - earlier.get(pk, 0) + orders.get(pk, {}).get("before", 0) for pk, part in parts.items()}
    found = rules.missing_parts(needed, free)
    return [_missing(parts[pk], needed[pk], quantity, orders.get(pk, {}).get("first"), today) for pk, quantity in found.items()]


def _missing(part: Part, needed: int, quantity: int, announced: date | None, today: date) -> Missing:
    expected = announced or today + timedelta(days=part.lead_days)
    return Missing(part.pk, part.number, part.name, part.unit, needed, quantity, expected, announced is not None)


def needs(menu_item_ids: Iterable[int]) -> dict[int, int]:
    """Part → quantity that these menu items (each as often as named) need."""
    counts: dict[int, int] = {}
    for pk in menu_item_ids:
        counts[pk] = counts.get(pk, 0) + 1
    needed: dict[int, int] = {}
    for item, part, quantity in MenuPart.objects.filter(item__in=counts).values_list("item_id", "part_id", "quantity"):
        needed[part] = needed.get(part, 0) + quantity * counts[item]
    return needed


def _needed_earlier(parts: Mapping[int, int], *, starts_at: datetime, day: date, today: date, without: int | None) -> dict[int, int]:
    open_before = Q(
        appointment__site=current_site(),
        appointment__day__range=(today, day),
        appointment__starts_at__lte=starts_at,
        appointment__state__in=rules.OPEN,
    )
    rows = AppointmentItem.objects.filter(open_before, menu_item__parts__part__in=parts).exclude(appointment_id=without)
    return dict(rows.order_by().values_list("menu_item__parts__part").annotate(total=Sum("menu_item__parts__quantity")))


def _on_order(parts: Mapping[int, int], day: date) -> dict[int, dict]:
    """What comes `before` the day, and the `first` announced arrival of each part."""
    rows = PartOrder.objects.filter(part__in=parts, state=PartOrder.State.ORDERED).order_by()
    return {
        row["part_id"]: {"before": row["coming"] or 0, "first": row["first"]}
        for row in rows.values("part_id").annotate(
            coming=Sum(F("quantity") - F("received"), filter=Q(expected_on__lt=day)), first=Min("expected_on")
        )
    }
