"""The only way in and out of the shelf.

All changes of a part's figures go through `_shift`: one UPDATE that says what must hold afterwards, whose row count (and the table's check
constraints) make sure that the last part is sold once, whoever asks at the same moment, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.workflow.services import LostMove

from .models import Part, PartOrder, StockMovement
from .waiting import waiting_for

Kind = StockMovement.Kind
LARGEST = 10**12  # a thousand million pieces: more is a slip of the finger


class Short(DomainError):
    """There is not enough on the shelf that is not promised to another car."""

    sentence = _("There is not enough of this part on the shelf. Order it, or look for another.")


class LessThanReserved(DomainError):
    sentence = _("More of this part is reserved for cars than you counted. Release a reservation first, then count again.")


class OrderOver(DomainError):
    sentence = _("This order was received or cancelled before. Reload the page.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part's figures after a change, in thousandths."""

    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


# Inside somebody else's act


def reserve(act: Act, *, part_id: int, quantity: int, demand_id: int) -> Shelf:
    """Promise `quantity` on the shelf to a demand. Raises Short when that much is not free; then nothing has changed and the act may go on."""
    shelf = _shift(act, part_id, reserved=quantity)
    _move(act, part_id, Kind.RESERVED, quantity, shelf, demand_id)
    return shelf


def release(act: Act, *, part_id: int, quantity: int, demand_id: int) -> Shelf:
    """Take a reservation back."""
    shelf = _shift(act, part_id, reserved=-quantity)
    _move(act, part_id, Kind.RELEASED, quantity, shelf, demand_id)
    return shelf


def issue(act: Act, *, part_id: int, quantity: int, demand_id: int, reserved: bool = True) -> Shelf:
    """Hand parts out: from the demand's reservation, or (`reserved=False`) from what is free. Raises Short."""
    shelf = _shift(act, part_id, on_hand=-quantity, reserved=-quantity if reserved else 0)
    _move(act, part_id, Kind.ISSUED, -quantity, shelf, demand_id)
    return shelf


def take_back(act: Act, *, part_id: int, quantity: int, demand_id: int, note: str = "") -> Shelf:
    """Issued parts come back to the shelf unused."""
    shelf = _shift(act, part_id, on_hand=quantity)
    _move(act, part_id, Kind.RETURNED, quantity, shelf, demand_id, note)
    return shelf


# Use cases of the parts clerk


def receive(
    *, part_id: int, quantity: int, by: Actor, at: datetime, order_id: int | None = None, cost: int | None = None, note: str = ""
) -> Shelf:
    """Parts have come, against an order or without one; `cost` per unit in minor units. Tells whoever waits for the part."""
    _must_be_positive(quantity)
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        part = _part(part_id)
        order = _receive_on_order(act, part, order_id, quantity) if order_id else None
        shelf = _shift(act, part_id, on_hand=quantity)
        if cost is not None and cost != part.cost:
            Part.objects.filter(pk=part_id).update(cost=cost)
        _move(act, part_id, Kind.RECEIVED, quantity, shelf, None, note)
        act.record("stock.received", part, number=part.number, quantity=quantity, on_hand=shelf.on_hand, order=order.pk if order else None)
        act.record("part.arrived", part, number=part.number, quantity=quantity, available=shelf.available, demands=waiting_for(part_id))
    return shelf


def count(*, part_id: int, counted: int, reason: str, by: Actor, at: datetime) -> Shelf:
    """The shelf was counted: the difference is recorded with its reason. Raises LessThanReserved, Invalid."""
    if not 0 <= counted <= LARGEST:
        raise Invalid(counted=counted)
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        part = _part(part_id, lock=True)
        difference = counted - part.on_hand
        if counted < part.reserved:
            raise LessThanReserved
        shelf = _shift(act, part_id, on_hand=difference)
        _move(act, part_id, Kind.COUNTED, difference, shelf, None, reason)
        act.record("stock.counted", part, number=part.number, counted=counted, difference=difference, reason=reason)
    return shelf


def order(*, part_id: int, quantity: int, expected_on: date, by: Actor, at: datetime, supplier: str = "") -> PartOrder:
    """Order from a supplier, with the day on which it was announced."""
    _must_be_positive(quantity)
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        part = _part(part_id)
        made = PartOrder.objects.create(
            site_id=act.site_id, part=part, quantity=quantity, expected_on=expected_on, supplier=supplier, **stamps(by, at)
        )
        act.record("stock.ordered", part, number=part.number, quantity=quantity, expected_on=expected_on.isoformat(), order=made.pk)
    return made


def cancel_order(*, order_id: int, by: Actor, at: datetime, reason: str = "") -> PartOrder:
    """What has not come of the order will not come. Raises OrderOver, NotHere."""
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        found = _order(order_id)
        _change_order(act, found, state=PartOrder.State.CANCELLED)
        act.record("stock.order_cancelled", found.part, number=found.part.number, order=found.pk, reason=reason)
    return found


def add_part(*, number: str, name: str, price: int, by: Actor, at: datetime, **details: Any) -> Part:
    """A new part; `details`: unit, cost, tax_rate, minimum, place, lead_days. Raises Invalid when the number is taken."""
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        if Part.objects.filter(number=number).exists():
            raise Invalid(_("There is a part with this number."), number=number)
        part = Part.objects.create(site_id=act.site_id, number=number, name=name, price=price, **details, **stamps(by, at))
        act.record("stock.part_added", part, number=number, name=name, price=price)
    return part


def change_part(*, part_id: int, by: Actor, at: datetime, **changes: Any) -> Part:
    """Change what is written about a part (never its figures). The event keeps what was before."""
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="parts.write") as act:
        part = _part(part_id, lock=True)
        before = {name: getattr(part, name) for name, value in changes.items() if getattr(part, name) != value}
        if "number" in before and Part.objects.filter(number=changes["number"]).exists():
            raise Invalid(_("There is a part with this number."), number=changes["number"])
        if before:
            Part.objects.filter(pk=part_id).update(**{name: changes[name] for name in before}, **change_stamps(by, at))
            act.record("stock.part_changed", part, before=before, after={name: changes[name] for name in before})
    return part


# Within


def _shift(act: Act, part_id: int, *, on_hand: int = 0, reserved: int = 0) -> Shelf:
    """Add to a part's figures if they stay sound (0 ≤ reserved ≤ on hand); Short otherwise, and nothing has changed."""
    when = connection.ops.adapt_datetimefield_value(act.at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_part SET on_hand = on_hand + %s, reserved = reserved + %s, changed_at = %s, changed_by_id = %s"
            " WHERE id = %s AND site_id = %s AND reserved + %s >= 0 AND reserved + %s <= on_hand + %s RETURNING on_hand, reserved",
            [on_hand, reserved, when, act.by.user_id, part_id, act.site_id, reserved, reserved, on_hand],
        )
        row = cursor.fetchone()
    if row is None:
        raise Short(part_id=part_id)
    return Shelf(*row)


def _move(act: Act, part_id: int, kind: str, quantity: int, shelf: Shelf, demand_id: int | None, note: str = "") -> None:
    StockMovement.objects.create(
        site_id=act.site_id,
        part_id=part_id,
        kind=kind,
        quantity=quantity,
        on_hand_after=shelf.on_hand,
        demand_id=demand_id,
        note=note,
        **stamps(act.by, act.at),
    )


def _part(part_id: int, *, lock: bool = False) -> Part:
    rows = Part.objects.select_for_update() if lock else Part.objects
    try:
        return rows.get(pk=part_id)
    except Part.DoesNotExist:
        raise NotHere from None


def _order(order_id: int) -> PartOrder:
    try:
        return PartOrder.objects.select_related("part").get(pk=order_id)
    except PartOrder.DoesNotExist:
        raise NotHere from None


def _receive_on_order(act: Act, part: Part, order_id: int, quantity: int) -> PartOrder:
    """Count what came against its order; an order is over when all of it has come (or more)."""
    found = _order(order_id)
    if found.part_id != part.pk:
        raise NotHere
    received = found.received + quantity
    over = received >= found.quantity
    _change_order(act, found, received=received, state=PartOrder.State.RECEIVED if over else PartOrder.State.ORDERED)
    return found


def _change_order(act: Act, found: PartOrder, **changes: Any) -> None:
    if found.state != PartOrder.State.ORDERED:
        raise OrderOver
    rows = PartOrder.objects.filter(pk=found.pk, state=PartOrder.State.ORDERED, received=found.received)
    if rows.update(**changes, **change_stamps(act.by, act.at)) != 1:
        raise LostMove
    for name, value in changes.items():
        setattr(found, name, value)


def _must_be_positive(quantity: int) -> None:
    if not 0 < quantity <= LARGEST:
        raise Invalid(quantity=quantity)


def put_parts(*, parts: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> tuple[int, int]:
    """Add these parts or, where the number exists, change what is written about them; gives (added, changed).

    `on_hand` counts for new parts only and is told as a count. Right: setup.write.
    """
    told = {part["number"]: part for part in parts}
    with site_story(purpose=SiteThread.STOCK, by=by, at=at, right="setup.write") as act:
        known = {part.number: part for part in Part.objects.filter(number__in=told)}
        made = Part.objects.bulk_create(
            Part(site_id=by.site_id, **part, **stamps(by, at)) for number, part in told.items() if number not in known
        )
        StockMovement.objects.bulk_create(
            StockMovement(
                site_id=by.site_id, part=part, kind=Kind.COUNTED, quantity=part.on_hand, on_hand_after=part.on_hand, **stamps(by, at)
            )
            for part in made
            if part.on_hand
        )
        changed = [part for part in known.values() if _differs(part, told[part.number])]
        for part in changed:
            Part.objects.filter(pk=part.pk).update(**_written(told[part.number]), **change_stamps(by, at))
        if made or changed:
            subject = (made or changed)[0]
            act.record("stock.parts_put", subject, added=len(made), changed=[part.number for part in changed])
    return len(made), len(changed)


def _written(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "on_hand"}


def _differs(part: Part, told: Mapping[str, Any]) -> bool:
    return any(getattr(part, name) != value for name, value in _written(told).items())
