"""The arithmetic of the booking table."""

from __future__ import annotations

import itertools
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.core.clock.rules import Calendar
from yinuo.operations.booking import rules
from yinuo.operations.booking.rules import Capacity, Piece, Shift, Slot, Table, Work, lay, pour, slots_of

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
SPLIT = ((time(8, 15), time(12)), (time(13, 30), time(17, 40)))


def hours(zone=SHANGHAI, spans=SPLIT) -> Calendar:
    return Calendar(zone, dict.fromkeys(range(7), spans), {date(2026, 3, 3): ()})


def at(text: str, zone=SHANGHAI) -> datetime:
    return datetime.fromisoformat(f"2026-03-02 {text}").replace(tzinfo=zone)


def table(bays: int = 2, technicians: int = 2, percent: int = 0, skills=frozenset({"maintenance"}), days: int = 3) -> Table:
    slots = [slot for n in range(days) for slot in slots_of(hours(), MONDAY + timedelta(days=n))]
    capacity = {slot.start: Capacity({"lift": bays * slot.minutes}, {skills: technicians * slot.minutes}) for slot in slots}
    return Table(slots, capacity, percent=percent, kind_skills={"lift": frozenset({"maintenance"})})


LIFT = Work(30, "lift", "maintenance")


def test_a_split_day_is_cut_at_the_half_hours_of_the_local_clock():
    slots = slots_of(hours(), MONDAY)
    starts = [slot.start.astimezone(SHANGHAI).strftime("%H:%M") for slot in slots]
    assert starts[:2] == ["08:15", "08:30"]
    assert "12:00" not in starts and "13:30" in starts
    assert [slot.minutes for slot in (slots[0], slots[-1])] == [15, 10]


def test_a_closed_day_has_no_half_hours():
    assert slots_of(hours(), date(2026, 3, 3)) == []


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York", "Asia/Shanghai"])
@given(day=st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_half_hours_never_overlap_and_cover_the_open_time_whatever_the_clocks_do(zone, day):
    calendar = Calendar(zoneinfo.ZoneInfo(zone), {n: ((time(0, 40), time(6, 20)), (time(13), time(22, 5))) for n in range(7)})
    slots = slots_of(calendar, day)
    assert all(0 < slot.minutes <= 30 for slot in slots)
    assert all(before.end <= after.start for before, after in itertools.pairwise(slots))
    opened = sum((end - start for start, end in calendar.spans(day)), timedelta())
    assert sum((slot.end - slot.start for slot in slots), timedelta()) == max(opened, timedelta())


def test_capacity_counts_technicians_only_while_they_are_there():
    slot = Slot(at("08:30").astimezone(UTC), at("09:00").astimezone(UTC), MONDAY)
    late = Shift(at("08:50"), at("17:00"), frozenset({"maintenance"}))
    gone = Shift(at("07:00"), at("08:30"), frozenset({"maintenance"}))
    unable = Shift(at("08:00"), at("17:00"), frozenset({"paint"}))
    capacity = rules.capacity_of(slot, {"lift": 3}, [late, gone, unable])
    assert capacity.of_kind("lift", frozenset({"maintenance"})) == 10
    assert capacity.of_kind("lift", frozenset({"maintenance", "paint"})) == 40


def test_work_is_laid_over_open_time_only_and_runs_into_the_next_open_day():
    slots = table().slots
    pieces, end = lay([Work(60, "lift", "maintenance"), Work(20, "lift", "engine")], at("11:30"), slots)
    assert [(piece.slot.start.astimezone(SHANGHAI).strftime("%H:%M"), piece.minutes) for piece in pieces] == [
        ("11:30", 30), ("13:30", 30), ("14:00", 20),
    ]  # fmt: skip
    assert end == at("14:20")
    pieces, end = lay([Work(60, "lift", "maintenance")], at("17:30"), slots)
    assert pieces[-1].slot.day == date(2026, 3, 4)
    assert end.astimezone(SHANGHAI).strftime("%d %H:%M") == "04 09:05"


@given(
    st.lists(st.tuples(st.integers(1, 200), st.sampled_from(["lift", "body"]), st.sampled_from(["maintenance", "paint"])), max_size=6),
    st.integers(0, 20),
)
def test_no_minute_of_work_is_lost_or_invented(works, start):
    slots = table(days=10).slots
    works = [Work(*work) for work in works]
    pieces, end = lay(works, slots[start].start, slots)
    assert end is not None
    for kind in ("lift", "body"):
        assert sum(piece.minutes for piece in pieces if piece.kind == kind) == sum(work.minutes for work in works if work.kind == kind)
    per_slot: dict[Slot, int] = {}
    for piece in pieces:
        per_slot[piece.slot] = per_slot.get(piece.slot, 0) + piece.minutes
    assert all(minutes <= slot.minutes for slot, minutes in per_slot.items())


def test_the_last_place_is_sold_once():
    day = table(bays=1, technicians=5)
    pieces, _end = lay([LIFT], at("09:00"), day.slots)
    assert day.fits(pieces)
    day.promise(pieces)
    assert not day.fits(pieces)


def test_a_technician_who_can_do_two_things_is_not_promised_twice():
    slot = slots_of(hours(), MONDAY)[1]
    both = frozenset({"electrical", "alignment"})
    day = Table([slot], {slot.start: Capacity({"lift": 60, "alignment": 60}, {both: 30})})
    day.promise([Piece(slot, "alignment", "alignment", 30)])
    assert not day.fits([Piece(slot, "lift", "electrical", 30)])


def test_over_booking_is_the_sites_percentage_and_no_more():
    day = table(bays=2, technicians=2, percent=50)
    pieces, _end = lay([LIFT], at("09:00"), day.slots)
    for _n in range(3):
        assert day.fits(pieces)
        day.promise(pieces)
    assert not day.fits(pieces)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(5, 90)), max_size=25), st.integers(0, 3), st.integers(0, 3), st.sampled_from([0, 20])
)
def test_what_is_offered_as_free_fits_and_never_exceeds_what_is_allowed(bookings, bays, technicians, percent):
    day = table(bays=bays, technicians=technicians, percent=percent, days=4)
    for n, minutes in bookings:
        work = [Work(minutes, "lift", "maintenance")]
        free = day.free_starts(work, after=day.slots[n].start, most=1)
        if free:
            day.promise(lay(work, free[0].start, [slot for slot in day.slots if slot.start >= free[0].start])[0])
    for slot in day.slots:
        full = sum(day.load(slot.start).values())
        assert full <= day.allowed(min(bays, technicians) * slot.minutes)


def test_who_waits_is_only_offered_times_that_end_the_same_day():
    long = [Work(7 * 60, "lift", "maintenance")]
    free = table().free_starts(long, after=at("08:00"), same_day=True)
    assert [slot.day for slot in free if slot.day == MONDAY][-1] == MONDAY
    assert all(lay(long, slot.start, table(days=6).slots)[0][-1].slot.day == slot.day for slot in free)
    assert len(free) < len(table().free_starts(long, after=at("08:00")))


def test_cars_in_the_shop_take_the_next_free_bays_first_come_first():
    day = table(bays=1, technicians=1)
    pieces = pour([[Work(40, "lift", "maintenance")], [Work(30, "lift", "maintenance")]], day.slots, day.capacity, at=at("09:10"))
    assert [(piece.slot.start.astimezone(SHANGHAI).strftime("%H:%M"), piece.minutes) for piece in pieces] == [
        ("09:00", 20), ("09:30", 20), ("09:30", 10), ("10:00", 20),
    ]  # fmt: skip


@given(st.lists(st.lists(st.integers(1, 400), max_size=3), max_size=12), st.integers(0, 4), st.integers(0, 4))
def test_carried_over_work_never_exceeds_the_capacity(cars, bays, technicians):
    day = table(bays=bays, technicians=technicians)
    works = [[Work(minutes, "lift", "maintenance") for minutes in car] for car in cars]
    day.carry(pour(works, day.slots, day.capacity, at=at("08:50")))
    for slot in day.slots:
        assert sum(day.load(slot.start).values()) <= min(bays, technicians) * slot.minutes


def test_parts_that_suffice_are_not_missing():
    assert rules.missing_parts({1: 4000, 2: 1000, 3: 500}, {1: 3000, 2: 1000, 3: -200}) == {1: 1000, 3: 500}


@pytest.mark.parametrize(("share", "word"), [(0.0, "many"), (0.49, "many"), (0.5, "some"), (0.8, "last"), (1.4, "last")])
def test_how_easily_a_time_is_had(share, word):
    assert rules.ease(share) == word


def test_every_state_of_an_appointment_can_be_reached():
    assert rules.FLOW.unreachable() == frozenset()
