"""Answers that were given already, as rows to be written in bulk: by the same rules as `services.answering`, without reactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from . import rules
from .models import Answer, Question, Response, Wave
from .services.answering import shown_after, summarise


def sheet(
    *, wave: Wave, questions: Sequence[Question], said: Mapping[str, Any], at: datetime, begun: datetime | None = None, **known: Any
) -> tuple[Response, list[Answer]]:
    """A complete response and its answers, not yet saved. `said`: key → number, words or code, or {column: number}; what is not said was passed over.

    `known`: the response's other columns (channel, language, visit, customer, …).
    """
    response = Response(
        site_id=wave.site_id, wave=wave, version=wave.version, anonymous=wave.anonymous, started_at=begun or at, completed_at=at,
        seconds=None if wave.anonymous else int((at - (begun or at)).total_seconds()), **known,
    )  # fmt: skip
    given = {question.pk: _cells(response, question, said.get(question.key)) for question in questions}
    asked = [question for question in shown_after(tuple(questions), given) if _was_asked(wave, question)]
    summarise(response, [(question, given[question.pk]) for question in asked])
    return response, [cell for question in asked for cell in given[question.pk].values()]


def _was_asked(wave: Wave, question: Question) -> bool:
    return not wave.anonymous or (question.key != rules.CONTACT and question.kind != Question.Kind.PHOTO)


def _cells(response: Response, question: Question, told: Any) -> dict[str, Answer]:
    values = told if isinstance(told, Mapping) else {"perceived": told}
    return {
        column: Answer(site_id=response.site_id, response=response, question=question, column=column, **_value(values.get(column)))
        for column in rules.columns_of(question.kind)
    }


def _value(told: Any) -> dict[str, Any]:
    return {"text": told} if isinstance(told, str) else {"value": told}
