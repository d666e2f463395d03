"""A group manager's centres side by side: only theirs, each figure a door to the centre's own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from yinuo.core.access.actor import system
from yinuo.core.access.people import give_role
from yinuo.core.events.models import Thread
from yinuo.core.sites.models import Site, stamps
from yinuo.information.promises.models import Promise
from yinuo.operations.standards.models import Outcome, Standard
from yinuo.operations.visits import services as visits
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.today.centres import centres_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def manager(site, other_site, person):
    """Group manager at both, and advisor at a third, where they see no figures."""
    user = person("group_manager")
    third = Site.objects.create(code="third", name="第三站", timezone="America/New_York")
    give_role(person=user, site=other_site, role="group_manager")
    give_role(person=user, site=third, role="advisor")
    return user


def promise(site, now, minutes, kind="other", **more):
    by = system(site_id=site.pk)
    thread = Thread.objects.create(site=site, kind=Thread.CUSTOMER)
    return Promise.objects.create(
        site=site, thread=thread, kind=kind, text="x", made_at=now - timedelta(hours=2), due_at=now + timedelta(minutes=minutes), **more, **stamps(by, now)
    )  # fmt: skip


@pytest.fixture
def busy(other_site, now):
    """At the other centre: a car, three promises late, one at risk, one standard met of two, two calls, one of them overdue."""
    by = system(site_id=other_site.pk)
    today = now.astimezone(other_site.zone).date()
    with scope(site=other_site):
        for n, due in enumerate((today, today - timedelta(days=2), today + timedelta(days=1))):
            visit = visits.arrive(plate=f"沪B0000{n}", by=by, at=now - timedelta(minutes=1))
            DueCall.objects.create(site=other_site, visit=visit, due_on=due, **stamps(by, now))
        for minutes, kind in ((-5, "other"), (-10, "call_back"), (-60, "ready_time"), (5, "other"), (500, "other"), (-5, "price")):
            promise(other_site, now, minutes, kind)
        promise(other_site, now, -5, state="kept", ended_at=now)
        Outcome.objects.all().delete()
        for n, (day, state) in enumerate(((today, "met"), (today, "missed"), (today - timedelta(days=1), "met"))):
            standard = Standard.objects.create(site=other_site, code=f"s{n}", valid_from=now, **stamps(by, now))
            Outcome.objects.create(site=other_site, thread=visit.thread, standard=standard, code=f"s{n}", state=state, day=day)
    return other_site


def test_each_centre_with_its_own_figures_what_is_at_stake_first(manager, busy, now, site, django_assert_num_queries):
    with django_assert_num_queries(6):
        first, second = centres_of(manager, at=now)
    assert (first.site, first.open_cars, first.late, first.at_risk, first.tone) == (busy, 3, 3, 1, "late")
    assert (first.share.met, first.share.n, first.calls, first.overdue) == (1, 2, 2, 1)
    assert (second.site, second.open_cars, second.late, second.calls, second.tone) == (site, 0, 0, 0, "kept")


def test_the_page_leads_to_each_centres_own_pages_and_shows_no_other(client, manager, busy):
    client.force_login(manager, backend=BACKEND)
    html = client.get("/s/pd/centres/").content.decode()
    for path in ("board/?whose=all", "promises/", "conformance/?since=", "follow-up/"):
        assert f"/s/mh/{path}" in html, path
    assert "/s/third/" not in html and "第三站" not in html
    assert client.get("/s/mh/follow-up/").status_code == 200
    assert client.get("/s/third/centres/").status_code == 403


def test_a_group_manager_reads_the_calls_and_makes_none(client, manager, busy):
    client.force_login(manager, backend=BACKEND)
    with scope(site=busy):
        call = DueCall.objects.order_by("due_on").first()
    html = client.get("/s/mh/follow-up/").content.decode()
    assert f"/s/mh/visits/{call.visit_id}/" in html and f"/s/mh/follow-up/{call.pk}/" not in html
    assert client.get(f"/s/mh/follow-up/{call.pk}/").status_code == 403
