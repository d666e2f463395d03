"""A wave of the ready-made questionnaires, and people to answer it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import local
from yinuo.core.access.actor import customer as a_customer
from yinuo.information.customers import services as customers
from yinuo.supervision.surveys.models import QuestionnaireVersion
from yinuo.supervision.surveys.services import answering, questionnaires, waves

AT = local("2026-03-02 10:00")


@pytest.fixture
def manager(acting):
    return acting("service_manager")


@pytest.fixture
def ready(site, manager):
    """The ready-made questionnaires: {code: published version}."""
    questionnaires.make_defaults(by=manager, at=AT)
    return {version.questionnaire.code: version for version in QuestionnaireVersion.objects.select_related("questionnaire")}


@pytest.fixture
def wave(ready, manager):
    """`wave("csi", anonymous=True)` → an open wave."""

    def make(code: str = "quick", trigger: str = "by_hand", **how):
        how = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "quarantine_days": 0} | how
        made = waves.plan_wave(version_id=ready[code].pk, name=code, trigger=trigger, by=manager, at=AT, **how)
        return waves.open_wave(wave_id=made.pk, by=manager, at=AT)

    return make


@pytest.fixture
def somebody(manager):
    """`somebody("张三")` → a customer."""

    def make(name: str = "张三", phone: str = "13800138000"):
        return customers.create_customer(name=name, phone=phone, by=manager, at=AT)

    return make


@pytest.fixture
def guest(site):
    """Who answers behind a link."""
    return a_customer(site_id=site.pk, name="guest")


@pytest.fixture
def filled(guest):
    """`filled(response, overall=2)`: answers everything that is asked, as told or in the middle, and completes."""

    def fill(response, *, by=guest, at=AT, **told):
        while (question := answering.standing(response)[1]) is not None:
            answering.save_answer(response_id=response.pk, question_id=question.pk, by=by, at=at, **reply(question, told))
        return answering.complete(response_id=response.pk, by=by, at=at)

    return fill


def reply(question, told):
    if question.kind == "choice":
        return {"text": told.get(question.key, question.options[0]["code"])}
    if question.kind in ("text", "photo"):
        return {"text": told.get(question.key, "")}
    columns = ("desired", "adequate", "perceived") if question.kind == "three_columns" else ("perceived",)
    middle = {"scale10": 8, "scale5": 4, "recommend": 9, "yes_no": 0, "three_columns": 5}[question.kind]
    return {"values": dict.fromkeys(columns, told.get(question.key, middle))}
