"""What happens below changes who is to be reminded: told at checkout, mileage read, booked, come, gone, asked not to be called."""

from __future__ import annotations

from yinuo.core.events.registry import on
from yinuo.information.customers.models import Consent
from yinuo.operations.booking.models import Appointment
from yinuo.operations.visits.models import Visit

from . import reckoning


@on("next_service.told")
def told(act, event) -> None:
    visit = act.thread.visit
    if visit.vehicle_id is not None:
        reckoning.told(act, visit.vehicle_id, visit.customer_id)


@on("vehicle.mileage_read")
def mileage_read(act, event) -> None:
    reckoning.changed(act, event.subject_id)


@on("vehicle.changed")
def vehicle_changed(act, event) -> None:
    if {"next_service_on", "next_service_km"} & set(event.data.get("fields", ())):
        reckoning.changed(act, event.subject_id)


@on("appointment.booked", "appointment.cancelled", "appointment.no_show", "appointment.particulars_changed", "correction.made")
def booking_changed(act, event) -> None:
    if event.subject_type != Appointment._meta.model_name:
        return
    vehicle = Appointment.objects.filter(pk=event.subject_id).values_list("vehicle_id", flat=True).first()
    if vehicle is not None:
        reckoning.booking_changed(act, vehicle)


@on("visit.arrived")
def arrived(act, event) -> None:
    visit = act.subject
    if isinstance(visit, Visit) and visit.vehicle_id is not None:
        reckoning.arrived(act, visit.vehicle_id)


@on("visit.delivered", "visit.voided")
def left(act, event) -> None:
    visit = act.thread.visit
    if visit.vehicle_id is not None:
        reckoning.left_without(act, visit)


@on("customer.consent_recorded")
def consented(act, event) -> None:
    if event.data.get("purpose") == Consent.Purpose.SERVICE:
        reckoning.consented(act, event.subject_id, bool(event.data.get("given")))
