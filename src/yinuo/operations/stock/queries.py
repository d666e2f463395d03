"""Parts as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from yinuo.core.errors import NotHere

from .models import Part, PartOrder, StockMovement

MOVEMENTS = 60


def parts(*, text: str = "", low: bool = False, inactive: bool = False) -> QuerySet[Part]:
    """Parts of the scoped site by number or name; `low`: what is free has fallen below the minimum."""
    found = Part.objects.filter(active=not inactive)
    if text:
        found = found.filter(Q(number__istartswith=text) | Q(name__icontains=text))
    if low:
        found = found.filter(on_hand__lt=F("minimum") + F("reserved"))
    return found


def low_count(most: int = 1000) -> int:
    """How many parts are low, counted no further than one above `most`."""
    return parts(low=True).order_by()[: most + 1].count()


def on_order(rows: list[Part]) -> dict[int, tuple[int, date]]:
    """{part: (quantity still to come, next day on which some is expected)}. One query."""
    open_orders = PartOrder.objects.filter(part__in=rows, state=PartOrder.State.ORDERED).order_by("expected_on")
    found: dict[int, tuple[int, date]] = {}
    for part_id, quantity, received, expected in open_orders.values_list("part_id", "quantity", "received", "expected_on"):
        before = found.get(part_id)
        found[part_id] = (before[0] + quantity - received, before[1]) if before else (quantity - received, expected)
    return found


@dataclass(frozen=True, slots=True)
class PartRow:
    """A line of the list of parts."""

    part: Part
    coming: int
    expected_on: date | None
    low: bool


def rows_of(found: list[Part]) -> list[PartRow]:
    coming = on_order(found)
    return [
        PartRow(part, *coming.get(part.pk, (0, None)), low=part.available < part.minimum)  # type: ignore[call-arg]
        for part in found
    ]


@dataclass(frozen=True, slots=True)
class PartPage:
    """All that the page of a part shows."""

    part: Part
    low: bool
    orders: list[PartOrder]
    movements: list[StockMovement]
    issued_90_days: int


def part_page(part_id: int, *, since: date) -> PartPage:
    """Raises NotHere. Four queries; `since`: from when use is counted."""
    part = Part.objects.select_related("changed_by").filter(pk=part_id).first()
    if part is None:
        raise NotHere
    movements = StockMovement.objects.filter(part=part)
    used = movements.filter(kind__in=["issued", "returned"], created_at__date__gte=since).aggregate(n=Sum("quantity"))["n"]
    return PartPage(
        part=part,
        low=part.available < part.minimum,
        orders=list(PartOrder.objects.filter(part=part, state=PartOrder.State.ORDERED).order_by("expected_on", "pk")),
        movements=list(movements.select_related("created_by").order_by("-pk")[:MOVEMENTS]),
        issued_90_days=-(used or 0),
    )


def open_orders() -> QuerySet[PartOrder]:
    """What suppliers still owe, the next to come first."""
    return PartOrder.objects.filter(state=PartOrder.State.ORDERED).select_related("part")
