"""Setting right what was tapped by mistake: a recorded act with a reason, never an edit of history.

`correction.made {of, to, reason}` moves the fact `of` to another time or takes it away; the standards judge anew from the corrected facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yinuo.core.access.actor import Actor
from yinuo.core.events.services import Act, story
from yinuo.information.promises import services as promises
from yinuo.operations.booking import services as booking

from ..models import Consultation, Visit, WalkAround
from .common import be_found, change, reason_given, step
from .errors import CannotBeSetRight


@dataclass(frozen=True)
class Correctable:
    """A fact of a visit that may be set right. `undo(act, visit)` brings the columns to "it did not happen" (None: only its time may be set right),
    `move(act, visit, to)` to the other time; `after` must have happened before it, `before` after it."""

    label: Any
    undo: Callable[[Act, Visit], None] | None = None
    move: Callable[[Act, Visit, datetime], None] | None = None
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


_correctable: dict[str, Correctable] = {}


def correctable(name: str, correction: Correctable) -> None:
    """Slices above register facts of their own here."""
    _correctable[name] = correction


def correctables() -> dict[str, Correctable]:
    return _correctable


def correct(*, visit_id: int, of: str, to: datetime | None, reason: str, by: Actor, at: datetime) -> Visit:
    """Say that `of` happened at another time, or (`to` None) that it did not happen. Raises CannotBeSetRight."""
    reason = reason_given(reason)
    correction = _correctable.get(of)
    if correction is None:
        raise CannotBeSetRight
    with story(Visit, visit_id, by=by, at=at, right="visit.correct") as act:
        visit = act.subject
        if of not in act.thread.facts or visit.state == "void":
            raise CannotBeSetRight
        if to is None:
            if correction.undo is None:
                raise CannotBeSetRight(_("Its time can be set right, but that it happened cannot be taken back here."))
            correction.undo(act, visit)
        else:
            _check_order(act, correction, to)
            if correction.move:
                correction.move(act, visit, to)
        act.record("correction.made", visit, of=of, to=to.isoformat() if to else None, reason=reason)
    return visit


def _check_order(act: Act, correction: Correctable, to: datetime) -> None:
    facts = act.thread.facts
    if to > act.at:
        raise CannotBeSetRight(_("This time lies in the future."))
    if any(name in facts and to < datetime.fromisoformat(facts[name]["first"]) for name in correction.after):
        raise CannotBeSetRight(_("This time lies before the step that came before it. Set that one right first."))
    if any(name in facts and to > datetime.fromisoformat(facts[name]["last"]) for name in correction.before):
        raise CannotBeSetRight(_("This time lies after the step that followed. Set that one right first."))


# what a wrong arrival brought with it
_OF_ARRIVAL = (
    "visit.arrived", "appointment.arrived", "visit.greeted", "visit.assigned", "visit.record_confirmed", "consultation.started",
    "consultation.words_recorded", "consultation.uninterrupted", "consultation.walked_around", "lounge.settled",
)  # fmt: skip


def void(*, visit_id: int, reason: str, by: Actor, at: datetime) -> Visit:
    """The car never came (wrong plate, wrong booking): the visit is void, its booking stands again, its clocks stop."""
    reason = reason_given(reason)
    with story(Visit, visit_id, by=by, at=at, right="visit.correct") as act:
        visit = act.subject
        step(visit, "void", act=act, changes={"appointment": None, "car_zone": None, "customer_zone": None}, reason=reason)
        for name in _OF_ARRIVAL:
            if name in act.thread.facts:
                act.record("correction.made", visit, of=name, to=None, reason=reason)
        be_found(visit)
        promises.withdraw(act, reason=reason)
        appointment = getattr(act.thread, "appointment", None)
        if appointment is not None:
            booking.return_to_booked(act, appointment=appointment)
    return visit


def _move_arrival(act: Act, visit: Visit, to: datetime) -> None:
    since = {"state_since": to} if visit.state == "arrived" else {}
    change(visit, act=act, arrived_at=to, **since)


def _ungreet(act: Act, visit: Visit) -> None:
    if visit.state != "received":
        raise CannotBeSetRight(_("The consultation has begun, so the customer was greeted. Set right the time instead."))
    step(visit, "ungreet", act=act, changes={"greeted_at": None})


def _unconsult(act: Act, visit: Visit) -> None:
    if visit.state != "consulting":
        raise CannotBeSetRight
    step(visit, "unconsult", act=act)


def _unconfirm_record(act: Act, visit: Visit) -> None:
    if visit.state not in ("arrived", "received", "consulting"):
        raise CannotBeSetRight(_("The record is in use by the estimate. Choose the right customer and vehicle instead."))
    change(visit, act=act, customer=None, vehicle=None)


def _forget_declaration(act: Act, visit: Visit) -> None:
    Consultation.objects.filter(visit=visit).update(uninterrupted=None)


def _unwalk(act: Act, visit: Visit) -> None:
    WalkAround.objects.filter(visit=visit).update(done_at=None)


def _unsettle_customer(act: Act, visit: Visit) -> None:
    change(visit, act=act, waits=True, customer_zone=None)


correctable("visit.arrived", Correctable(gettext_lazy("arrival"), move=_move_arrival, before=("visit.greeted", "consultation.started")))
correctable(
    "visit.greeted",
    Correctable(
        gettext_lazy("greeting"),
        undo=_ungreet,
        move=lambda act, visit, to: change(visit, act=act, greeted_at=to),
        after=("visit.arrived",),
        before=("consultation.started",),
    ),
)
correctable("visit.record_confirmed", Correctable(gettext_lazy("record confirmed"), undo=_unconfirm_record))
correctable(
    "consultation.started",
    Correctable(gettext_lazy("start of listening"), undo=_unconsult, after=("visit.arrived",), before=("consultation.ended",)),
)
correctable(
    "consultation.ended", Correctable(gettext_lazy("end of listening"), after=("consultation.started",), before=("visit.released",))
)
correctable("consultation.uninterrupted", Correctable(gettext_lazy("declaration that nobody interrupted"), undo=_forget_declaration))
correctable("consultation.walked_around", Correctable(gettext_lazy("walk round the car"), undo=_unwalk, after=("visit.arrived",)))
correctable(
    "lounge.settled",
    Correctable(gettext_lazy("customer shown to the lounge or seen off"), undo=_unsettle_customer, after=("visit.arrived",)),
)
