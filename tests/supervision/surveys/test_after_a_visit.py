"""A delivered visit asks its customer; what already happened is written as if it had been lived."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import script
from django.test import Client
from django.utils import timezone

from tests.whole_visit import Car, car, centre  # noqa: F401  (fixtures)
from yinuo.core.access.actor import customer, system
from yinuo.core.events.models import Event
from yinuo.operations.visits.models import Visit
from yinuo.supervision.surveys import history
from yinuo.supervision.surveys.models import Answer, Invitation, QuestionnaireVersion, Response, Wave
from yinuo.supervision.surveys.services import answering, questionnaires, rounds, waves

AT = script.monday()


@pytest.fixture
def wave(centre):  # noqa: F811
    manager = system(site_id=centre.site.pk)
    questionnaires.make_defaults(by=manager, at=AT)
    version = QuestionnaireVersion.objects.get(questionnaire__code="quick")
    day = timezone.localdate(AT, centre.site.zone)

    def make(trigger: str = "delivered", **how):
        how = {"starts_on": day, "ends_on": day + timedelta(days=90)} | how
        made = waves.plan_wave(version_id=version.pk, name="w", trigger=trigger, by=manager, at=AT, **how)
        return waves.open_wave(wave_id=made.pk, by=manager, at=AT)

    return make


def test_who_gets_the_car_back_is_asked_a_day_later(wave, car):  # noqa: F811
    open_wave = wave(delay_hours=24)
    visit = car.until("deliver").visit
    invitation = Invitation.objects.get()
    assert (invitation.wave, invitation.visit, invitation.customer_id) == (open_wave, visit, visit.customer_id)
    assert (invitation.advisor_id, invitation.reference) == (visit.advisor_id, f"visit:{visit.pk}")
    assert invitation.send_at == visit.delivered_at + timedelta(hours=24)
    assert Event.objects.get(name="survey.invited").thread_id == visit.thread_id
    assert not rounds.to_send(visit.delivered_at).exists() and rounds.to_send(invitation.send_at).exists()


def test_nobody_is_asked_by_a_wave_of_something_else_or_of_nobody(wave, car):  # noqa: F811
    wave("complaint_closed")
    wave(share=0)
    wave(starts_on=timezone.localdate(AT) + timedelta(days=2))
    car.until("deliver")
    assert not Invitation.objects.exists()


def test_a_full_wave_asks_nobody_more(wave, car, centre):  # noqa: F811
    open_wave = wave(quota=1)
    Response.objects.create(
        site=centre.site, wave=open_wave, version=open_wave.version, channel="qr", language="en", started_at=AT, completed_at=AT
    )
    car.until("deliver")
    assert not Invitation.objects.exists()


def test_a_quarter_asks_each_customer_once(wave, car, centre):  # noqa: F811
    open_wave = wave("quarter")
    visit = car.until("deliver").visit
    Visit.objects.filter(pk=visit.pk).update(delivered_at=AT + timedelta(hours=5))
    for days in (1, 2):
        rounds.keep_up(centre.site, AT + timedelta(days=days))
    assert Invitation.objects.get().wave == open_wave
    assert Wave.objects.get().drawn_until is not None


def test_the_visits_page_asks_now(wave, car, centre):  # noqa: F811
    open_wave = wave("by_hand")
    visit = car.until("deliver").visit
    client = Client()
    client.force_login(centre.person("follow_up_agent"), backend="django.contrib.auth.backends.ModelBackend")
    assert f'value="{open_wave.pk}"' in client.get(f"/s/{centre.site.code}/visits/{visit.pk}/").content.decode()
    door = client.post(f"/s/{centre.site.code}/surveys/visits/{visit.pk}/ask/", {"wave": open_wave.pk}).headers["Location"]
    assert door.endswith(f"/surveys/send/{Invitation.objects.get().pk}/")
    assert "w" in client.get(f"/s/{centre.site.code}/visits/{visit.pk}/").content.decode()


def test_history_writes_what_answering_leaves(wave, centre):  # noqa: F811
    """The same sheet both ways, column by column."""
    open_wave, guest = wave("by_hand"), customer(site_id=centre.site.pk, name="guest")
    told = {"overall": 2, "recommend": 1, "what_went_wrong": "等太久", "contact": 1}
    lived, _token = answering.begin(wave_id=open_wave.pk, channel="qr", language="zh-hans", by=guest, at=AT)
    for question in answering.questions_of(open_wave.version):
        said = told.get(question.key)
        reply = {"text": said} if isinstance(said, str) else {"values": {"perceived": said}} if said is not None else {}
        answering.save_answer(response_id=lived.pk, question_id=question.pk, by=guest, at=AT, **reply)
    done = AT + timedelta(seconds=90)
    lived = answering.complete(response_id=lived.pk, by=guest, at=done)
    questions = answering.questions_of(open_wave.version)
    written, answers = history.sheet(wave=open_wave, questions=questions, said=told, at=done, begun=AT, channel="qr", language="zh-hans")
    written.save()
    Answer.objects.bulk_create(answers)
    free = {"id", "token_hash"}
    assert _columns(Response.objects.get(pk=lived.pk), free) == _columns(Response.objects.get(pk=written.pk), free)
    assert _sheet(lived) == _sheet(written)


def _columns(row, free):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in free}


def _sheet(response):
    return sorted(Answer.objects.filter(response=response).values_list("question__key", "column", "value", "text", "picture"))
