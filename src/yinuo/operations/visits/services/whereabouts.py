"""Where the customer and the car are: lounge or seen off, key tag and place, overnight, ended without repair."""

from __future__ import annotations

from datetime import datetime

from yinuo.core.access.actor import Actor
from yinuo.core.errors import NotHere
from yinuo.core.events.services import story
from yinuo.core.statements.asked import record
from yinuo.operations.workshop.models import Zone

from ..models import Visit
from .common import change, fitting, reason_given, step, still_open


def settle_customer(*, visit_id: int, seen_off: bool = False, by: Actor, at: datetime) -> Visit:
    """The customer was shown to the lounge, or seen off (and so does not wait)."""
    with story(Visit, visit_id, by=by, at=at, right="lounge.write") as act:
        visit = still_open(act.subject)
        zone = None if seen_off else record(Zone, code=Zone.Code.LOUNGE)
        change(visit, act=act, waits=not seen_off, customer_zone=zone)
        act.record("lounge.settled", where="seen_off" if seen_off else "lounge")
    return visit


def park(*, visit_id: int, key_tag: str = "", place: str = "", zone_id: int | None = None, by: Actor, at: datetime) -> Visit:
    """Where the car stands now and which tag its key hangs on."""
    texts = fitting(Visit, key_tag=key_tag, parking_place=place)
    with story(Visit, visit_id, by=by, at=at, right="car.move") as act:
        visit = still_open(act.subject)
        zone = None
        if zone_id is not None and (zone := Zone.objects.filter(pk=zone_id).first()) is None:
            raise NotHere
        change(visit, act=act, car_zone=zone, **texts)
        act.record("car.parked", zone=zone.code if zone else "", key_tag=visit.key_tag, place=visit.parking_place)
    return visit


def stay_overnight(*, visit_id: int, reason: str = "", by: Actor, at: datetime) -> Visit:
    """The car is left over night; the customer does not wait."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        if not visit.overnight:
            change(visit, act=act, overnight=True, waits=False, customer_zone=None)
            act.record("visit.left_overnight", reason=reason.strip()[:240])
    return visit


def bring_back(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """It is not left over night after all."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        if visit.overnight:
            change(visit, act=act, overnight=False)
            act.record("visit.not_left_overnight")
    return visit


def end_without_repair(*, visit_id: int, reason: str, by: Actor, at: datetime) -> Visit:
    """Nothing is repaired (nothing found, declined, no part, no time); what remains is a diagnosis fee, if any, and the handover."""
    reason = reason_given(reason)
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        step(act.subject, "end_without_repair", act=act, changes={"no_repair_reason": reason, "ready_at": at}, reason=reason)
    return act.subject
