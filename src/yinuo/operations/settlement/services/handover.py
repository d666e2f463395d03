"""What is done at the car and with the customer before the car leaves, and its leaving."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import record
from yinuo.core.statements.writes import change as write_changes
from yinuo.information.encounters import services as encounters
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from .. import queries, rules
from ..models import Checkout


class NotReady(DomainError):
    sentence = _("The car is not ready yet: all three inspections have to pass first.")


class StillOwed(DomainError):
    sentence = _("The customer's invoice is not paid yet. Take the payment first.")


class AlreadyGone(DomainError):
    sentence = _("This visit is delivered already.")


@contextmanager
def _at_the_car(visit_id: int, by: Actor, at: datetime, right: str):
    """The act and the visit's checkout row, for a car that is in the shop."""
    with story(Visit, visit_id, by=by, at=at, right=right) as act:
        if act.subject.state in (Visit.State.DELIVERED, Visit.State.CLOSED, Visit.State.VOID):
            raise AlreadyGone
        yield act, _checkout(act)


def _checkout(act: Act) -> Checkout:
    known = record(Checkout, visit=act.subject)
    return known or Checkout.objects.create(visit=act.subject, site_id=act.site_id, **stamps(act.by, act.at))


def _note(act: Act, row: Checkout, **changes) -> None:
    write_changes(Checkout, row.pk, changes | change_stamps(act.by, act.at))


def clean(*, visit_id: int, by: Actor, at: datetime) -> None:
    """The car is cleaned and checked before handover."""
    with _at_the_car(visit_id, by, at, "handover.clean") as (act, row):
        _note(act, row, cleaned_at=at)
        act.record("car.cleaned")


def tell_ready(*, visit_id: int, channel: str, by: Actor, at: datetime, text: str = "") -> None:
    """The customer is told that the car is ready; the notice is an encounter with its channel. Raises NotReady."""
    with _at_the_car(visit_id, by, at, "handover.write") as (act, row):
        if act.subject.state not in (Visit.State.READY, Visit.State.SETTLED):
            raise NotReady
        encounters.record(act, customer_id=act.subject.customer_id, channel=channel, direction="out", about="ready", text=text)
        _note(act, row, notified_at=at)
        act.record("customer.told_ready", channel=channel)


def show_car(*, visit_id: int, by: Actor, at: datetime) -> None:
    """The customer was accompanied to look at the car."""
    with _at_the_car(visit_id, by, at, "handover.write") as (act, row):
        _note(act, row, shown_at=at)
        act.record("car.shown")


def explain_charges(*, visit_id: int, by: Actor, at: datetime) -> None:
    """Order and charges were explained line by line and the list of charges was given."""
    with _at_the_car(visit_id, by, at, "checkout.write") as (act, row):
        _note(act, row, explained_at=at)
        act.record("charges.explained")


def return_things(*, visit_id: int, things: Iterable[str], by: Actor, at: datetime) -> None:
    """Key, licence and old parts were handed back (codes of rules.RETURNED; what did not apply is left out by its own code `no_…`)."""
    things = set(things)
    allowed = {*rules.RETURNED, *(f"no_{thing}" for thing in rules.RETURNED)}
    if not things <= allowed or any({thing, f"no_{thing}"}.isdisjoint(things) for thing in rules.RETURNED):
        raise Invalid(_("Tick key, licence and old parts, or say for each that there was none."))
    with _at_the_car(visit_id, by, at, "checkout.write") as (act, row):
        _note(act, row, returned=dict.fromkeys(sorted(things), True), returned_at=at)
        act.record("things.returned", things=sorted(things))


def tell_next_service(*, visit_id: int, on: date | None, km: int | None, by: Actor, at: datetime) -> None:
    """Next service date and mileage are told to the customer and kept with the vehicle. At least one of the two; not in the past."""
    if on is None and km is None:
        raise Invalid(_("Give the date or the mileage of the next service."))
    with _at_the_car(visit_id, by, at, "handover.write") as (act, row):
        if on is not None and on <= timezone.localdate(at, current_site().zone):
            raise Invalid(_("The next service must lie in the future."))
        _note(act, row, next_service_told_at=at)
        if act.subject.vehicle_id is not None:
            write_changes(Vehicle, act.subject.vehicle_id, {"next_service_on": on, "next_service_km": km} | change_stamps(by, at))
        act.record("next_service.told", on=on and on.isoformat(), km=km)


def deliver(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The car leaves. Raises NotReady, StillOwed."""
    with story(Visit, visit_id, by=by, at=at, right="checkout.write") as act:
        visit = act.subject
        if visit.state not in (Visit.State.READY, Visit.State.SETTLED):
            raise NotReady
        if queries.uninvoiced(visit_id) or not rules.may_leave(queries.balances(visit_id)):
            raise StillOwed
        visits.deliver(act, visit)
    return visit


def close(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """Everything about the visit is done, follow-up included."""
    with story(Visit, visit_id, by=by, at=at, right="visit.close") as act:
        visits.close(act, act.subject)
    return act.subject


def reopen(*, visit_id: int, reason: str, by: Actor, at: datetime) -> Visit:
    """A delivered or closed visit is taken up again, with a reason that stays in the log."""
    if not reason.strip():
        raise Invalid(_("Say why the visit is reopened."))
    with story(Visit, visit_id, by=by, at=at, right="settlement.reopen") as act:
        visits.reopen(act, act.subject, reason.strip()[:240])
    return act.subject
