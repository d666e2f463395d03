"""From a weak factor to the visits behind it, with the standards that they missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import script

from tests.whole_visit import Car, centre  # noqa: F401
from yinuo.core.access.actor import system
from yinuo.operations.standards.models import Outcome
from yinuo.supervision.satisfaction import drill, figures, scoring
from yinuo.supervision.satisfaction.rules.periods import Period
from yinuo.supervision.surveys.models import Answer, Question, QuestionnaireVersion, Response
from yinuo.supervision.surveys.services import questionnaires, waves


@pytest.fixture
def answered(centre):  # noqa: F811
    """`answered(visit, pick_up=3)`: what its customer said of the visit."""
    at, by = script.monday(), system(site_id=centre.site.pk)
    questionnaires.make_defaults(by=by, at=at)
    version = QuestionnaireVersion.objects.get(questionnaire__kind="csi")
    first, last = at.date() - timedelta(days=9), at.date() + timedelta(days=90)
    asked = waves.plan_wave(version_id=version.pk, name="q", trigger="by_hand", starts_on=first, ends_on=last, by=by, at=at)

    def make(visit, **marks):
        at = visit.delivered_at + timedelta(days=1)
        response = Response.objects.create(
            site=centre.site, wave=asked, version=version, visit=visit, customer=visit.customer, advisor=visit.advisor, channel="link", language="en",
            started_at=at, completed_at=at,
        )  # fmt: skip
        for question in Question.objects.filter(version=version, factor__in=marks):
            Answer.objects.create(site=centre.site, response=response, question=question, value=marks[question.factor])
        return response

    return make


def test_the_visits_that_missed_a_standard_stand_behind_the_factor(centre, answered):  # noqa: F811
    stories = [Car(centre, number, crew=number).until() for number in range(2)]
    clean, dirty = (story.visit for story in stories)
    Outcome.objects.filter(thread=dirty.thread, code="handover.clean").update(state="missed")
    Outcome.objects.filter(thread=clean.thread, code="handover.clean").update(state="met")
    answered(clean, pick_up=9, quality=8)
    answered(dirty, pick_up=2, quality=8)
    scoring.rebuild(centre.site)
    month = clean.delivered_at.date().replace(day=1)
    asked = figures.Asked(Period(month, month))
    figures.with_standards(centre.site.pk)
    found = drill.factor_page(asked, "pick_up", figures.overview(asked))
    assert found.steps == ["handover"] and found.read == 2
    missed = next(row for row in found.standards if row.code == "handover.clean")
    assert (missed.missed, missed.met, round(missed.score.value), missed.score.sure) == (1, 1, -778, False)
    assert [(visit.visit_id, visit.points) for visit in found.visits] == [(dirty.pk, 111), (clean.pk, 889)]
    assert found.visits[0].missed
    by_advisor = figures.Asked(asked.period, {"advisor": str(clean.advisor_id)})
    assert figures.overview(by_advisor).index.n == sum(visit.advisor_id == clean.advisor_id for visit in (clean, dirty))
    technicians = figures.members(asked.period)["technician"]
    assert (
        technicians and figures.overview(figures.Asked(asked.period, {"technician": technicians[0], "segment": "repair"})).index is not None
    )
