"""The demo centre is believable, the same for the same seed, and stands in the middle of its morning."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scope, scopes_disabled

from tests.conftest import local
from yinuo.core.access.models import Membership, Role
from yinuo.core.accounts.models import User
from yinuo.core.events.models import Event, Thread
from yinuo.core.events.registry import facet_of
from yinuo.core.events.rules import fold
from yinuo.core.pictures.files import located
from yinuo.core.pictures.models import Picture
from yinuo.core.sites.models import NumberSeries, Site
from yinuo.demo import britain, catalogue, china, load
from yinuo.demo.days import Centre, believable
from yinuo.information.promises.models import Promise
from yinuo.operations.booking.models import Appointment
from yinuo.operations.orders.models import ClockEntry, Estimate, Line, Order, PartDemand
from yinuo.operations.orders.queries.papers import paper_of
from yinuo.operations.settlement.models import CashClose, Invoice, Payment
from yinuo.operations.standards import queries, services
from yinuo.operations.standards.models import Outcome
from yinuo.operations.stock.models import Part, StockMovement
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import OPEN
from yinuo.operations.workshop.models import OpeningHours

NOW = local("2026-03-04 10:40")
pytestmark = pytest.mark.django_db  # without it no database is made for the fixture below


def simulated(seed: int = 1, country=china, days: int = 6):
    bays = [kind for _label, kind, count in country.BAYS for _n in range(count)]
    first = NOW.date() - timedelta(days=days)
    centre = Centre(country, seed, first, cars=45, advisors=6, technicians=16, bays=bays)
    return [story for _day, stories in believable(centre, first, NOW.date(), NOW) for story in stories]


def test_the_same_seed_gives_the_same_centre():
    assert [story.at for story in simulated(7)] == [story.at for story in simulated(7)]
    assert [story.at for story in simulated(7)] != [story.at for story in simulated(8)]


def test_about_forty_five_cars_a_day():
    days = Counter(story.at["arrived"].astimezone(NOW.tzinfo).date() for story in simulated(days=13) if "arrived" in story.at)
    counts = [days[day] for day in sorted(days) if day < NOW.date()]
    assert 35 < sum(counts) / len(counts) < 55


def test_nobody_works_at_two_places_at_once():
    for who in ("technician", "bay"):
        spans = sorted((getattr(job, who), span.on, span.off) for story in simulated() for job in story.jobs for span in job.spans)
        for (one, _on, off), (other, start, _off) in pairwise(spans):
            assert who == "bay" or one != other or off <= start


def test_every_story_goes_forward_in_time():
    order = [
        "arrived",
        "greeted",
        "record",
        "consult",
        "heard",
        "presented",
        "agreed",
        "released",
        "worked",
        "ready",
        "invoiced",
        "paid",
        "delivered",
        "called",
    ]
    for story in simulated():
        times = [story.at[name] for name in order if name in story.at]
        assert times == sorted(times)


@pytest.mark.parametrize("country", [china, britain])
def test_plates_are_right_for_the_country(country):
    from yinuo.information.vehicles.rules import plate_warnings

    odd = {story.car.plate for story in simulated(country=country, days=3) if plate_warnings(story.car.plate, country.CODE)}
    assert not odd


@pytest.mark.parametrize("country", [china, britain])
@pytest.mark.parametrize("hour", range(24))
def test_it_is_always_day_at_the_demo_centre(country, hour):
    at = datetime(2026, 3, 4, hour, 40, tzinfo=UTC)
    home = country.SITE["timezone"]
    zone = load.zone_of(at, home)
    there = at.astimezone(ZoneInfo(zone))
    assert time(9, 45) <= there.time() <= time(17)
    if zone != home:
        assert time(10) <= there.time() <= time(11, 15)


def test_a_demo_loaded_at_night_stands_in_mid_morning_within_its_hours(db):
    night = local("2026-03-04 23:40")
    site = load.load(days=1, at=night)
    with scope(site=site):
        assert night.astimezone(site.zone).hour in (10, 11)
        arrived = [at.astimezone(site.zone).hour for at in Visit.objects.values_list("arrived_at", flat=True)]
        assert min(arrived) >= 7 and max(arrived) <= 18
        assert set(Visit.objects.values_list("state", flat=True)) >= {"arrived", "repairing", "ready"}
        assert {hours.closes.hour for hours in OpeningHours.objects.all()} == {18}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Four days of the demo, loaded once for the tests below, which only read."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            site = load.load(days=4, at=NOW)
            with scope(site=site):
                yield site
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def test_one_sign_in_per_role_and_people_at_two_sites(demo):
    assert [row.username for row in load.sign_ins()] == list(Role.values)
    assert User.objects.get(username="advisor").check_password(load.sign_ins()[0].password)
    with scopes_disabled():
        roles = Membership.objects.filter(user__username="advisor2").values_list("site__code", "role")
        assert sorted(roles) == [("jiading", "service_manager"), ("pudong", "advisor")]
        assert Site.objects.count() == 2


def test_cars_stand_in_every_step_and_bookings_come(demo):
    assert set(Visit.objects.filter(state__in=OPEN).values_list("state", flat=True)) >= {
        "arrived",
        "received",
        "confirming",
        "repairing",
        "ready",
    }
    coming = Appointment.objects.filter(state="booked", day__gt=NOW.date())
    assert coming.count() > 20
    assert coming.latest("day").day > NOW.date() + timedelta(days=5)


def test_nothing_happens_after_the_present(demo):
    assert not Event.objects.filter(at__gt=NOW).exists()
    for model, column in ((Visit, "arrived_at"), (ClockEntry, "on_at"), (Invoice, "issued_at"), (Payment, "paid_at"), (Promise, "made_at")):
        assert not model.objects.filter(**{f"{column}__gt": NOW}).exists()


def test_facts_are_the_folded_log(demo):
    for thread in Thread.objects.filter(visit__isnull=False)[:40]:
        log = Event.objects.filter(thread=thread).order_by("at", "id").values_list("name", "at", "data")
        assert fold({}, log, facet_of) == thread.facts


def test_outcomes_are_what_the_facts_say(demo):
    threads = list(Thread.objects.filter(visit__isnull=False).values_list("pk", flat=True)[:60])
    written = {(row.thread_id, row.code): row.state for row in Outcome.objects.filter(thread_id__in=threads)}
    quiet = ("not_due", "not_applicable")
    for thread, standards in queries.outcomes(threads, at=NOW).items():
        for row in standards:
            found = written.get((thread, row.code), "not_due")
            assert found == row.state or (found in quiet and row.state in quiet), (thread, row.code)
    assert services.finalise(site_id=demo.pk, at=NOW) == 0


def test_the_states_fit_the_log(demo):
    for visit in Visit.objects.select_related("thread"):
        facts = visit.thread.facts
        assert ("visit.greeted" in facts) == (visit.greeted_at is not None)
        assert ("visit.delivered" in facts) == (visit.state in ("delivered", "closed"))
        assert ("visit.released" in facts) <= Order.objects.filter(visit=visit).exclude(state="draft").exists()


def test_money_adds_up(demo):
    for invoice in Invoice.objects.prefetch_related("lines"):
        assert invoice.gross == sum(line.amount for line in invoice.lines.all())
    for payment in Payment.objects.select_related("invoice"):
        assert payment.amount == payment.invoice.gross
    assert not Visit.objects.filter(state__in=["settled", "delivered", "closed"], invoices=None, no_repair_reason="").exists()


def test_estimates_show_the_lines_of_their_order(demo):
    for estimate in Estimate.objects.select_related("order"):
        lines = dict(Line.objects.filter(order=estimate.order).values_list("pk", "description"))
        assert estimate.lines and {copy["id"]: copy["description"] for copy in estimate.lines}.items() <= lines.items()
        assert len({copy["id"] for copy in estimate.lines}) == len(estimate.lines)


def test_stock_is_what_its_movements_say(demo):
    for part in Part.objects.all():
        last = StockMovement.objects.filter(part=part).order_by("-id").first()
        assert last is None or last.on_hand_after == part.on_hand
        held = sum(PartDemand.objects.filter(part=part, state="reserved").values_list("quantity", flat=True))
        assert part.reserved == held


def test_numbers_go_on_where_the_demo_ended(demo):
    tickets = Visit.objects.filter(day=NOW.date()).values_list("ticket", flat=True)
    assert NumberSeries.objects.get(series=f"ticket:{NOW.date()}").last == max(tickets)
    last = Order.objects.order_by("-number").first().number
    assert NumberSeries.objects.get(series="order:2026").last == int(last.split("-")[1])


def test_every_day_but_the_present_one_is_closed_by_the_cashier(demo):
    assert CashClose.objects.count() == 4
    for close in CashClose.objects.all():
        paid = Payment.objects.filter(close=close).values_list("method", "amount")
        assert Counter(close.expected) == sum((Counter({method: amount}) for method, amount in paid), Counter())
        assert all(at < close.closed_at for at in Payment.objects.filter(close=close).values_list("paid_at", flat=True))
    assert {local_day(at) for at in Payment.objects.filter(close=None).values_list("paid_at", flat=True)} <= {NOW.date()}


def local_day(at):
    return at.astimezone(NOW.tzinfo).date()


def test_a_handful_of_calls_is_overdue_and_today_has_its_calls():
    called = [story for story in simulated(days=20) if "delivered" in story.at and story.at["delivered"] <= NOW]
    waiting = [story for story in called if story.at.get("called", story.at.get("unreached")) > NOW]
    late = [story for story in waiting if (NOW.date() - local_day(story.at["delivered"])).days > 3]
    today = [story for story in waiting if (NOW.date() - local_day(story.at["delivered"])).days == 3]
    assert 1 <= len(late) <= 10 and 8 <= len(today) <= 45, (len(late), len(today))


def test_what_was_declined_is_kept_with_its_reason(demo):
    declined = Line.objects.filter(approval="declined")
    assert declined.exists() and not declined.filter(declined_reason="").exists()


def test_a_line_that_came_from_a_finding_shows_its_picture(demo):
    lines = Line.objects.filter(finding__point__in=catalogue.PICTURES).select_related("finding")
    assert lines.count() > 20
    for line in lines.order_by("id")[:20]:
        cured = {point for code, (_source, point) in catalogue.FOUND.items() if code == line.code}
        assert line.finding.point in cured
        estimate = Estimate.objects.filter(order=line.order_id).order_by("version").last()
        shown = next(row for row in paper_of(estimate.pk, site_code=demo.code).lines if row.copy["finding"] == line.finding_id)
        assert len(shown.photos) == 1
        assert located(Picture.objects.get(pk=shown.photos[0].id).path).stat().st_size > 10_000


def test_what_a_technician_finds_is_what_the_added_line_cures(demo):
    added = Line.objects.filter(added=True, kind="labour").select_related("finding")
    assert added
    assert {line.finding.note for line in added} <= {china.FINDINGS[catalogue.FOUND[line.code][1]] for line in added}


def test_an_estimate_with_a_photo_lies_with_its_customer_now(demo):
    open_now = Estimate.objects.filter(state="presented", version=1, expires_at__gt=NOW)
    assert any(line.photos for estimate in open_now for line in paper_of(estimate.pk, site_code=demo.code).asked)
