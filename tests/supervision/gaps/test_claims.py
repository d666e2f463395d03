"""What is advertised, held against the visits."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from tests.supervision.gaps.test_pages import MONTH, browser, manager, seen, url  # noqa: F401
from tests.whole_visit import Car, centre  # noqa: F401
from yinuo.core.access.people import give_role
from yinuo.core.events.models import Event, Thread
from yinuo.operations.standards.models import Outcome
from yinuo.supervision.gaps import claims, jobs, rules, sums
from yinuo.supervision.gaps.models import Claim, GapSum

MARCH = {"months": "1", "until": "2026-03"}


def fact(time: str) -> dict[str, str]:
    return {"first": f"2026-03-02T{time}:00+08:00", "last": f"2026-03-02T{time}:00+08:00"}


@pytest.mark.parametrize(
    ("facts", "true"),
    [
        ({"visit.ready": fact("10:00"), "car.cleaned": fact("10:20"), "visit.delivered": fact("11:00")}, True),
        ({"visit.ready": fact("10:00"), "car.cleaned": fact("10:21"), "visit.delivered": fact("11:00")}, False),
        ({"visit.ready": fact("10:00"), "visit.delivered": fact("11:00")}, False),
        ({"visit.ready": fact("10:00"), "car.cleaned": fact("09:50"), "visit.delivered": fact("11:00")}, True),
        ({"visit.ready": fact("10:00"), "car.cleaned": fact("10:05")}, None),
        ({"visit.arrived": fact("10:00"), "visit.delivered": fact("11:00")}, None),
    ],
    ids=["in time", "a minute late", "never", "before it was ready", "still here", "no repair"],
)
def test_a_span_is_judged_once_the_car_is_gone(facts, true):
    assert rules.span_true(facts, "wash", 20 * 60) is true


def test_claims_are_counted_from_the_visits_and_enter_gap_four(centre, browser, manager):  # noqa: F811
    first, second = Car(centre, 1).until("deliver"), Car(centre, 2).until("deliver")
    thread = Thread.objects.get(pk=second.visit.thread_id)
    thread.facts |= {"visit.ready": fact("10:00"), "car.cleaned": fact("10:45")}
    thread.save()
    thread = Thread.objects.get(pk=first.visit.thread_id)
    thread.facts |= {"visit.ready": fact("10:00"), "car.cleaned": fact("10:10")}
    thread.save()
    Outcome.objects.filter(code=claims.ESTIMATE, thread=first.visit.thread).update(value=400)
    Outcome.objects.filter(code=claims.ESTIMATE, thread=second.visit.thread).update(value=700)
    sums.prepare(MONTH, at=second.at)
    before = seen(second.at)[4]
    typed = {"text": "20 分钟洗好", "place": "海报", "measure": "span:wash", "limit": "20", "valid_from": "2026-03-01"}
    assert browser.post(url(centre, "new_claim"), typed | {"limit": ""}).status_code == 422
    assert browser.post(url(centre, "new_claim"), typed | {"valid_to": "2026-02-01"}).status_code == 422
    assert browser.post(url(centre, "new_claim"), typed | {"measure": "standard:handover.clean"}).status_code == 422, (
        "done or not has no limit"
    )
    for told in (
        typed,
        typed | {"text": "5 %", "measure": f"standard:{claims.ESTIMATE}", "limit": "5"},
        typed | {"text": "准时", "measure": "promise:ready_time", "limit": ""},
    ):
        assert browser.post(url(centre, "new_claim"), told).status_code == 302
    wash, exact, ready = Claim.objects.order_by("id")
    assert (wash.limit, exact.limit, ready.limit) == (1200, 500, None)
    assert claims.counted(wash, MONTH, date(2026, 3, 31)) == claims.counted(exact, MONTH, date(2026, 3, 31)) == (2, 1)
    assert jobs.prepare_site(at=second.at, today=MONTH)[0] == MONTH, "made anew at once"
    found = seen(second.at)[4]
    assert {wash.part, exact.part, ready.part} <= {part.code for part in found.parts}
    assert found.n == before.n + 4, "two visits by two claims; the promise is there already"
    page = browser.get(url(centre, "claim", wash.pk), MARCH).content.decode()
    doors = [reverse("visits:visit", args=[centre.site.code, story.visit.pk]) for story in (first, second)]
    assert doors[1] in page and doors[0] not in page and "45 min" in page
    assert "Advertised: 20 分钟洗好" in browser.get(url(centre, "gap", 4), MARCH).content.decode()
    assert "50" in browser.get(url(centre, "claims"), MARCH).content.decode()
    assert browser.post(url(centre, "change_claim", wash.pk), typed | {"limit": "60"}).status_code == 302
    assert claims.counted(Claim.objects.get(pk=wash.pk), MONTH, date(2026, 3, 31)) == (2, 2)
    assert browser.post(url(centre, "drop_claim", ready.pk)).status_code == 302 and Claim.objects.count() == 2
    assert set(Event.objects.filter(name__startswith="claim.").values_list("name", flat=True)) == {
        "claim.made",
        "claim.changed",
        "claim.dropped",
    }
    assert GapSum.objects.filter(part=exact.part).exists() and "(Wilson)" in page


def test_one_claim_for_all_centres_is_each_centres_own(centre, browser, manager, other_site):  # noqa: F811
    give_role(person=manager, site=other_site, role="service_manager")
    typed = {"text": "20 分钟洗好", "measure": "span:wash", "limit": "20", "valid_from": "2026-03-01", "everywhere": "on"}
    assert browser.post(url(centre, "new_claim"), typed).status_code == 302
    with scopes_disabled():
        assert set(Claim.objects.values_list("site", flat=True)) == {centre.site.pk, other_site.pk}
        assert len(set(Claim.objects.values_list("shared", flat=True))) == 1
