"""A centre that asks its customers: an open wave, answers of a link, on the phone and from a spreadsheet, studies, gaps, a complaint and a case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bench import script

from tests.supervision.surveys.conftest import reply
from tests.supervision.surveys.test_importing import excel
from yinuo.core.access.actor import Actor, customer, system
from yinuo.core.work.runner import registered
from yinuo.supervision.cases import services as cases
from yinuo.supervision.surveys.models import Invitation, QuestionnaireVersion, Response, Wave
from yinuo.supervision.surveys.services import answering, importing, questionnaires, waves


def asking(centre: script.Centre, at: datetime) -> list[Wave]:
    """The ready-made questionnaires, each in an open wave; what delivered visits set off goes out at once."""
    by, day = system(site_id=centre.site.pk), at.date()
    questionnaires.make_defaults(by=by, at=at)
    found = []
    for version in QuestionnaireVersion.objects.select_related("questionnaire").order_by("pk"):
        trigger = "delivered" if version.questionnaire.kind == "csi" else "by_hand"
        planned = waves.plan_wave(
            version_id=version.pk, name=version.questionnaire.code, trigger=trigger, starts_on=day - timedelta(days=30),
            ends_on=day + timedelta(days=60), delay_hours=0, by=by, at=at,
        )  # fmt: skip
        found.append(waves.open_wave(wave_id=planned.pk, by=by, at=at))
    return found


def answering_of(centre: script.Centre, asked: list[Wave], at: datetime) -> None:
    """Whoever was asked by the cars' delivery says a bad word, which opens a complaint; somebody of every other wave answers behind its code."""
    guest = customer(site_id=centre.site.pk, name="guest")
    for invitation in Invitation.objects.order_by("pk"):
        filled(guest, at, wave_id=invitation.wave_id, channel="link", invitation_id=invitation.pk)
    for wave in asked:
        filled(guest, at, wave_id=wave.pk, channel="qr")
    clerk = system(site_id=centre.site.pk)
    quick = next(wave for wave in asked if wave.name == "quick")
    importing.take_in(wave_id=quick.pk, upload=excel(["overall", "recommend"], [4, 8], [1, "?"]), by=clerk, at=at)
    cases.write(title="延误先打电话", happened="晚交四十分钟", done="道歉", learnt="先打电话", tags="交车", by=clerk, at=at)


def filled(guest: Actor, at: datetime, **begun: Any) -> Response:
    response, _token = answering.begin(language="zh-hans", by=guest, at=at, **begun)
    while (question := answering.standing(response)[1]) is not None:
        told = reply(question, {"overall": 1} if begun.get("invitation_id") else {})
        answering.save_answer(response_id=response.pk, question_id=question.pk, by=guest, at=at, **told)
    return answering.complete(response_id=response.pk, by=guest, at=at)


def worked(at: datetime) -> None:
    """Every job of supervision, once."""
    for job in registered():
        if job.name.split(".")[0] in ("surveys", "satisfaction", "gaps", "complaints", "follow_up", "cases"):
            job.do(at)
