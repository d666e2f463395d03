"""A car comes in: ticket, greeting, advisor, record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import works_as
from yinuo.core.accounts.models import User
from yinuo.core.errors import NotHere
from yinuo.core.events.models import Event
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.services import next_number
from yinuo.core.statements.asked import asked, record
from yinuo.core.workflow.queries import in_states
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.customers import services as customers
from yinuo.information.customers.models import Customer
from yinuo.information.encounters import services as encounters
from yinuo.information.promises import services as promises
from yinuo.information.vehicles import services as vehicles
from yinuo.information.vehicles.models import Relation, Vehicle
from yinuo.operations.booking import services as booking
from yinuo.operations.booking.models import Appointment

from .. import rules
from ..models import Visit
from .common import be_found, change, fitting, local_day, step, still_open
from .errors import AlreadyGreeted, AlreadyHere, AlreadyTaken, NotAnAdvisor


def arrive(
    *,
    by: Actor,
    at: datetime,
    appointment_id: int | None = None,
    vehicle_id: int | None = None,
    plate: str = "",
    customer_id: int | None = None,
    waits: bool = True,
    plain_maintenance: bool | None = None,
) -> Visit:
    """A car has come: by its booking, as a known vehicle, or by a plate that nobody knows yet. Gives the ticket, starts the greet clock.

    With a booking its thread goes on, and `waits`, advisor and (where not told) `plain_maintenance` come from it.
    Raises AlreadyHere when the car stands here with an open visit, IllegalMove when the booking was used or cancelled.
    """
    appointment = _appointment(appointment_id)
    plate = rules.plain_plate(plate)
    told = {"waits": waits, "plain_maintenance": plain_maintenance, "customer_id": customer_id}
    try:
        with new_story(by=by, at=at, right="visit.arrive", thread=appointment.thread if appointment else None) as act:
            vehicle = _vehicle(vehicle_id or (appointment.vehicle_id if appointment else None), plate)
            plate = plate or rules.plain_plate((vehicle.plate if vehicle else "") or (appointment.plate if appointment else ""))
            _refuse_twice(plate)
            return _received_at_gate(act, appointment, _columns(act, appointment, vehicle, plate, told))
    except IntegrityError:
        _refuse_twice(plate)
        raise


def _columns(act: Act, appointment: Appointment | None, vehicle: Vehicle | None, plate: str, told: dict[str, Any]) -> dict[str, Any]:
    """What the new visit knows from the start: from the booking first, then from what was told, then from the car's past."""
    plain = told["plain_maintenance"]
    return {
        **fitting(Visit, plate=plate),
        "appointment": appointment,
        "vehicle": vehicle,
        "customer_id": told["customer_id"] or (appointment.customer_id if appointment else None) or _usual_customer(vehicle),
        "advisor_id": appointment.advisor_id if appointment else None,
        "waits": appointment.waits if appointment else told["waits"],
        "plain_maintenance": _is_plain(appointment) if plain is None else plain,
        "arrived_at": act.at,
        "state_since": act.at,
    }


def _received_at_gate(act: Act, appointment: Appointment | None, columns: dict) -> Visit:
    if appointment is not None:
        appointment.state = record(Appointment, pk=appointment.pk).state
        booking.arrive(act, appointment=appointment)
    day = local_day(act.at)
    told = {"plain_maintenance": columns["plain_maintenance"], "booked": appointment is not None}
    ticket = next_number(site=act.site_id, series=f"ticket:{day}")
    visit = record(Visit, thread=act.thread, state="void") if appointment else None
    known = visit is not None
    if visit is None:
        visit = Visit.objects.create(site_id=act.site_id, thread=act.thread, day=day, ticket=ticket, **columns, **stamps(act.by, act.at))
        act.subject = visit
        act.record("visit.arrived", ticket=ticket, **told)
    else:
        act.subject = visit
        step(visit, "arrive_again", act=act, changes={**columns, "day": day, "ticket": ticket, "greeted_at": None}, ticket=ticket, **told)
    if visit.advisor_id:
        act.record("visit.assigned", advisor=visit.advisor_id)
    be_found(visit, new=not known)
    return visit


def _appointment(appointment_id: int | None) -> Appointment | None:
    if appointment_id is None:
        return None
    found = record(Appointment, "thread", pk=appointment_id)
    if found is None:
        raise NotHere
    return found


def _vehicle(vehicle_id: int | None, plate: str) -> Vehicle | None:
    if vehicle_id is not None:
        found = record(Vehicle, pk=vehicle_id)
        if found is None:
            raise NotHere
        return found
    plain = rules.plain_plate(plate)
    return record(Vehicle, plate=plain) if plain else None


def _usual_customer(vehicle: Vehicle | None) -> int | None:
    """Who came with this car last; else its owner or driver."""
    if vehicle is None:
        return None
    last = (
        Visit.objects.filter(vehicle=vehicle, customer__isnull=False).order_by("-arrived_at").values_list("customer_id", flat=True).first()
    )
    if last:
        return last
    rows = Relation.objects.filter(vehicle=vehicle, until=None).exclude(part=Relation.Part.PAYER).order_by("-part", "pk")
    return rows.values_list("customer_id", flat=True).first()


def _is_plain(appointment: Appointment | None) -> bool:
    """Booked for plain maintenance only, and nothing said with it: nothing is wrong that would have to be listened to."""
    if appointment is None or appointment.wish.strip():
        return False
    kinds = list(appointment.items.values_list("menu_item__maintenance", flat=True))
    return bool(kinds) and all(kinds)


@asked(Visit)
def _open_ticket_of(rows: QuerySet[Visit], plate: Any) -> QuerySet:
    return rows.filter(in_states(rules.OPEN), plate=plate).values_list("pk", "ticket")


def _refuse_twice(plate: str) -> None:
    if not plate:
        return
    here = _open_ticket_of.first(plate=plate)
    if here:
        sentence = _("{plate} is already here with ticket {ticket}. Open that visit; nothing was recorded twice.")
        raise AlreadyHere(sentence.format(plate=plate, ticket=here[1]), visit_id=here[0])


def greet(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """Stop the greet clock: the customer has been spoken to. An advisor who greets a car that nobody has takes it. Raises AlreadyGreeted."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = act.subject
        if visit.state != "arrived":
            raise _already_greeted(visit)
        takes = visit.advisor_id is None and "advisor" in by.roles
        columns = {"greeted_at": at} | ({"advisor_id": by.user_id} if takes else {})
        step(visit, "greet", act=act, changes=columns)
        if takes:
            act.record("visit.assigned", advisor=by.user_id)
        promises.keep(act, kind="arrival_slot")
    return visit


def _already_greeted(visit: Visit) -> Exception:
    if visit.greeted_at is None:
        return IllegalMove(state=visit.state, move="greet")
    who = Event.objects.filter(thread_id=visit.thread_id, name="visit.greeted").order_by("-id").values_list("by_name", flat=True).first()
    moment = visit.greeted_at.astimezone(current_site().zone)
    sentence = _("{who} greeted this customer at {time}. The greet clock has stopped.")
    return AlreadyGreeted(sentence.format(who=who or "?", time=f"{moment:%H:%M}"))


def take(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """Take a car that nobody has. Raises AlreadyTaken when another advisor was quicker."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        if visit.advisor_id == by.user_id:
            return visit
        if visit.advisor_id is not None:
            raise AlreadyTaken(_("{who} has this car by now.").format(who=User.objects.get(pk=visit.advisor_id)))
        _give(act, visit, by.user_id)
    return visit


def assign(*, visit_id: int, advisor_id: int, by: Actor, at: datetime) -> Visit:
    """Give a car to an advisor. Assigning it to who has it already changes nothing. Raises NotAnAdvisor."""
    with story(Visit, visit_id, by=by, at=at, right="visit.assign") as act:
        visit = still_open(act.subject)
        if visit.advisor_id != advisor_id:
            _give(act, visit, _advisor(advisor_id))
    return visit


def hand_cars_over(*, visit_ids: Sequence[int], to: int, by: Actor, at: datetime) -> list[Visit]:
    """At the change of shift: give these open cars to another advisor, all or none. Their open promises go with them."""
    by.require("visit.assign")
    advisor_id = _advisor(to)
    handed = []
    with transaction.atomic():
        for visit_id in sorted(set(visit_ids)):
            key = f"{by.key[:40]}:{visit_id}" if by.key else ""
            with story(Visit, visit_id, by=by.with_key(key), at=at, right="visit.assign") as act:
                visit = still_open(act.subject)
                if visit.advisor_id != advisor_id:
                    _give(act, visit, advisor_id, handed_over=True)
                handed.append(visit)
    return handed


def _advisor(advisor_id: int) -> int:
    if not works_as(advisor_id, "visit.receive"):
        raise NotAnAdvisor
    return advisor_id


def _give(act: Act, visit: Visit, advisor_id: int, **data) -> None:
    before = visit.advisor_id
    change(visit, act=act, advisor_id=advisor_id)
    if before:
        data["before"] = before
    act.record("visit.assigned", advisor=advisor_id, **data)
    if before:
        promises.hand_over(act, owner_id=advisor_id, earlier_owner_id=before)


def confirm_record(*, visit_id: int, customer_id: int, vehicle_id: int, by: Actor, at: datetime) -> Visit:
    """These are the customer and the vehicle. The plate of the visit becomes the vehicle's."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        vehicle, customer = record(Vehicle, pk=vehicle_id), record(Customer, pk=customer_id)
        if vehicle is None or customer is None:
            raise NotHere
        _confirm(act, visit, customer, vehicle)
    return visit


def create_record(*, visit_id: int, customer: int | Mapping[str, Any], vehicle: int | Mapping[str, Any], by: Actor, at: datetime) -> Visit:
    """As `confirm_record`, with a customer, a vehicle or both created on the spot from their particulars (name, phone …; plate, make …)."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        whose = customers.create(act, **customer) if isinstance(customer, Mapping) else Customer.objects.filter(pk=customer).first()
        what = vehicles.create(act, **vehicle) if isinstance(vehicle, Mapping) else Vehicle.objects.filter(pk=vehicle).first()
        if whose is None or what is None:
            raise NotHere
        vehicles.relate(act, customer=whose, vehicle=what)
        _confirm(act, visit, whose, what)
    return visit


def _confirm(act: Act, visit: Visit, customer: Customer, vehicle: Vehicle) -> None:
    plate = vehicle.plate or visit.plate
    if plate != visit.plate:
        _refuse_twice(plate)
    change(visit, act=act, customer=customer, vehicle=vehicle, plate=plate)
    if "encounter.recorded" in act.thread.facts:
        encounters.belong(act, customer_id=customer.pk)
    act.record("visit.record_confirmed", customer=customer.pk, vehicle=vehicle.pk)
    be_found(visit)
