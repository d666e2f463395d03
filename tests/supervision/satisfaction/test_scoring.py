"""Answers become cells: as they come or from the beginning, with the same result."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.supervision.satisfaction.conftest import AT
from yinuo.core.events.models import Thread
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.visits.models import Visit
from yinuo.supervision.satisfaction import figures, jobs, scoring, services
from yinuo.supervision.satisfaction.models import Cell, Scored, ToScore
from yinuo.supervision.satisfaction.rules.periods import Period
from yinuo.supervision.satisfaction.rules.segments import Definitions
from yinuo.supervision.satisfaction.rules.sums import brief
from yinuo.supervision.surveys.models import Answer
from yinuo.supervision.surveys.services import answering

STAMPS = {"created_at": AT, "changed_at": AT}
MARCH = Period(date(2026, 3, 1), date(2026, 3, 1))


def cells():
    """The cells' sums; those over everybody stand in brief beside them."""
    rows = list(Cell.objects.all())
    assert [row.brief for row in rows] == [brief(row.sums) if row.dimension == "all" else "" for row in rows]
    return {(row.month, row.dimension, row.member): row.sums for row in rows}


def wait(*responses):
    ToScore.objects.bulk_create(ToScore(site_id=response.site_id, response=response) for response in responses)


def test_a_complete_answer_waits_and_is_counted_in_the_background(site, wave, filled, guest):
    response, _token = answering.begin(wave_id=wave("csi").pk, channel="qr", language="en", by=guest, at=AT)
    assert ToScore.objects.count() == 0
    filled(response, at=AT, overall=5, recommend=10)
    assert (ToScore.objects.get().response_id, cells()) == (response.pk, {})
    jobs.score(AT)
    found = figures.overview(figures.Asked(MARCH))
    assert (found.index.n, round(found.index.value), found.recommend.value, found.levels) == (1, 778, 100, [0, 0, 0, 0, 1])
    assert found.sources["communication"] == 1
    assert ToScore.objects.count() == 0


def test_counting_as_they_come_and_from_the_beginning_give_the_same(site, answered, person):
    draw = random.Random(3)
    advisors = [person("advisor", name=name) for name in ("anna", "ben")]
    responses = []
    for n in range(60):
        marks = {factor: [draw.randint(1, 10) for _item in range(draw.randint(0, 3))] for factor in figures.FACTORS}
        responses.append(
            answered(
                at=AT - timedelta(days=n * 7), served_by=draw.choice([*advisors, None]), recommend=draw.choice([None, 3, 8, 10]),
                overall=draw.choice([None, 1, 4, 5]), **marks,
            )
        )  # fmt: skip
    for start in range(0, 60, 7):
        wait(*responses[start : start + 7])
        jobs.score(AT)
    as_they_came = cells()
    assert ToScore.objects.count() == 0 and as_they_came
    assert {dimension for _month, dimension, _member in as_they_came} == {"all", "advisor"}
    scoring.rebuild(site)
    assert cells() == as_they_came
    year = Period(date(2025, 4, 1), date(2026, 3, 1))
    seen = figures.overview(figures.Asked(year))
    assert figures.of_sites([site.pk], year) == {site.pk: (seen.index, seen.past, seen.recommend)}


def test_customer_segments_count_the_same_as_they_come_from_the_beginning_and_after_they_change(
    site, answered, manager, somebody, make_visit
):
    old, fleet = somebody("老车", "13800138001"), somebody("车队", "13800138002")
    type(fleet).objects.filter(pk=fleet.pk).update(kind="organisation")
    came = [make_visit(old, AT - timedelta(days=400 - 100 * n), year=2018, km=20_000 + 15_000 * n) for n in range(3)]
    came.append(make_visit(fleet, AT - timedelta(days=3), year=2025, km=None))
    wait(*(answered(quality=5 + n, visit=visit, at=visit.delivered_at) for n, visit in enumerate(came)))
    jobs.score(AT)
    total: dict[str, int] = {}
    for (_month, dimension, member), sums in cells().items():
        total[member] = total.get(member, 0) + (sums["n"] if dimension == "customer" else 0)
    assert {member: n for member, n in total.items() if member[:5] in ("times", "owner")} == {
        "times:first": 2, "times:again": 1, "times:regular": 1, "owner:private": 3, "owner:fleet": 1,
    }  # fmt: skip
    as_they_came = cells()
    scoring.rebuild(site)
    assert cells() == as_they_came
    services.set_segments(how=Definitions(("age", "km"), (8,), (40_000,), 2), by=manager, at=AT)
    jobs.score(AT)
    changed = cells()
    assert {key[2] for key in changed if key[1] == "customer"} == {"age:0-8", "km:0-40000", "km:40000-"}
    scoring.rebuild(site)
    assert cells() == changed != as_they_came


@pytest.fixture
def make_visit(site):
    """`make_visit(customer, delivered_at, year=2018, km=20_000)`: a delivered visit, written as rows."""

    def make(customer, at, *, year, km):
        thread, own = Thread.objects.create(site=site), Thread.objects.create(site=site)
        vehicle = Vehicle.objects.create(site=site, thread=own, make="长安", year=year, **STAMPS)
        return Visit.objects.create(
            site=site, thread=thread, customer=customer, vehicle=vehicle, mileage=km, day=at.date(), ticket=at.toordinal() % 9000,
            state="closed", state_since=at, arrived_at=at - timedelta(hours=3), delivered_at=at, **STAMPS,
        )  # fmt: skip

    return make


def test_an_answer_that_was_changed_is_counted_anew_without_a_trace(site, answered):
    first, second = answered(quality=3, recommend=2), answered(quality=9)
    wait(first, second)
    scoring.score_waiting(site)
    Answer.objects.filter(response=first, value=3).update(value=8)
    wait(first)
    wait_twice = scoring.score_waiting(site)
    changed = cells()
    scoring.rebuild(site)
    assert (wait_twice, changed) == (1, cells())
    assert figures.overview(figures.Asked(MARCH)).index.value == pytest.approx((7 / 9 + 8 / 9) / 2 * 1000, abs=0.01)


def test_an_anonymous_answer_belongs_to_nobody(site, answered):
    wait(answered(quality=3, anonymous=True))
    scoring.score_waiting(site)
    assert [key[1:] for key in cells()] == [("all", "")]
    assert Scored.objects.get().tags == {}


def test_a_month_of_few_is_not_shown_where_anonymity_was_promised(site, answered):
    for _one in range(4):
        wait(answered(quality=3, anonymous=True))
    scoring.score_waiting(site)
    assert figures.overview(figures.Asked(MARCH)).chart.n == 0
    wait(answered(quality=3))
    scoring.score_waiting(site)
    assert figures.overview(figures.Asked(MARCH)).chart.n == 1


def test_managers_answers_are_not_customers(site, answered):
    response = answered(quality=3)
    type(response.wave).objects.filter(pk=response.wave_id).update(audience="managers")
    wait(response)
    assert scoring.score_waiting(site) == 1
    assert cells() == {} and ToScore.objects.count() == 0


def test_the_cells_give_the_index_that_the_single_answers_give(site, answered, person):
    """One cut is read from cells, two from the respondents: both say the same where they ask for the same."""
    anna = person("advisor", name="anna")
    for mark in (3, 6, 9, 10):
        wait(answered(quality=[mark, 10], pick_up=mark, served_by=anna))
    wait(answered(quality=1))
    scoring.score_waiting(site)
    asked = figures.Asked(MARCH, {"advisor": str(anna.pk)})
    from_cells = figures.months_of(asked)
    assert from_cells == figures._months_of_several(asked)
    found = figures.overview(asked)
    assert found.index.n == 4 and found.index.interval
    assert figures.overview(figures.Asked(MARCH)).index.n == 5


@pytest.mark.parametrize("n", [0, 1, 2])
def test_almost_no_answers_give_no_interval_and_no_limits(site, answered, n):
    for _one in range(n):
        wait(answered(quality=7, recommend=9))
    scoring.score_waiting(site)
    found = figures.overview(figures.Asked(MARCH))
    assert (found.index.n, found.index.interval, found.recommend.interval, found.chart.upper) == (n, None, None, None)
    assert (found.index.value is None) == (n == 0)
    assert not any(found.lists.values())


def test_measures_read_days_that_are_no_whole_months(site, answered):
    from yinuo.core.measures.registry import named

    wait(answered(quality=10, recommend=10), answered(quality=1, recommend=2, at=AT + timedelta(days=3)))
    scoring.score_waiting(site)
    index, recommend = named("satisfaction.index"), named("satisfaction.recommend")
    assert index.read(AT.date(), AT.date()) == type(index.read(AT.date(), AT.date()))(1000.0, 1)
    assert (recommend.read(AT.date(), AT.date() + timedelta(days=3)).value, recommend.read(date(2026, 1, 1), date(2026, 1, 31)).value) == (
        0,
        None,
    )


def test_recount_counts_from_the_beginning(site, answered, capsys):
    from yinuo.config.cli import main

    answered(quality=7)
    assert main(["recount", "--site", site.code]) == 0
    assert Scored.objects.count() == 1 and cells()
    assert main(["recount", "--site", "nowhere"]) == 1
