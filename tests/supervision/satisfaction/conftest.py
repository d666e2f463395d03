"""Answers to the ready-made index questionnaire, as customers give them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import local
from tests.supervision.surveys.conftest import filled, guest, manager, ready, somebody, wave  # noqa: F401
from yinuo.supervision.surveys.models import Answer, Question, Response

AT = local("2026-03-10 10:00")


@pytest.fixture
def answered(site, wave, somebody):  # noqa: F811
    """`answered(quality=7, recommend=9, at=…)`: a complete response; factors by name (a mark or several), other questions by key. Written as rows:
    how answers come in is the surveys' affair and is tested there."""
    asked = wave("csi", starts_on=AT.date() - timedelta(days=800), ends_on=AT.date() + timedelta(days=365))
    questions = list(Question.objects.filter(version=asked.version))
    made = []

    def make(*, at=AT, anonymous=False, visit=None, served_by=None, **told):
        response = Response.objects.create(
            site=site, wave=asked, version=asked.version, anonymous=anonymous, visit=visit, advisor=served_by, channel="link", language="en", started_at=at,
            completed_at=at, recommend=told.get("recommend"), overall=told.get("overall"),
        )  # fmt: skip
        made.append(response)
        Answer.objects.bulk_create(
            Answer(site=site, response=response, question=question, value=value) for question, value in _values(questions, told)
        )
        return response

    return make


def _values(questions, told):
    left = {factor: [marks] if isinstance(marks, int) else list(marks) for factor, marks in told.items() if marks is not None}
    for question in questions:
        name = question.factor or question.key
        if left.get(name):
            yield question, left[name].pop(0)
