"""Conformance and settings as people see them, over the demo of a few days' visits made by bare acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from tests.conftest import local
from yinuo.core.measures.registry import all_measures, named
from yinuo.operations.standards import conformance, durations, services
from yinuo.operations.standards.conformance import Span
from yinuo.operations.standards.models import Norm, Standard, StepFactor
from yinuo.operations.standards.views import weakest

AT = local("2026-03-02 08:20")
DAY = AT.date()


@pytest.fixture
def days(tell, acting, site):
    """Ten cars on two days, two greeted too late."""
    advisor = acting("advisor")
    for n in range(10):
        at = AT + timedelta(days=n % 2, minutes=10 * n)
        thread = tell(None, at, "visit.arrived", ticket=n, plain_maintenance=False, booked=False, by=advisor)
        tell(thread, at + timedelta(seconds=90 if n < 2 else 30), "visit.greeted", by=advisor)
    return Span(DAY, DAY + timedelta(days=1))


@pytest.fixture
def get(client, site, person):
    people = {}

    def get(name, *args, role="service_manager", **query):
        people[role] = people.get(role) or person(role, name=f"{role} who looks")
        client.force_login(people[role])
        client.cookies["django_language"] = "en"
        return client.get(reverse(f"standards:{name}", args=[site.code, *args]), {"since": DAY, "until": DAY + timedelta(days=1), **query})

    return get


def test_shares_with_their_interval(days):
    greet = conformance.overview(days).steps[0].standards[0]
    assert (greet.key, greet.met, greet.n, greet.percent) == ("reception.greet", 8, 10, 80.0)
    assert greet.interval == (49.0, 94.3)
    assert greet.small


def test_by_owner_by_hour_and_by_day(days, acting, site):
    assert [(share.key, share.met, share.n) for share in conformance.by_owner(days)] == [(acting("advisor").user_id, 8, 10)]
    assert [(share.key, share.n) for share in conformance.by_hour(days, "reception.greet", site.zone)] == [(8, 4), (9, 6)]
    assert [share.n for share in conformance.by_day(days)] == [5, 5]


def test_a_change_is_a_signal_only_when_chance_would_not_do_it(days):
    total = conformance.overview(days).total
    assert (total.points, total.signal) == (None, False)


def test_the_overview_takes_few_queries(days, django_assert_num_queries):
    with django_assert_num_queries(2):
        conformance.overview(days)


def test_time_in_step(days):
    found = durations.of_step("reception", since=days.since, until=days.until)
    assert (found.n, found.median) == (10, 30)


def test_measures_are_registered_and_read(days):
    assert named("conformance.reception").read(days.since, days.until).value == 0.8
    assert named("time_in_step.reception").read(days.since, days.until).value == 0.5
    assert named("promises_kept.ready_time").read(days.since, days.until).value is None
    assert len([measure for measure in all_measures() if measure.name.startswith("conformance")]) == 11


def test_the_conformance_page_and_the_drill_from_a_bar_to_its_visits(days, get):
    page = get("conformance").content.decode()
    assert "Greeted after arrival" in page and "80.0 %" in page
    drill = get("standard", "reception.greet", state="missed")
    assert drill.status_code == 200
    assert len(drill.context["listing"].rows) == 2
    assert len(get("standard", "reception.greet", state="met").context["listing"].rows) == 8


def test_an_advisor_sees_only_what_is_his(days, get, tell, acting):
    mine = get("mine", role="advisor")
    assert mine.status_code == 200
    assert mine.context["overview"].total.now.n == 0, "the signed-in advisor has answered for nothing"
    assert get("conformance", role="advisor").status_code == 403


def test_the_rows_behind_a_bar_can_be_exported(days, get):
    answer = get("standard", "reception.greet", state="all", **{"as": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 11


@pytest.mark.parametrize(
    "query", [{"since": "nonsense"}, {"since": "9999-12-31", "until": "0001-01-01"}, {"owner": "x"}, {"state": "'; DROP"}]
)
def test_odd_addresses_give_a_page(query, get):
    assert get("conformance", **query).status_code == 200
    assert get("standard", "reception.greet", **query).status_code == 200


def test_an_unknown_standard_is_not_found(get):
    assert get("standard", "nothing.here").status_code == 404


def test_a_limit_is_changed_on_the_screen_and_makes_a_new_version(get, client, site):
    assert get("edit", "reception.greet").status_code == 200
    url = reverse("standards:edit", args=[site.code, "reception.greet"])
    told = {"limit": "2", "amber_percent": "50", "reason": "snow", "active": "on", "valid_from": "now", "norm": ""}
    assert client.post(url, told).status_code == 302
    newest = Standard.objects.filter(code="reception.greet").latest("version")
    assert (newest.version, newest.limit, newest.amber_percent, newest.reason) == (2, 120, 50, "snow")
    assert client.post(url, {**told, "limit": "-1"}).status_code == 422
    assert client.post(url, {**told, "limit": "abc", "reason": "x" * 999}).status_code == 422
    assert Standard.objects.filter(code="reception.greet").count() == 2


def test_norms_without_a_standard_are_shown_as_not_yet_measured(get):
    assert "not yet measured" in get("settings").content.decode()


def test_a_norm_is_added_changed_and_taken_away(acting, site):
    by = acting("service_manager")
    norm = services.save_norm(step="lounge", post="host", text="Offer tea.", by=by, at=AT)
    services.save_norm(norm_id=norm.pk, step="lounge", post="host", text="Offer tea and fruit.", by=by, at=AT)
    assert Norm.objects.get(pk=norm.pk).text == "Offer tea and fruit."
    services.save_norm(norm_id=norm.pk, step="lounge", post="host", text=" ", by=by, at=AT)
    assert not Norm.objects.filter(pk=norm.pk).exists()


def test_the_factors_of_a_step_are_set(acting, site):
    services.set_factors(step="lounge", factors=["friendliness", "friendliness"], by=acting("service_manager"), at=AT)
    assert list(StepFactor.objects.filter(step="lounge").values_list("factor", flat=True)) == ["friendliness"]


def test_outcomes_of_another_site_are_not_counted(days, other_site):
    with scope(site=other_site):
        assert conformance.overview(days).total.now.n == 0


def share(label, met, n):
    return conformance.Share(label, label, met, n)


def test_a_row_of_bars_says_which_is_lowest(db):
    told = weakest([share("08", 40, 40), share("09", 20, 40), share("10", 0, 2)], "Weakest: %(which)s, %(percent)s", "By hour")
    assert told == "Weakest: 09, 50.0"  # two visits make no sentence


def test_bars_that_do_not_differ_say_nothing_of_a_weakest(db):
    assert weakest([share("08", 40, 40), share("09", 40, 40)], "Weakest: %(which)s", "By hour") == "By hour"
