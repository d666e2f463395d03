"""The three inspections in their order, rework, and the link of a comeback to the order whose fault came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.pictures import services as pictures
from yinuo.core.sites.models import stamps
from yinuo.core.statements.asked import records
from yinuo.core.workflow.services import IllegalMove, move, swap
from yinuo.information.promises import services as promises
from yinuo.operations.visits import services as visits

from .. import rules
from ..models import ClockEntry, Inspection, Line, Operation, Order, PartDemand
from ..queries import expected_ready, policy_of


class OutOfOrder(DomainError):
    sentence = _("The inspections go in their order: the technician's own, quality, final. This one is not due yet.")


class OwnWork(DomainError):
    sentence = _("Nobody inspects their own work. Ask another inspector.")


class NotOwnWork(DomainError):
    sentence = _("The own inspection is made by a technician who worked on this order.")


class PartsNotIssued(Invalid):
    sentence = _(
        "The customer agreed to parts that were never handed out: %(parts)s. "
        "The counter hands them out, or drops what is not needed; it sees this car at the top of its list."
    )

    def __init__(self, parts: Sequence[str]):
        super().__init__(self.sentence % {"parts": ", ".join(parts)})


def inspect(
    *, order_id: int, kind: str, items: list[dict[str, Any]], by: Actor, at: datetime, note: str = "", redo: list[int] | None = None,
    photos: Sequence[pictures.Prepared] = (),
) -> Inspection:  # fmt: skip
    """Record one inspection: `items` are [{"code", "ok", "note"}]; it passes when all are ok. `photos` were prepared before.

    A failed one returns the order to repair as rework: the operations `redo` (default: all done ones) are open again, the round counts up,
    and the promised time is looked at anew.
    The third passed inspection clears the order; with the visit's last open order the car is ready. Raises OutOfOrder, OwnWork, NotOwnWork, PartsNotIssued.
    """
    _complete(items, rules.points_of(kind, policy_of(by.site_id).checklists))
    with story(Order, order_id, by=by, at=at, right=f"inspection.{kind}") as act:
        order = act.subject
        if order.state != Order.State.INSPECTING:
            raise IllegalMove
        workers = _workers(order)
        _check_turn(order, kind, by, workers)
        passed = all(item["ok"] for item in items)
        inspection = Inspection.objects.create(
            site_id=by.site_id,
            order=order,
            kind=kind,
            round=order.round,
            passed=passed,
            items=items,
            note=note[:240],
            by_id=by.user_id,
            at=at,
            **stamps(by, at),
        )
        act.record(
            f"inspection.{'passed' if passed else 'failed'}", order, kind=kind, round=order.round, technicians_own=by.user_id in workers
        )
        for photo in photos:
            pictures.attach(act, file=photo, kind="inspection", subject=inspection, note=_first_fault(items))
        if not passed:
            _back_to_repair(act, order, redo)
        elif kind == Inspection.Kind.FINAL:
            _clear(act, order)
    return inspection


def _complete(items: list[dict[str, Any]], points: list[str]) -> None:
    if {item.get("code") for item in items} != set(points) or any(not isinstance(item.get("ok"), bool) for item in items):
        raise Invalid(_("Answer every point of the checklist."))
    if any(not item["ok"] and not str(item.get("note", "")).strip() for item in items):
        raise Invalid(_("Say what is wrong with each point that failed."))


def _first_fault(items: list[dict[str, Any]]) -> str:
    return next((str(item["note"]).strip()[:240] for item in items if not item["ok"]), "")


def _workers(order: Order) -> set[int]:
    return {entry.technician_id for entry in records(ClockEntry, operation__line__order=order, void=False)}


def _check_turn(order: Order, kind: str, by: Actor, workers: set[int]) -> None:
    passed = {inspection.kind for inspection in records(Inspection, order=order, round=order.round, passed=True)}
    if rules.next_inspection(passed) != kind:
        raise OutOfOrder
    if kind == Inspection.Kind.SELF and by.user_id not in workers:
        raise NotOwnWork
    if kind != Inspection.Kind.SELF and by.user_id in workers:
        raise OwnWork


def _back_to_repair(act: Act, order: Order, redo: list[int] | None) -> None:
    done = Operation.objects.filter(line__order=order, line__removed=False, state=Operation.State.DONE)
    chosen = list(done.filter(pk__in=redo)) if redo else list(done)
    if not chosen:
        raise Invalid(_("Choose which operation has to be done again."))
    for operation in chosen:
        move(operation, "redo", act=act, changes={"rework": operation.rework + 1, "finished_at": None})
    move(order, "rework", act=act, changes={"round": order.round + 1})
    promises.expect(act, kind="ready_time", expected_at=expected_ready(order.visit_id, at=act.at))


def _clear(act: Act, order: Order) -> None:
    """Raises PartsNotIssued: nobody is charged for a part that still lies on the shelf."""
    agreed: dict[str, Any] = {"line__order": order, "line__removed": False, "line__approval": Line.Approval.APPROVED}
    waiting = records(PartDemand, "part", state__in=rules.PART_WAITS, **agreed)
    if waiting:
        raise PartsNotIssued([demand.part.name for demand in waiting])
    move(order, "clear", act=act)
    others = [other for other in records(Order, visit=order.visit_id) if other.pk != order.pk]
    if all(other.state in (Order.State.CLEARED, Order.State.VOID) for other in others):
        visits.finish(act, order.visit, act.at)
        promises.keep(act, kind="ready_time")


def link_comeback(*, order_id: int, earlier_id: int | None, by: Actor, at: datetime) -> Order:
    """This order repairs again what `earlier_id` (an earlier order of the same vehicle) did; None takes the link back."""
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        order = act.subject
        if earlier_id is not None:
            earlier = Order.objects.filter(pk=earlier_id, visit__vehicle_id=order.visit.vehicle_id).exclude(visit_id=order.visit_id).first()
            if earlier is None or order.visit.vehicle_id is None:
                raise Invalid(_("Choose an earlier order of the same car."))
        swap(order, act=act, expect={"pk": order.pk}, comeback_of_id=earlier_id)
        act.record("order.comeback_linked" if earlier_id else "order.comeback_unlinked", order, earlier=earlier_id)
    return order
