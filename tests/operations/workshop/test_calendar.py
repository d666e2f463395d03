"""The centre's hours as others ask for them."""

from __future__ import annotations

from datetime import date, time

from tests.conftest import local
from yinuo.operations.workshop.models import Bay, CalendarDay, OpeningHours
from yinuo.operations.workshop.queries import bay_counts, bays, calendar

STAMP = {"created_at": local("2026-01-01 00:00"), "changed_at": local("2026-01-01 00:00")}


def test_a_split_day_and_its_exceptions(site, django_assert_num_queries):
    for opens, closes in ((time(8), time(12)), (time(13), time(18))):
        OpeningHours.objects.create(site=site, weekday=0, opens=opens, closes=closes, **STAMP)
    CalendarDay.objects.create(site=site, day=date(2026, 3, 9), closed=True, name="holiday", **STAMP)
    CalendarDay.objects.create(site=site, day=date(2026, 3, 8), closed=False, opens=time(9), closes=time(12), **STAMP)
    with django_assert_num_queries(2):
        hours = calendar()
    assert hours.is_open(local("2026-03-02 08:00"))
    assert not hours.is_open(local("2026-03-02 12:30"))
    assert not hours.is_open(local("2026-03-09 09:00"))
    assert hours.spans(date(2026, 3, 8)) == [(local("2026-03-08 09:00"), local("2026-03-08 12:00"))]
    assert hours.add(local("2026-03-02 11:30"), 60) == local("2026-03-02 13:30")


def test_a_bay_out_of_use_is_not_counted(site):
    for name, kind, active in (("1", "lift", True), ("2", "lift", False), ("3", "quick", True)):
        Bay.objects.create(site=site, name=name, kind=kind, active=active, **STAMP)
    assert [bay.name for bay in bays()] == ["1", "3"]
    assert bay_counts() == {"lift": 1, "quick": 1}
