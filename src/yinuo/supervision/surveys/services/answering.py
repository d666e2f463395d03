"""Answering: begun, each answer kept as it is given, taken up again, completed once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor, customer
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, site_thread
from yinuo.core.pictures.services import Prepared, attach
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked, records
from yinuo.core.statements.writes import keep
from yinuo.core.validation import tidy_lines

from .. import rules
from ..models import Answer, Invitation, Question, QuestionnaireVersion, Response, Wave
from .invitations import hash_of
from .questionnaires import PURPOSE

LONGEST_WORDS = 4000


class WaveOver(DomainError):
    status = 410
    sentence = _("This survey is over. Thank you for wanting to answer; tell us any time what you think.")


class AnsweredAlready(DomainError):
    sentence = _("This was answered already. Thank you.")


class OffTheScale(Invalid):
    sentence = _("This answer is not one of those that can be chosen. Nothing was changed: choose again.")


class QuestionsLeft(Invalid):
    sentence = _("There are questions left that need an answer.")


def questions_of(version: QuestionnaireVersion) -> tuple[Question, ...]:
    """The version's questions in order; those of a published one are kept by the process, since they never change."""
    return _published(version.fingerprint, version.pk) if version.fingerprint else _read(version.pk)


def _read(version_id: int) -> tuple[Question, ...]:
    return tuple(Question.objects.filter(version_id=version_id).order_by("position"))


@lru_cache(maxsize=500)
def _published(fingerprint: str, version_id: int) -> tuple[Question, ...]:
    return _read(version_id)


def asked_of(response: Response) -> tuple[Question, ...]:
    """The questions that this response is asked: nobody who was promised to stay unknown is asked for a number or a picture."""
    questions = questions_of(response.version)
    return tuple(one for one in questions if one.key != rules.CONTACT and one.kind != "photo") if response.anonymous else questions


def begin(
    *, wave_id: int, channel: str, language: str, by: Actor, at: datetime, invitation_id: int | None = None, **known: Any
) -> tuple[Response, str]:
    """(the response, the token with which it is taken up again). With an invitation: its own response, again if it has one.

    `known`: visit, customer, advisor_id, taken_by_id, device, from_inside, once_key; what an anonymous wave does not keep is left out here.
    Raises WaveOver, AnsweredAlready (also for an anonymous invitation that was used).
    """
    by.require(_right(by))
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        wave = Wave.objects.select_related("version").filter(pk=wave_id).first()
        if wave is None:
            raise NotHere
        invitation = _invitation(wave, invitation_id) if invitation_id else None
        if invitation is not None and not wave.anonymous and (found := _again(invitation, token, at)) is not None:
            return found, token
        check_open(wave, at)
        if wave.anonymous:
            known = {name: known[name] for name in ("from_inside", "once_key") if name in known}
            if invitation is not None:
                _use_up(invitation)
        elif invitation is not None:
            known |= {"invitation": invitation, "visit_id": invitation.visit_id, "customer_id": invitation.customer_id}
            known |= {"advisor_id": invitation.advisor_id}
        response = Response(
            site_id=by.site_id, wave=wave, version=wave.version, anonymous=wave.anonymous, channel=channel, language=language,
            started_at=_told_time(wave, at), token_hash=hash_of(token), **known,
        )  # fmt: skip
        try:
            with transaction.atomic():
                response.save(force_insert=True)
        except IntegrityError:
            raise AnsweredAlready from None
    return response, token


def begin_own(*, wave: Wave, language: str, by: Actor, at: datetime) -> str:
    """The token of the sheet of somebody of the house, in a wave that asks them: one each, taken up again while it is not complete."""
    by.require("surveys.read")
    once = salted_hmac("surveys.own", f"{wave.pk} {by.user_id}", algorithm="sha256").hexdigest()
    known = Response.objects.filter(wave=wave, once_key=once).first()
    if known is None:
        insider = customer(site_id=by.site_id, name=by.name)
        return begin(wave_id=wave.pk, channel="link", language=language, by=insider, at=at, once_key=once)[1]
    if known.completed_at is not None:
        raise AnsweredAlready
    token = secrets.token_urlsafe(24)
    Response.objects.filter(pk=known.pk).update(token_hash=hash_of(token))
    return token


def _invitation(wave: Wave, invitation_id: int) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id, wave=wave).first()
    if invitation is None:
        raise NotHere
    if invitation.state == Invitation.State.CANCELLED:
        raise WaveOver
    return invitation


def _again(invitation: Invitation, token: str, at: datetime) -> Response | None:
    """The response that this invitation has: on another device it is taken up with a new token. Its answers stay when it is complete."""
    response = Response.objects.select_related("version", "wave").filter(invitation=invitation).first()
    if response is not None and response.completed_at is None:
        check_open(response.wave, at)
        Response.objects.filter(pk=response.pk).update(token_hash=hash_of(token))
    elif response is not None:
        raise AnsweredAlready
    return response


def _use_up(invitation: Invitation) -> None:
    """An anonymous invitation is used when the answering begins: that is all that is kept, without a time."""
    if not Invitation.objects.filter(pk=invitation.pk).exclude(state=Invitation.State.ANSWERED).update(state=Invitation.State.ANSWERED):
        raise AnsweredAlready


def _told_time(wave: Wave, at: datetime) -> datetime:
    """When it happened; of an anonymous answer only the day."""
    return timezone.localtime(at, current_site().zone).replace(hour=0, minute=0, second=0, microsecond=0) if wave.anonymous else at


def check_open(wave: Wave, at: datetime) -> None:
    """Raises WaveOver outside the wave; who was asked may still answer while their link lives."""
    day = timezone.localdate(at, current_site().zone)
    if wave.state != Wave.State.OPEN or day < wave.starts_on or (day - wave.ends_on).days > wave.link_days:
        raise WaveOver


def _right(by: Actor) -> str:
    return "surveys.answer" if by.origin == "customer" else "surveys.take"


def save_answer(
    *,
    response_id: int,
    question_id: int,
    by: Actor,
    at: datetime,
    values: Mapping[str, int | None] | None = None,
    text: str = "",
    picture: Prepared | None = None,
) -> Response:
    """Keep one answer as it is given: `values` by column, a choice's code(s) or words in `text`; nothing at all = passed over, if it may be.

    Given again, the later one counts, until the response is complete. Raises OffTheScale, AnsweredAlready, WaveOver, NotHere.
    """
    by.require(_right(by))
    with transaction.atomic():
        response = _open_response(response_id, at)
        question = next((one for one in asked_of(response) if one.pk == question_id), None)
        if question is None:
            raise NotHere
        rows = _rows(response, question, dict(values or {}), _words(text), picture is not None)
        if picture is not None and question.kind == Question.Kind.PHOTO:
            rows[0].picture = _attached(response, picture, by, at)
        keep(rows, once=("response", "question", "column"), anew=("value", "text", "picture"))
    return response


@asked(Response)
def _locked(rows: models.QuerySet, pk: Any) -> models.QuerySet:
    return rows.select_related("version__questionnaire", "wave").select_for_update(of=("self",)).filter(pk=pk)


def _open_response(response_id: int, at: datetime) -> Response:
    response = _locked.first(pk=response_id)
    if response is None:
        raise NotHere
    if response.completed_at is not None:
        raise AnsweredAlready
    check_open(response.wave, at)
    return response


def _words(text: str) -> str:
    return tidy_lines(text.replace("\x00", ""))[:LONGEST_WORDS]


def _rows(response: Response, question: Question, values: dict[str, int | None], text: str, pictured: bool) -> list[Answer]:
    """The answer's rows, after a look whether it can be one."""
    columns = rules.columns_of(question.kind)
    given = {column: value for column, value in values.items() if value is not None}
    empty = not given and not text and not pictured
    if empty and not question.optional:
        raise QuestionsLeft
    if not empty and not _possible(question, given, text, columns):
        raise OffTheScale
    return [
        Answer(site_id=response.site_id, response=response, question=question, column=column, value=given.get(column), text=text)
        for column in columns
    ]


def _possible(question: Question, given: dict[str, int], text: str, columns: tuple[str, ...]) -> bool:
    if question.kind in rules.SCALES:
        complete = given.keys() == set(columns) or (question.kind == "three_columns" and given.keys() == {"perceived"})
        return not text and complete and all(rules.fits(question.kind, value) for value in given.values())
    if given:
        return False
    if question.kind == Question.Kind.CHOICE:
        chosen, codes = text.split(), {option["code"] for option in question.options}
        return bool(chosen) and set(chosen) <= codes and len(set(chosen)) == len(chosen) and (question.many or len(chosen) == 1)
    return True


def _attached(response: Response, picture: Prepared, by: Actor, at: datetime) -> Any:
    with new_story(by=by, at=at, right=_right(by), thread=thread_of(response)) as act:
        return attach(act, file=picture, kind="survey", subject=response)


def thread_of(response: Response) -> Thread:
    """Whose story a response belongs to: the visit's, the customer's; that of nobody known is the site's."""
    if response.visit_id:
        return Thread.objects.get(visit=response.visit_id)
    if response.customer_id:
        return Thread.objects.get(customer=response.customer_id)
    return site_thread(response.site_id, PURPOSE)


def standing(response: Response) -> tuple[dict[int, dict[str, Answer]], Question | None, list[Question]]:
    """(answers by question and column, the first question that is still to be answered, all that are asked after these answers)."""
    given: dict[int, dict[str, Answer]] = {}
    for answer in records(Answer, response=response):
        given.setdefault(answer.question_id, {})[answer.column] = answer
    shown = shown_after(asked_of(response), given)
    return given, next((one for one in shown if one.pk not in given), None), shown


def shown_after(questions: tuple[Question, ...], given: Mapping[int, Mapping[str, Answer]]) -> list[Question]:
    """The questions whose condition holds."""
    known: dict[str, Any] = {}
    shown = []
    for question in questions:
        if not rules.holds(question.show_if, known):
            continue
        shown.append(question)
        answer = given.get(question.pk, {}).get("perceived")
        if answer is not None and (answer.value is not None or answer.text):
            known[question.key] = answer.value if answer.value is not None else answer.text
    return shown


def complete(*, response_id: int, by: Actor, at: datetime) -> Response:
    """The last answer was given. Raises QuestionsLeft, AnsweredAlready, WaveOver."""
    known = Response.objects.filter(pk=response_id).first()
    if known is None:
        raise NotHere
    with new_story(by=by, at=at, right=_right(by), thread=thread_of(known)) as act:
        response = act.subject = _open_response(response_id, at)
        given, left, shown = standing(response)
        if left is not None:
            raise QuestionsLeft
        Answer.objects.filter(response=response).exclude(question__in=[one.pk for one in shown]).delete()
        summarise(response, [(one, given.get(one.pk, {})) for one in shown])
        response.completed_at = _told_time(response.wave, at)
        response.seconds = None if response.anonymous else int((at - response.started_at).total_seconds())
        response.save(update_fields=["completed_at", "seconds", "overall", "recommend", "negative", "pattern"])
        if response.invitation_id:
            Invitation.objects.filter(pk=response.invitation_id).update(state=Invitation.State.ANSWERED, changed_at=at)
        _tell(act, response)
    return response


def summarise(response: Response, sheet: list[tuple[Question, Mapping[str, Answer]]]) -> None:
    """Copy to the response what lists and signals read of its answers."""
    cells = [(one, column, answer.value) for one, columns in sheet for column, answer in columns.items()]
    values = {one.key: value for one, column, value in cells if column == "perceived"}
    response.overall, response.recommend = values.get(rules.OVERALL), values.get(rules.RECOMMEND)
    response.negative = rules.negative((one.key, one.kind, value) for one, column, value in cells if column == "perceived")
    response.pattern = "" if response.anonymous else rules.pattern([(one.key, column, value) for one, column, value in cells])


def _tell(act: Act, response: Response) -> None:
    act.record(
        "survey.answered", response, wave=response.wave_id, response=response.pk, kind=response.version.questionnaire.kind,
        negative=response.negative, visit=response.visit_id, customer=response.customer_id, channel=response.channel,
    )  # fmt: skip
