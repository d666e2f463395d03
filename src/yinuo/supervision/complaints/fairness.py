"""What the customer answered when asked whether it was dealt with fairly: outcome, procedure, treatment. Nothing by person where anonymity was promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yinuo.supervision.surveys.models import Answer, Invitation, Question, Response

from .models import Complaint

# the kinds of fairness, by how the keys of their questions begin (distributive, procedural, interactional)
KINDS = {"outcome_": _("the outcome"), "procedure_": _("the procedure"), "treatment_": _("the treatment")}
GOOD, FAIR = 8, 6  # marks of ten from which it is green, amber
WOULD_RECOMMEND = 9


@dataclass(frozen=True)
class Mark:
    """The mean of what was answered about one kind of fairness, of ten, from so many questions."""

    label: Any
    value: float
    n: int

    @property
    def tone(self) -> str:
        return "kept" if self.value >= GOOD else "risk" if self.value >= FAIR else "late"


@dataclass(frozen=True)
class Fairness:
    """`state`: asked, answered, or anonymous (answers are not shown by person). `told`: (question, answer) of choices and words."""

    state: str
    invitation: Invitation
    response: Response | None = None
    marks: tuple[Mark, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


def of(complaint: Complaint) -> Fairness | None:
    """None where nobody was asked. Two queries."""
    if complaint.customer_id is None:
        return None
    asked = Invitation.objects.filter(customer_id=complaint.customer_id, reference=f"complaint:{complaint.pk}").select_related(
        "wave", "response"
    )
    invitation = asked.order_by("-id").first()
    if invitation is None:
        return None
    response = getattr(invitation, "response", None)
    if invitation.wave.anonymous:
        return Fairness("anonymous", invitation)
    if response is None or response.anonymous or response.completed_at is None:
        return Fairness("asked", invitation)
    answers = list(Answer.objects.filter(response=response).select_related("question").order_by("question__position"))
    return Fairness("answered", invitation, response, _marks(answers), _told(answers))


def _marks(answers: list[Answer]) -> tuple[Mark, ...]:
    found: dict[str, list[int]] = defaultdict(list)
    for answer in answers:
        kind = next((kind for kind in KINDS if answer.question.key.startswith(kind)), "")
        if kind and answer.question.kind == Question.Kind.SCALE10 and answer.value is not None:
            found[kind].append(answer.value)
    return tuple(Mark(label, sum(found[kind]) / len(found[kind]), len(found[kind])) for kind, label in KINDS.items() if found[kind])


def _told(answers: list[Answer]) -> tuple[tuple[str, str], ...]:
    language = get_language() or "en"
    rows = ((_in(answer.question.texts, language), _words(answer, language)) for answer in answers)
    return tuple((question, words) for question, words in rows if words)


def _words(answer: Answer, language: str) -> str:
    """What was chosen or written; marks are told by the means."""
    question = answer.question
    if question.kind == Question.Kind.CHOICE:
        named = {option["code"]: _in(option["texts"], language) for option in question.options}
        return ", ".join(named.get(code, code) for code in answer.text.split())
    if question.kind == Question.Kind.RECOMMEND and answer.value is not None:
        return f"{answer.value} / 10"
    return answer.text if question.kind == Question.Kind.TEXT else ""


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
