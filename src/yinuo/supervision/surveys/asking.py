"""One question on a screen: what it says in the reader's language, what can be chosen, where it stands; and what was told back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yinuo.core.pictures.files import prepare
from yinuo.core.validation import key_of

from . import rules
from .models import Answer, Question, Response
from .services import answering

COLUMN_WORDS = {
    "desired": _("as I would wish it"),
    "adequate": _("as I would just accept it"),
    "perceived": _("as it was"),
}
LONGEST = answering.LONGEST_WORDS


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Column:
    """A row of numbers to choose from."""

    code: str
    label: Any
    choices: list[Choice]


@dataclass(frozen=True)
class Screen:
    """The question that stands on the screen; `place` of `total`, `back` the key of the one before."""

    response: Response
    question: Question
    text: str
    low: str
    high: str
    columns: list[Column]
    options: list[Choice]
    words: str
    place: int
    total: int
    back: int | None


def said(texts: Mapping[str, str], language: str) -> str:
    """A text in this language; else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def screen(response: Response, language: str, wanted: int | None = None) -> Screen | None:
    """The first question without an answer, or the `wanted` one; None when all are answered. Two queries."""
    given, following, shown = answering.standing(response)
    question = next((one for one in shown if one.pk == wanted), following)
    if question is None:
        return None
    place = shown.index(question)
    answers = given.get(question.pk, {})
    low, _bar, high = said(question.hints, language).partition("|")
    return Screen(
        response=response,
        question=question,
        text=said(question.texts, language),
        low=low,
        high=high,
        columns=_columns(question, answers, language),
        options=_options(question, answers, language),
        words=answers["perceived"].text if "perceived" in answers else "",
        place=place + 1,
        total=len(shown),
        back=shown[place - 1].pk if place else None,
    )


def _columns(question: Question, answers: Mapping[str, Answer], language: str) -> list[Column]:
    if question.kind not in rules.SCALES:
        return []
    low, high = rules.SCALES[question.kind]
    names = {option["code"]: said(option["texts"], language) for option in question.options}
    if question.kind == "yes_no":
        names = {"1": str(_("yes")), "0": str(_("no"))}
    values = range(high, low - 1, -1) if question.kind in ("yes_no",) or names else range(low, high + 1)
    return [
        Column(
            column,
            COLUMN_WORDS[column],
            [Choice(str(n), names.get(str(n), str(n)), column in answers and answers[column].value == n) for n in values],
        )
        for column in rules.columns_of(question.kind)
    ]


def _options(question: Question, answers: Mapping[str, Answer], language: str) -> list[Choice]:
    if question.kind != Question.Kind.CHOICE:
        return []
    chosen = answers["perceived"].text.split() if "perceived" in answers else []
    return [Choice(option["code"], said(option["texts"], language), option["code"] in chosen) for option in question.options]


def told(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What a form says, as `save_answer` takes it. Raises OffTheScale, BadPicture."""
    if "skip" in request.POST:
        return {}
    if question.kind in rules.SCALES:
        raw = {column: request.POST.get(column, "") for column in rules.columns_of(question.kind)}
        if any(text and key_of(text) is None for text in raw.values()):
            raise answering.OffTheScale
        return {"values": {column: key_of(text) for column, text in raw.items()}}
    if question.kind == Question.Kind.CHOICE:
        return {"text": " ".join(request.POST.getlist("choice")[:40])[:400]}
    if question.kind == Question.Kind.PHOTO:
        upload = request.FILES.get("photo")
        return {"picture": prepare(upload)} if upload else {}
    return {"text": request.POST.get("text", "")[:100_000]}
