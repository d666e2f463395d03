"""Vehicles, who stands to them, and their mileage: the only writer of these records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.search.rules import keys_of
from yinuo.core.search.services import index
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.writes import change as write_changes
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.core.workflow.services import LostMove
from yinuo.information.customers.models import Customer
from yinuo.information.customers.services import create as create_customer

from . import rules
from .models import MileageReading, Relation, Vehicle

TEXTS = ("make", "model", "colour", "engine")
DATES = ("warranty_until", "insured_until", "inspected_until", "next_service_on")
FIELDS = ("plate", "vin", *TEXTS, "year", "energy", *DATES, "next_service_km", "notes")


class VehicleKnown(DomainError):
    """The plate or VIN is another vehicle's: `vehicle_id`, `field`."""

    sentence = _("A vehicle with this number is already on record. Open it instead of making a second one.")


def create(act: Act, *, plate: str = "", **particulars: Any) -> Vehicle:
    """A new vehicle with a story of its own, inside somebody else's act. Raises VehicleKnown, InvalidFields; odd plates and VINs are kept."""
    return _create(act, Thread.objects.create(site_id=act.site_id, kind=Thread.VEHICLE), {"plate": plate, **particulars})


def create_vehicle(
    *, by: Actor, at: datetime, customer_id: int | None = None, part: str = Relation.Part.OWNER, **particulars: Any
) -> Vehicle:
    """A new vehicle, at once related to a customer when one is given."""
    with new_story(by=by, at=at, right="customers.write", kind=Thread.VEHICLE) as act:
        act.subject = _create(act, act.thread, particulars)
        if customer_id is not None:
            relate(act, customer=_customer(customer_id), vehicle=act.subject, part=part)
    return act.subject


def create_with_customer(
    *,
    by: Actor,
    at: datetime,
    customer: Mapping[str, Any],
    vehicle: Mapping[str, Any],
    customer_id: int | None = None,
    part: str = Relation.Part.OWNER,
    km: int | None = None,
) -> tuple[Customer, Vehicle]:
    """A new vehicle and its customer at once, new too unless `customer_id` names one: both or neither. `km`: what the odometer says."""
    with new_story(by=by, at=at, right="customers.write", kind=Thread.VEHICLE) as act:
        person = _customer(customer_id) if customer_id is not None else create_customer(act, **customer)
        act.subject = _create(act, act.thread, vehicle)
        relate(act, customer=person, vehicle=act.subject, part=part)
        if km is not None:
            read_mileage(act, vehicle=act.subject, km=km)
    return person, act.subject


def change_vehicle(*, vehicle_id: int, by: Actor, at: datetime, seen_at: datetime | None = None, **particulars: Any) -> Vehicle:
    """Change some of FIELDS. `seen_at`: the `changed_at` that the person had before them; LostMove when somebody changed the record since."""
    with story(Vehicle, vehicle_id, by=by, at=at, right="customers.write") as act:
        vehicle = act.subject
        if seen_at is not None and vehicle.changed_at != seen_at:
            raise LostMove
        before = {name: getattr(vehicle, name) for name in FIELDS}
        _write(vehicle, particulars)
        changed = [name for name in FIELDS if getattr(vehicle, name) != before[name]]
        if changed:
            for name, value in change_stamps(by, at).items():
                setattr(vehicle, name, value)
            _save(vehicle, update_fields=[*changed, "changed_at", "changed_by"])
            _index(vehicle)
            act.record("vehicle.changed", vehicle, fields=changed)
    return vehicle


def relate(act: Act, *, customer: Customer, vehicle: Vehicle, part: str = Relation.Part.OWNER, since: date | None = None) -> Relation:
    """Let the customer stand to the vehicle from `since` (today) on; nothing happens when they already do."""
    relation, new = Relation.objects.get_or_create(
        site_id=act.site_id,
        customer=customer,
        vehicle=vehicle,
        part=part,
        until=None,
        defaults={"since": since or timezone.localdate(act.at), **stamps(act.by, act.at)},
    )
    if new:
        act.record("vehicle.related", vehicle, customer_id=customer.pk, part=str(part))
    return relation


def relate_customer(*, vehicle_id: int, customer_id: int, part: str, by: Actor, at: datetime, since: date | None = None) -> Relation:
    with story(Vehicle, vehicle_id, by=by, at=at, right="customers.write") as act:
        return relate(act, customer=_customer(customer_id), vehicle=act.subject, part=part, since=since)


def end_relation(*, relation_id: int, by: Actor, at: datetime, until: date | None = None) -> None:
    """The customer has no longer this part in the vehicle (sold, left). The relation stays on record."""
    vehicle_id = Relation.objects.filter(pk=relation_id).values_list("vehicle_id", flat=True).first()
    if vehicle_id is None:
        raise NotHere
    with story(Vehicle, vehicle_id, by=by, at=at, right="customers.write") as act:
        relation = Relation.objects.get(pk=relation_id)
        ends = max(until or timezone.localdate(at), relation.since)
        if not Relation.objects.filter(pk=relation_id, until=None).update(until=ends, **change_stamps(by, at)):
            raise LostMove
        act.record("vehicle.relation_ended", act.subject, customer_id=relation.customer_id, part=relation.part)


def read_mileage(act: Act, *, vehicle: Vehicle, km: int) -> MileageReading:
    """Record what the odometer says. One lower than before is kept; the event says so (`lower`)."""
    lower = rules.mileage_is_lower(km, vehicle.mileage)
    reading = MileageReading(site_id=act.site_id, vehicle=vehicle, km=km, read_at=act.at, **stamps(act.by, act.at))
    check(reading)
    reading.save(force_insert=True)
    before, vehicle.mileage, vehicle.mileage_on = vehicle.mileage, km, timezone.localdate(act.at)
    write_changes(Vehicle, vehicle.pk, {"mileage": km, "mileage_on": vehicle.mileage_on} | change_stamps(act.by, act.at))
    act.record("vehicle.mileage_read", vehicle, km=km, before=before, lower=lower)
    return reading


def record_mileage(*, vehicle_id: int, km: int, by: Actor, at: datetime) -> MileageReading:
    with story(Vehicle, vehicle_id, by=by, at=at, right="customers.write") as act:
        return read_mileage(act, vehicle=act.subject, km=km)


def _customer(customer_id: int) -> Customer:
    try:
        return Customer.objects.get(pk=customer_id)
    except Customer.DoesNotExist:
        raise NotHere from None


def _create(act: Act, thread: Thread, particulars: Mapping[str, Any]) -> Vehicle:
    vehicle = Vehicle(site_id=act.site_id, thread=thread, **stamps(act.by, act.at))
    _write(vehicle, particulars)
    if not particulars.get("energy"):
        vehicle.energy = rules.energy_of_plate(vehicle.plate) or Vehicle.Energy.PETROL
    _save(vehicle, force_insert=True)
    _index(vehicle, new=True)
    act.record("vehicle.created", vehicle)
    return vehicle


def _write(vehicle: Vehicle, particulars: Mapping[str, Any]) -> None:
    unknown = set(particulars) - set(FIELDS)
    if unknown:
        raise TypeError(f"A vehicle has no {', '.join(sorted(unknown))}.")
    for name, value in particulars.items():
        setattr(vehicle, name, _stored(name, value))
    check(vehicle)


def _stored(name: str, value: Any) -> Any:
    if name in ("plate", "vin"):
        return rules.written_plate(value)
    if name in TEXTS:
        return tidy(value)
    if name == "energy":
        return value or Vehicle.Energy.PETROL
    return tidy_lines(value) if name == "notes" else value


def _save(vehicle: Vehicle, **how: Any) -> None:
    """Save; the database decides whether plate and VIN are free."""
    try:
        with transaction.atomic():
            vehicle.save(**how)
    except IntegrityError:
        others = Vehicle.objects.exclude(pk=vehicle.pk)
        for field in ("plate", "vin"):
            value = getattr(vehicle, field)
            other = others.filter(**{field: value}).values_list("pk", flat=True).first() if value else None
            if other:
                raise VehicleKnown(vehicle_id=other, field=field) from None
        raise


def _index(vehicle: Vehicle, new: bool = False) -> None:
    keys = keys_of(plate=vehicle.plate, vin=vehicle.vin)
    index(vehicle.site_id, target_type="vehicle", target_id=vehicle.pk, keys=keys, new=new)
