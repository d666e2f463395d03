"""What moved the index, from the visits and the answers to the page."""

from __future__ import annotations

from datetime import date, timedelta

from bench import script

from tests.supervision.gaps.test_pages import browser, manager, url  # noqa: F401
from tests.whole_visit import Car, centre  # noqa: F401
from yinuo.core.access.actor import staff
from yinuo.operations.standards.models import Outcome
from yinuo.supervision.gaps import movement, sums
from yinuo.supervision.gaps.queries import Months
from yinuo.supervision.satisfaction import scoring
from yinuo.supervision.satisfaction.models import Cell, Scored
from yinuo.supervision.satisfaction.rules.scale import FACTORS
from yinuo.supervision.satisfaction.rules.sums import contribution, together
from yinuo.supervision.surveys.models import QuestionnaireVersion, Response
from yinuo.supervision.surveys.services import questionnaires, waves

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
PEOPLE = 40


def answers(centre, manager, month, good, bad, spoilt, level):  # noqa: F811
    """`spoilt` of forty respondents had the bad visit and give 60 points less; everybody wavers by 20."""
    at = script.monday()
    version = QuestionnaireVersion.objects.filter(questionnaire__code="csi").first()
    wave = waves.plan_wave(
        version_id=version.pk, name=f"{month}", trigger="by_hand", starts_on=month, ends_on=month + timedelta(days=27), at=at,
        by=staff(site_id=centre.site.pk, user=manager, roles=["service_manager"]),
    )  # fmt: skip
    common = {
        "site": centre.site,
        "wave": wave,
        "version": version,
        "channel": "link",
        "language": "zh-hans",
        "started_at": at,
        "completed_at": at,
    }
    rows = []
    for n, response in enumerate(Response.objects.bulk_create(Response(**common) for _n in range(PEOPLE))):
        points = level - (6_000 if n < spoilt else 0) + (2_000 if n % 2 else -2_000)
        visit = bad if n < spoilt else good
        rows.append(
            Scored(site=centre.site, response=response, visit=visit, day=month + timedelta(days=3), factors=dict.fromkeys(FACTORS, points))
        )
    Scored.objects.bulk_create(rows)
    Cell.objects.create(site=centre.site, month=month, dimension="all", sums=together(contribution(scoring.score_of(row)) for row in rows))


def test_a_step_that_was_missed_more_often_is_named_with_its_share(centre, manager, browser, django_assert_max_num_queries):  # noqa: F811
    good, bad = Car(centre, 1).until("deliver"), Car(centre, 2).until("deliver")
    Outcome.objects.filter(state="missed").update(state="met")
    Outcome.objects.filter(thread=bad.visit.thread, code="handover.clean").update(state="missed")
    questionnaires.make_defaults(by=staff(site_id=centre.site.pk, user=manager, roles=["service_manager"]), at=script.monday())
    answers(centre, manager, FEBRUARY, good.visit, bad.visit, 10, 80_000)
    answers(centre, manager, MARCH, good.visit, bad.visit, 30, 79_500)
    for month in (FEBRUARY, MARCH):
        sums.prepare(month, at=bad.at)
    with django_assert_max_num_queries(12):
        found = movement.movement(Months(MARCH, MARCH), Months(FEBRUARY, FEBRUARY), at=bad.at)
    (handover,) = [part for part in found.visits.parts if abs(part.value) > 1]
    # 60 points times from a quarter to three quarters of the visits; the rest of the house fell by 5
    assert (handover.code, round(handover.effect), round(handover.value), handover.sure) == ("handover", -60, -30, True)
    assert (round(found.factors.change), round(found.visits.unexplained.value), round(found.rest, 6)) == (-35, -5, 0)
    shown = browser.get(url(centre, "movement"), {"until": "2026-03", "months": "1"}).content.decode()
    assert "The index fell by 35.0 points, more than chance" in shown and "#step-handover" in shown
    assert "one figure for the whole house" in shown and "waterfall" in shown
    few = browser.get(url(centre, "movement"), {"until": "2026-03", "months": "1", "against": "year"}).content.decode()
    assert "one of the two times has no answers" in few
