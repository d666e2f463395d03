"""Waves by their trigger: a delivered visit, the customers of a quarter; what time brings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from yinuo.core.events.models import Event
from yinuo.supervision.surveys.models import Invitation, Questionnaire, Wave
from yinuo.supervision.surveys.services import invitations, rounds, waves

from .conftest import AT


@pytest.fixture
def mailed(wave, somebody, manager):
    person = somebody()
    person.email, person.preferred_channel = "zhang@example.com", "email"
    person.save()
    return invitations.invite_by_hand(wave_id=wave(remind_after_days=5).pk, customer_id=person.pk, by=manager, at=AT)


@override_settings(PUBLIC_URL="https://service.example.com", SENDS_MAIL=True)
def test_a_link_goes_by_mail_and_once_more_as_a_reminder(mailed, site):
    assert rounds.send_by_mail(site, AT) == 1
    assert mail.outbox[0].to == ["zhang@example.com"] and invitations.token_of(mailed.seed) in mail.outbox[0].body
    assert rounds.send_by_mail(site, AT + timedelta(days=4)) == 0
    assert rounds.send_by_mail(site, AT + timedelta(days=6)) == 1
    assert rounds.send_by_mail(site, AT + timedelta(days=12)) == 0
    assert Event.objects.filter(name="survey.reminded").count() == 1


def test_without_a_mail_server_nothing_is_said_to_be_sent(mailed, site):
    assert rounds.send_by_mail(site, AT) == 0
    mailed.refresh_from_db()
    assert mailed.state == "waiting"


def test_a_wave_opens_and_closes_with_its_days(ready, manager, site):
    made = waves.plan_wave(
        version_id=ready["csi"].pk,
        name="三月",
        trigger="delivered",
        starts_on=date(2026, 3, 3),
        ends_on=date(2026, 3, 31),
        by=manager,
        at=AT,
    )
    states = []
    for days in (0, 1, 30, 59, 60):
        rounds.keep_up(site, AT + timedelta(days=days))
        states.append(Wave.objects.get(pk=made.pk).state)
    assert states == ["planned", "open", "open", "open", "closed"]


def test_links_end(mailed, site):
    rounds.keep_up(site, AT + timedelta(days=30))
    assert Invitation.objects.get().state == "waiting"
    rounds.keep_up(site, AT + timedelta(days=31))
    assert Invitation.objects.get().state == "expired"


def test_a_site_without_questionnaires_gets_the_ready_made_ones(site):
    rounds.first_time(site, AT)
    assert Questionnaire.objects.count() == 7
    rounds.first_time(site, AT)
    assert Questionnaire.objects.count() == 7
