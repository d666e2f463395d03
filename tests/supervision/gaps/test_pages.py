"""Gaps from the records of a visit and of surveys; prepared anew they are the same; audits and expectations through the screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.people import create_person, give_role
from yinuo.operations.standards.models import Outcome
from yinuo.supervision.gaps import jobs, queries, rules, sums
from yinuo.supervision.gaps.checklists import EXPECTATIONS, QUESTIONS
from yinuo.supervision.gaps.models import Audit, AuditAnswer, Expectation, GapSum
from yinuo.supervision.gaps.queries import Months
from yinuo.supervision.surveys.models import Answer, QuestionnaireVersion, Response
from yinuo.supervision.surveys.services import questionnaires, waves

MONTH = date(2026, 3, 1)


@pytest.fixture
def manager(centre):  # noqa: F811
    person = create_person(username="manager", display_name="Manager")
    give_role(person=person, site=centre.site, role="service_manager")
    return person


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def url(centre, name, *args):  # noqa: F811
    return reverse(f"gaps:{name}", args=[centre.site.code, *args])


def seen(at) -> dict[int, rules.Gap]:
    return {one.number: one.now for one in queries.gaps(Months(MONTH, MONTH), at=at)}


def test_delivery_and_communication_come_from_the_visits(car):  # noqa: F811
    story = car.until("deliver")
    sums.prepare(MONTH, at=story.at)
    judged = Outcome.objects.filter(state__in=["met", "missed"])
    missed = judged.filter(state="missed").count()
    found = seen(story.at)
    assert found[3].points == pytest.approx(100 * missed / judged.count()) and found[3].n == 1
    assert {part.code for part in found[3].parts} == set(judged.values_list("step", flat=True))
    assert found[4].n >= 3 and {"price", "ready_time", "estimate"} <= {part.code for part in found[4].parts}
    assert found[1].points is None and found[5].points is None


def test_made_again_it_is_the_same_and_corrections_are_taken_up(centre):  # noqa: F811
    first = Car(centre, 1).until("deliver")
    jobs.prepare_site(at=first.at, today=first.at.date())
    second = Car(centre, 2).until("deliver")
    jobs.prepare_site(at=second.at, today=second.at.date())
    step_by_step = {(row.month, row.gap, row.part): row.sums for row in GapSum.objects.all()}
    GapSum.objects.all().delete()
    jobs.prepare_site(at=second.at, today=second.at.date())
    assert {(row.month, row.gap, row.part): row.sums for row in GapSum.objects.all()} == step_by_step
    assert step_by_step[MONTH, 3, ""][0] == 2
    Outcome.objects.filter(thread=first.visit.thread).delete()
    made = jobs.prepare_site(at=second.at + timedelta(minutes=10), today=second.at.date())
    assert made == [MONTH] and GapSum.objects.get(month=MONTH, gap=3, part="").sums[0] == 1


def test_customers_and_managers_answers_make_gaps_one_two_and_five(centre, manager, django_assert_max_num_queries):  # noqa: F811
    story = Car(centre).until("book")
    by = story.centre.who("advisor")
    from yinuo.core.access.actor import staff

    told = {"by": staff(site_id=centre.site.pk, user=manager, roles=["service_manager"]), "at": story.at}
    questionnaires.make_defaults(**told)
    versions = {version.questionnaire.code: version for version in QuestionnaireVersion.objects.select_related("questionnaire")}

    def answered(code: str, audience: str, values: dict[str, int], people: int, **columns):
        wave = waves.plan_wave(
            version_id=versions[code].pk,
            name=code,
            trigger="by_hand",
            starts_on=MONTH,
            ends_on=MONTH + timedelta(days=30),
            **columns,
            **told,
        )
        type(wave).objects.filter(pk=wave.pk).update(audience=audience)
        for _person in range(people):
            response = Response.objects.create(
                site=centre.site,
                wave=wave,
                version=versions[code],
                channel="link",
                language="zh-hans",
                started_at=story.at,
                completed_at=story.at,
            )
            for question in versions[code].questions.all():
                if question.kind == "scale10":
                    Answer.objects.create(site=centre.site, response=response, question=question, value=values[question.key])
                elif question.kind == "three_columns":
                    for column, value in values.items():
                        Answer.objects.create(site=centre.site, response=response, question=question, column=column, value=value)

    answered("importance", "customers", {"put_right": 10, "price": 4, "friendly": 7, "convenience": 7}, 4)
    answered("importance-managers", "managers", {"put_right": 10, "price": 10, "friendly": 7, "convenience": 7}, 3)
    answered("servqual", "customers", {"desired": 7, "adequate": 4, "perceived": 4}, 3)
    from yinuo.supervision.gaps import services

    services.install(**told)
    sums.prepare(MONTH, at=story.at)
    with django_assert_max_num_queries(8):
        found = seen(story.at)
    assert found[1].points == pytest.approx(100 * 6 / 9 / 4) and {part.code: round(part.points) for part in found[1].parts}["price"] == -67
    assert found[5].points == pytest.approx(50.0) and found[5].n == 3 and len(found[5].parts) == 5
    # nobody answers for "not back" (a fifth of 10) and "quick to pay" (a sixth of 7), of 28 in all
    assert found[2].points == pytest.approx(100 * (10 / 5 + 7 / 6) / 28, abs=0.01) and found[2].n == len(EXPECTATIONS)
    assert by.user_id


def test_the_pages_show_what_is_widest_and_lead_to_the_records(car, browser):  # noqa: F811
    story = car.until("deliver")
    site = story.centre
    empty = browser.get(url(site, "gaps"), {"until": "2026-03"})
    assert empty.status_code == 200 and "Nothing was measured" in empty.content.decode()
    sums.prepare(MONTH, at=story.at)
    shown = browser.get(url(site, "gaps"), {"until": "2026-03", "months": "1"}).content.decode()
    assert "Widest gap that is ours to close" in shown and "not measured" in shown
    delivery = browser.get(url(site, "gap", 3), {"until": "2026-03", "months": "1"}).content.decode()
    assert "#step-reception" in delivery and "since=2026-03-01&amp;until=2026-03-31" in delivery
    assert browser.get(url(site, "gap", 6)).status_code == 404
    assert browser.get(url(site, "gaps"), {"until": "rubbish", "months": "x"}).status_code == 200


def test_a_self_audit_is_held_and_what_follows_is_done(centre, manager, browser):  # noqa: F811
    typed = {f"said_{question}": "yes" for question in QUESTIONS[4]} | {f"evidence_{question}": "晨会记录" for question in QUESTIONS[4]}
    typed |= {
        "held_on": "2026-03-02",
        "said_together": "no",
        "evidence_together": "",
        "action_together": "每周碰头",
        "owner_together": manager.pk,
    }
    late = browser.post(url(centre, "audit", 4), typed | {"due_together": "2026-03-01"})
    assert late.status_code == 422 and "until when" in late.content.decode() and "每周碰头" in late.content.decode()
    assert browser.post(url(centre, "audit", 4), typed | {"due_together": "2026-03-20"}).status_code == 302
    assert (Audit.objects.get().gap, AuditAnswer.objects.count()) == (4, len(QUESTIONS[4]))
    assert "每周碰头" in browser.get(url(centre, "gaps")).content.decode()
    follows = AuditAnswer.objects.exclude(action="").get()
    assert browser.post(url(centre, "done", follows.pk)).status_code == 302
    assert queries.to_follow() == []
    no_evidence = browser.post(url(centre, "audit", 4), typed | {"due_together": "2026-03-20", "evidence_consistent": ""})
    assert no_evidence.status_code == 422 and Audit.objects.count() == 1


def test_expectations_are_begun_with_and_made_ones_own(centre, browser):  # noqa: F811
    assert "No expectations yet" in browser.get(url(centre, "expectations")).content.decode()
    for _twice in range(2):
        browser.post(url(centre, "install"))
    assert Expectation.objects.count() == len(EXPECTATIONS)
    own = {"text": "洗车不排队", "importance_key": "convenience", "standards": ["handover.clean"], "active": "on"}
    wrong = browser.post(url(centre, "new_expectation"), own | {"level": "5"})
    assert wrong.status_code == 422 and "洗车不排队" in wrong.content.decode()
    assert browser.post(url(centre, "new_expectation"), own).status_code == 302
    ready = Expectation.objects.get(code="greeted")
    changed = {"importance_key": "friendly", "standards": ["reception.greet"], "level": "30", "active": "on"}
    assert browser.post(url(centre, "expectation", ready.pk), changed).status_code == 302
    shown = browser.get(url(centre, "expectations")).content.decode()
    assert "洗车不排队" in shown
    row = next(row for row in queries.expectations_page(Months(MONTH, MONTH), at=ready.changed_at) if row.code == "greeted")
    assert row.covered is False, "the standard of 60 seconds is not what is expected"
