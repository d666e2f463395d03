"""Who is there when: usual weeks, breaks, exceptions."""

from __future__ import annotations

from datetime import date, time

from tests.conftest import local
from yinuo.people.shifts.models import ShiftException, WeeklyShift
from yinuo.people.shifts.queries import on_shift, on_shift_between
from yinuo.people.shifts.rules import Differs, Shift, spans_of, spans_on_day
from yinuo.people.skills.models import Skill, StaffSkill
from yinuo.people.skills.queries import skills_of_staff

MONDAY = date(2026, 3, 2)
STAMP = {"created_at": local("2026-01-01 00:00"), "changed_at": local("2026-01-01 00:00")}


def test_a_break_splits_a_shift():
    assert spans_of(Shift(time(8), time(17), time(12), time(13))) == [(time(8), time(12)), (time(13), time(17))]


def test_a_break_outside_the_shift_takes_nothing_away():
    assert spans_of(Shift(time(8), time(11), time(12), time(13))) == [(time(8), time(11))]


def test_a_break_that_begins_before_the_shift_cuts_its_beginning():
    assert spans_of(Shift(time(12, 30), time(20), time(12), time(13))) == [(time(13), time(20))]


def test_an_absence_empties_the_day_and_other_hours_replace_it():
    usual = [Shift(time(8), time(17))]
    assert spans_on_day(usual, Differs(absent=True)) == []
    assert spans_on_day(usual, Differs(False, time(10), time(12))) == [(time(10), time(12))]


def test_presence_is_told_in_moments(site, person):
    technician, sick, extra = person("technician"), person("technician", name="sick"), person("technician", name="extra")
    for user in (technician, sick):
        WeeklyShift.objects.create(
            site=site, user=user, weekday=0, starts=time(8), ends=time(17), break_starts=time(12), break_ends=time(13), **STAMP
        )
    ShiftException.objects.create(site=site, user=sick, day=MONDAY, absent=True, reason="ill", **STAMP)
    ShiftException.objects.create(site=site, user=extra, day=MONDAY, starts=time(9), ends=time(11), **STAMP)
    assert on_shift(MONDAY) == {
        technician.pk: [(local("2026-03-02 08:00"), local("2026-03-02 12:00")), (local("2026-03-02 13:00"), local("2026-03-02 17:00"))],
        extra.pk: [(local("2026-03-02 09:00"), local("2026-03-02 11:00"))],
    }


def test_a_week_costs_two_queries(site, person, django_assert_num_queries):
    with django_assert_num_queries(2):
        week = on_shift_between(MONDAY, date(2026, 3, 8))
    assert len(week) == 7


def test_an_expired_certificate_does_not_count_on_that_day(site, person):
    technician = person("technician")
    for code, expires in (("maintenance", None), ("hybrid", date(2026, 2, 28))):
        skill = Skill.objects.create(site=site, code=code, name=code)
        StaffSkill.objects.create(site=site, user=technician, skill=skill, level=3, expires_on=expires, **STAMP)
    assert skills_of_staff() == {technician.pk: {"maintenance": 3, "hybrid": 3}}
    assert skills_of_staff(on=MONDAY) == {technician.pk: {"maintenance": 3}}
