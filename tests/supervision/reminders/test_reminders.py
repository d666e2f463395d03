"""From checkout to the call and the booking: who is reminded, when, and who is left in peace."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.actor import system
from yinuo.core.access.people import create_person, give_role
from yinuo.core.workflow.services import LostMove
from yinuo.information.customers.services import record_consent
from yinuo.information.vehicles.models import MileageReading
from yinuo.information.vehicles.services import record_mileage
from yinuo.operations.booking import services as booking
from yinuo.operations.booking.models import Appointment
from yinuo.supervision.reminders import jobs, queries, reckoning, rules, services
from yinuo.supervision.reminders.models import Reminder


@pytest.fixture
def site(centre):  # noqa: F811
    with timezone.override(centre.site.zone):
        yield centre.site


@pytest.fixture
def gone(car, site):  # noqa: F811
    """A car that was delivered, whose next service was told."""
    return car.until("deliver")


def due_of(story) -> Reminder:
    return Reminder.objects.get(vehicle=story.visit.vehicle)


def now(story, days: int = 0):
    return {"by": system(site_id=story.centre.site.pk), "at": story.at + timedelta(days=days)}


def names(which: str, story, days: int) -> list[str]:
    today = timezone.localdate(story.at) + timedelta(days=days)
    return [row.vehicle.plate for row in queries.listed(which, today=today, lead_days=rules.LEAD_DAYS)]


def test_what_is_told_at_checkout_comes_to_the_list_in_good_time(gone):
    row = due_of(gone)
    vehicle = gone.visit.vehicle
    assert (row.state, row.told_on, row.told_km, row.customer) == (
        "open",
        vehicle.next_service_on,
        vehicle.next_service_km,
        gone.visit.customer,
    )
    ahead = (row.due_on - timezone.localdate(gone.at)).days
    assert names("", gone, ahead - rules.LEAD_DAYS - 1) == [] == names("overdue", gone, ahead)
    assert names("", gone, ahead - rules.LEAD_DAYS) == names("overdue", gone, ahead + 1) == [row.vehicle.plate] == names("later", gone, 0)


def test_the_cars_own_pace_moves_the_day(gone):
    before, vehicle = due_of(gone), gone.visit.vehicle
    assert before.readings < 2 and before.metres_a_day == rules.DEFAULT_METRES
    record_mileage(vehicle_id=vehicle.pk, km=vehicle.mileage + 4000, **now(gone, 40))
    row = due_of(gone)
    assert row.readings == MileageReading.objects.filter(vehicle=vehicle).count() == 2 and row.km_a_day == pytest.approx(100, abs=3)
    assert row.due_by == "km" and row.due_on < before.due_on


def test_who_is_booked_or_here_or_wants_no_notices_is_not_called(gone):
    row = due_of(gone)
    appointment = book(gone)
    assert due_of(gone).state == "booked" and due_of(gone).appointment == appointment
    booking.cancel(appointment_id=appointment.pk, reason="holiday", **now(gone, 1))
    assert due_of(gone).state == "open"
    for given, state in ((False, "opted_out"), (True, "open")):
        record_consent(customer_id=row.customer_id, purpose="service", given=given, source="phone", **now(gone, 2))
        assert due_of(gone).state == state


def book(story) -> Appointment:
    """The next car's appointment, made over to this one."""
    other = Car(story.centre, number=2)
    other.until("book")
    appointment = Appointment.objects.latest("pk")
    Appointment.objects.filter(pk=appointment.pk).update(vehicle=story.visit.vehicle, starts_at=story.at + timedelta(days=3))
    with booking.story(Appointment, appointment.pk, right="booking.write", **now(story)) as act:
        act.record("appointment.particulars_changed")
    return appointment


def test_after_some_contacts_in_vain_there_is_quiet(gone):
    row, days = due_of(gone), 100
    for contact in range(rules.QUIET_AFTER):
        assert due_of(gone).state == "open"
        services.contacted(reminder_id=row.pk, outcome="not_reached", **now(gone, days + 3 * contact))
    assert due_of(gone).state == "quiet" and names("over", gone, days) == [row.vehicle.plate]
    with pytest.raises(LostMove):
        services.contacted(reminder_id=row.pk, outcome="wish", **now(gone, days + 30))
    services.take_up(reminder_id=row.pk, **now(gone, days + 31))
    assert (due_of(gone).state, due_of(gone).contacts) == ("open", 0)


def test_missing_ones_are_made_by_the_background_work_with_the_same_result(gone, site):
    columns = ("state", "told_on", "told_km", "metres_a_day", "readings", "due_on", "due_by", "customer_id")
    by_event = Reminder.objects.values(*columns).get()
    Reminder.objects.all().delete()
    assert [jobs.prepare(site, gone.at), jobs.prepare(site, gone.at)] == [1, 0]
    assert Reminder.objects.values(*columns).get() == by_event
    services.change_settings(lead_days=20, quiet_after=2, km_a_day=80, **now(gone))
    assert jobs.prepare(site, gone.at) == 1 and due_of(gone).km_a_day == 80


def test_the_agent_calls_from_the_list_and_goes_on_to_the_booking(gone):
    row = due_of(gone)
    person = create_person(username="agent", display_name="Agent")
    give_role(person=person, site=gone.centre.site, role="service_manager")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    site, day = gone.centre.site.code, gone.at + timedelta(days=(row.due_on - timezone.localdate(gone.at)).days)
    with time_machine.travel(day, tick=False):
        page = client.get(reverse("reminders:list", args=[site])).content.decode()
        assert row.vehicle.plate[-4:] in page and f"tel:{row.customer.phone}" in page and "km a day" in page
        assert row.vehicle.plate[-4:] not in client.get(reverse("reminders:list", args=[site]), {"q": "nobody"}).content.decode()
        going = client.post(reverse("reminders:wish", args=[site, row.pk]))
        assert f"vehicle={row.vehicle_id}" in going.url and row.vehicle.plate[-4:] in client.get(going.url).content.decode()
        again = client.post(reverse("reminders:reminder", args=[site, row.pk]), {"outcome": "later", "again_on": "2020-01-01"})
        assert again.status_code == 422 and "lie in the future" in again.content.decode()
    assert (due_of(gone).outcome, due_of(gone).contacts) == ("wish", 1)
    assert reckoning.settings().pk is None
