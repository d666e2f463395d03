"""Two people at once cannot sell the last place twice: real connections, real transactions, on whichever engine the tests run."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections
from django_scopes import scope

from tests.conftest import local
from tests.operations.booking.conftest import AT, open_workshop
from yinuo.core.access.actor import system
from yinuo.core.sites.models import Site
from yinuo.operations.booking import capacity, services
from yinuo.operations.booking.holding import FullyBooked
from yinuo.operations.booking.models import Appointment, SiteDay
from yinuo.operations.booking.who import Caller

pytestmark = pytest.mark.django_db(transaction=True)
NINE = local("2026-03-02 09:00")


@pytest.fixture
def workshop():
    site = Site.objects.create(code="pd", name="浦东站")
    with scope(site=site):
        menu = open_workshop(site)
    return site, menu


def at_once(site, jobs):
    """Run the jobs at the same moment, each with a connection of its own; what each gave or raised."""
    together = threading.Barrier(len(jobs))

    def run(job):
        try:
            with scope(site=site):
                together.wait(timeout=20)
                return job()
        except FullyBooked as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def booker(site, menu, n: int, starts_at=NINE, code: str = "oil"):
    by = system(site_id=site.pk)
    return lambda: services.book(
        by=by, at=AT, starts_at=starts_at, menu_item_ids=[menu[code].pk], caller=Caller(plate=f"沪A0000{n}"), waits=False
    )


def test_of_eight_who_want_the_last_two_lifts_two_get_them(workshop):
    site, menu = workshop
    answers = at_once(site, [booker(site, menu, n) for n in range(8)])
    with scope(site=site):
        assert Appointment.objects.count() == 2
        assert sorted(type(answer).__name__ for answer in answers) == ["Appointment"] * 2 + ["FullyBooked"] * 6
        assert all(error.details["free"] for error in answers if isinstance(error, FullyBooked))
        assert SiteDay.objects.get(day=NINE.date()).version == 2


def test_bookings_that_meet_only_in_their_tail_do_not_overfill_it(workshop):
    """Work that begins at 16:00 runs into the next morning, where another one begins: two days, one place left."""
    site, menu = workshop
    with scope(site=site):
        booker(site, menu, 9, local("2026-03-03 08:00"))()
    evening = booker(site, menu, 1, local("2026-03-02 16:00"), "brakes")
    morning = booker(site, menu, 2, local("2026-03-03 08:00"))
    at_once(site, [evening, morning])
    with scope(site=site):
        table = capacity.days(NINE.date(), local("2026-03-03 00:00").date(), at=AT).table
        for slot in table.slots:
            lifts = sum(minutes for (kind, _skill), minutes in table.load(slot.start).items() if kind == "lift")
            assert lifts <= table.capacity[slot.start].bays["lift"]


def test_two_who_move_into_the_last_place(workshop):
    site, menu = workshop
    by = system(site_id=site.pk)
    with scope(site=site):
        booker(site, menu, 0)()
        movers = [booker(site, menu, n, local("2026-03-02 14:00"))() for n in (1, 2)]
    moves = [lambda pk=mover.pk: services.move_to(appointment_id=pk, starts_at=NINE, by=by, at=AT) for mover in movers]
    answers = at_once(site, moves)
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", "FullyBooked"]
    with scope(site=site):
        assert Appointment.objects.filter(starts_at=NINE).count() == 2


def test_two_who_have_counted_side_by_side_before_either_writes(workshop, monkeypatch):
    """The compare-and-swap alone decides here, where the engine lets both count (PostgreSQL); elsewhere they queue (SQLite)."""
    from yinuo.operations.booking import holding

    site, menu = workshop
    counted = threading.Barrier(2)
    real = capacity.days

    def slow(*args, **kwargs):
        found = real(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            counted.wait(timeout=2)
        return found

    with scope(site=site):
        booker(site, menu, 0)()
    monkeypatch.setattr(holding.capacity, "days", slow)
    answers = at_once(site, [booker(site, menu, n) for n in (1, 2)])
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", "FullyBooked"]
