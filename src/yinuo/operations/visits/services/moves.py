"""Moves of a visit that other slices make inside their own acts."""

from __future__ import annotations

from datetime import datetime

from yinuo.core.events.services import Act

from ..models import Visit
from .common import be_found, change, reason_given, step


def promise_ready(act: Act, visit: Visit, *, ready_at: datetime | None) -> None:
    """The ready time that the customer was told (on the visit for lists; the promise itself is a record of its own)."""
    if visit.promised_ready_at != ready_at:
        change(visit, act=act, promised_ready_at=ready_at)


def confirm(act: Act, visit: Visit) -> None:
    """An estimate is put to the customer: what came before it (a consultation that still runs, or none) ends here."""
    if visit.state == "received":
        step(visit, "skip_consultation", act=act)
    elif visit.state == "consulting":
        step(visit, "confirm", act=act)


def release(act: Act, visit: Visit) -> None:
    """The (first or a further) order goes to the workshop. A consultation that is still running ends here; a ready car goes back."""
    if visit.state == "repairing":
        return
    if visit.state == "ready":
        rework(act, visit)
        return
    confirm(act, visit)
    step(visit, "release", act=act)


def recall(act: Act, visit: Visit) -> None:
    """Released by mistake, no work begun: back to estimate and approval."""
    step(visit, "recall", act=act)


def finish(act: Act, visit: Visit, at: datetime) -> None:
    """All orders have passed: the car is ready, since `at`."""
    promised = visit.promised_ready_at
    step(visit, "finish", act=act, changes={"ready_at": at}, promised_at=promised.isoformat() if promised else None)


def rework(act: Act, visit: Visit) -> None:
    """An inspection failed or work was added after the car was ready: back to the workshop."""
    step(visit, "rework", act=act, changes={"ready_at": None})


def settled(act: Act, visit: Visit) -> None:
    """Everything that is owed now is paid."""
    step(visit, "settle", act=act)


def unsettle(act: Act, visit: Visit) -> None:
    """A payment was set right or an invoice credited: something is owed again."""
    step(visit, "unsettle", act=act)


def deliver(act: Act, visit: Visit) -> None:
    """The customer has the key and is gone with the car."""
    gone = {"delivered_at": act.at, "car_zone": None, "customer_zone": None, "waits": False, "overnight": False}
    step(visit, "deliver", act=act, changes=gone)
    be_found(visit)


def close(act: Act, visit: Visit) -> None:
    """Nothing more is to be done, the follow-up included."""
    step(visit, "close", act=act, changes={"closed_at": act.at})


def reopen(act: Act, visit: Visit, reason: str) -> None:
    """Something of a delivered or closed visit has to be done again."""
    step(visit, "reopen", act=act, changes={"delivered_at": None, "closed_at": None}, reason=reason_given(reason))
    be_found(visit)
