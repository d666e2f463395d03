"""Reminders kept from the records: inside the act that changes what they hang on, and by the background work where they are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yinuo.core.access.actor import Actor
from yinuo.core.events.services import Act
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.asked import record
from yinuo.core.workflow.queries import in_states
from yinuo.information.customers.models import Consent
from yinuo.information.vehicles.models import MileageReading, Relation, Vehicle
from yinuo.operations.booking.models import Appointment
from yinuo.operations.booking.rules import OPEN as BOOKED
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import OPEN as IN_THE_HOUSE

from . import rules
from .models import Reminder, ReminderSettings

State = Reminder.State
BATCH = 300
FRESH: dict[str, Any] = {"contacts": 0, "not_before": None, "outcome": "", "contacted_at": None, "appointment_id": None}


def settings() -> ReminderSettings:
    """The site's, else one that holds the defaults and is not kept."""
    return ReminderSettings.objects.first() or ReminderSettings(
        lead_days=rules.LEAD_DAYS, quiet_after=rules.QUIET_AFTER, km_a_day=rules.DEFAULT_METRES // 1000
    )


def reckoned(vehicle: Vehicle, readings: Iterable[tuple[date, int]], default: int) -> dict[str, Any] | None:
    """The columns that follow from what was told and what was read; None when nothing was told."""
    rate = rules.rate_of(readings, default=default)
    due = rules.due_on(
        on=vehicle.next_service_on, km=vehicle.next_service_km, read_on=vehicle.mileage_on, read_km=vehicle.mileage, rate=rate
    )
    if due is None:
        return None
    return {
        "told_on": vehicle.next_service_on, "told_km": vehicle.next_service_km, "metres_a_day": rate.metres, "readings": rate.n, "days": rate.days,
        "due_on": due.day, "due_by": due.by,
    }  # fmt: skip


def readings_of(vehicles: Collection[int]) -> Mapping[int, list[tuple[date, int]]]:
    """The readings of some vehicles in the years that count. One query, along the index of each."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = MileageReading.objects.filter(vehicle_id__in=vehicles).order_by("vehicle_id", "read_at", "id")
    for vehicle, read_at, km in rows.values_list("vehicle_id", "read_at", "km"):
        found[vehicle].append((timezone.localdate(read_at), km))
    return found


# inside an act


def told(act: Act, vehicle_id: int, customer_id: int | None) -> None:
    """A next service was told: reminding begins anew."""
    _write(act, vehicle_id, lambda: {**FRESH, "customer_id": customer_id, "state": State.OPEN} | standing(vehicle_id, customer_id, act.at))


def changed(act: Act, vehicle_id: int) -> None:
    """The vehicle's record or its mileage changed: the same reminder, reckoned anew."""
    if record(Reminder, vehicle_id=vehicle_id) is not None:
        _write(act, vehicle_id, dict)


def _write(act: Act, vehicle_id: int, further: Any) -> None:
    vehicle = Vehicle.objects.get(pk=vehicle_id)
    found = reckoned(vehicle, readings_of([vehicle_id])[vehicle_id], settings().km_a_day * 1000)
    if found is None:
        Reminder.objects.filter(vehicle_id=vehicle_id).delete()
        return
    columns = found | further()
    if not Reminder.objects.filter(vehicle_id=vehicle_id).update(**columns, **change_stamps(act.by, act.at)):
        Reminder.objects.create(site_id=act.site_id, vehicle_id=vehicle_id, **columns, **stamps(act.by, act.at))


def standing(vehicle_id: int, customer_id: int | None, at: datetime) -> dict[str, Any]:
    """Whether there is anything to remind of: not of what is booked, not somebody who wants no notices."""
    if (booked := _booked([vehicle_id], at).get(vehicle_id)) is not None:
        return {"state": State.BOOKED, "appointment_id": booked}
    return {"state": State.OPTED_OUT if customer_id in _opted_out([customer_id]) else State.OPEN, "appointment_id": None}


def booking_changed(act: Act, vehicle_id: int) -> None:
    """Booked, cancelled or not come: reminded is who has no booking."""
    row = record(Reminder, vehicle_id=vehicle_id)
    if row is None or row.state not in (State.OPEN, State.BOOKED, State.QUIET, State.REFUSED):
        return
    now = standing(vehicle_id, row.customer_id, act.at)
    if now["state"] == State.BOOKED or row.state == State.BOOKED:
        Reminder.objects.filter(pk=row.pk).update(**now, **change_stamps(act.by, act.at))


def arrived(act: Act, vehicle_id: int) -> None:
    Reminder.objects.filter(vehicle_id=vehicle_id, state__in=(State.OPEN, State.BOOKED, State.QUIET)).update(
        state=State.CAME, **change_stamps(act.by, act.at)
    )


def left_without(act: Act, visit: Visit) -> None:
    """The car came for something else (or the visit was void) and no next service was told: the one that was told before still stands."""
    row = record(Reminder, vehicle_id=visit.vehicle_id)
    if row is None or row.state != State.CAME or visit.plain_maintenance:
        return
    rest = timezone.localdate(act.at) + timedelta(days=rules.LATER_DAYS)
    Reminder.objects.filter(pk=row.pk).update(
        **standing(visit.vehicle_id, row.customer_id, act.at), not_before=rest, **change_stamps(act.by, act.at)
    )


def consented(act: Act, customer_id: int, given: bool) -> None:
    """Who wants no service notices is not reminded; who wants them again is."""
    before, after = (State.OPTED_OUT, State.OPEN) if given else (State.OPEN, State.OPTED_OUT)
    Reminder.objects.filter(customer_id=customer_id, state=before).update(state=after, **change_stamps(act.by, act.at))


# by the batch


def fill(by: Actor, at: datetime) -> int:
    """Reminders of vehicles whose next service is on record and that have none (imported, or told before there were reminders); how many."""
    rows = Vehicle.objects.filter(Q(next_service_on__isnull=False) | Q(next_service_km__isnull=False), reminder=None).order_by("pk")
    vehicles = {row.pk: row for row in rows[:BATCH]}
    if not vehicles:
        return 0
    readings, default = readings_of(vehicles), settings().km_a_day * 1000
    customers, here, booked = _customers(vehicles), _in_the_house(vehicles), _booked(vehicles, at)
    silent, made = _opted_out(customers.values()), []
    for pk, vehicle in vehicles.items():
        columns = reckoned(vehicle, readings[pk], default) or _far_away(vehicle, at, default)
        customer = customers.get(pk)
        state = State.CAME if pk in here else State.BOOKED if pk in booked else State.OPTED_OUT if customer in silent else State.OPEN
        made.append(
            Reminder(
                site_id=by.site_id, vehicle=vehicle, customer_id=customer, state=state, appointment_id=booked.get(pk), **columns, **stamps(by, at)
            )
        )  # fmt: skip
    Reminder.objects.bulk_create(made, ignore_conflicts=True)  # an act may have made one meanwhile
    return len(made)


def _far_away(vehicle: Vehicle, at: datetime, default: int) -> dict[str, Any]:
    """Only a mileage was told, and none was ever read: nothing can be reckoned, so it is looked at again in a year."""
    return {
        "told_on": None, "told_km": vehicle.next_service_km, "metres_a_day": default, "readings": 0, "days": 0,
        "due_on": timezone.localdate(at) + timedelta(days=365), "due_by": Reminder.DueBy.KM,
    }  # fmt: skip


def with_new_default(by: Actor, at: datetime) -> int:
    """Reminders reckoned at the site's pace follow it when it was changed; how many."""
    default = settings().km_a_day * 1000
    rows = list(Reminder.objects.filter(state=State.OPEN, readings=0).exclude(metres_a_day=default).select_related("vehicle")[:BATCH])
    readings = readings_of([row.vehicle_id for row in rows])
    for row in rows:
        columns = reckoned(row.vehicle, readings[row.vehicle_id], default) or {"metres_a_day": default}
        Reminder.objects.filter(pk=row.pk).update(**columns)
    return len(rows)


def _booked(vehicles: Collection[int], at: datetime) -> dict[int, int]:
    """{vehicle: its next appointment}."""
    rows = Appointment.objects.filter(in_states(BOOKED), vehicle_id__in=list(vehicles), starts_at__gt=at).order_by("-starts_at")
    return dict(rows.values_list("vehicle_id", "pk"))


def _in_the_house(vehicles: Collection[int]) -> set[int]:
    return set(Visit.objects.filter(in_states(IN_THE_HOUSE), vehicle_id__in=list(vehicles)).values_list("vehicle_id", flat=True))


def _customers(vehicles: Collection[int]) -> dict[int, int]:
    """{vehicle: who to call}: who came with it last, else who stands to it now."""
    related = Relation.objects.filter(vehicle_id__in=list(vehicles), until=None).order_by("-id").values_list("vehicle_id", "customer_id")
    came = (
        Visit.objects.filter(vehicle_id__in=list(vehicles), customer__isnull=False)
        .order_by("arrived_at")
        .values_list("vehicle_id", "customer_id")
    )
    return {**dict(related), **dict(came)}


def _opted_out(customers: Iterable[int | None]) -> set[int | None]:
    """Of these customers, those whose newest word about service notices is no."""
    asked = [pk for pk in set(customers) if pk is not None]
    rows = Consent.objects.filter(customer_id__in=asked, purpose=Consent.Purpose.SERVICE).order_by("id").values_list("customer_id", "given")
    return {customer for customer, given in dict(rows).items() if not given}
