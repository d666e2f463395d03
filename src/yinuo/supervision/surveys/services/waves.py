"""Waves: who is asked what, when; planned, opened, closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy
from yinuo.core.workflow.services import move

from ..models import Invitation, QuestionnaireVersion, SurveySettings, Wave
from .questionnaires import PURPOSE, RIGHT


def plan_wave(*, version_id: int, name: str, trigger: str, starts_on: date, ends_on: date, by: Actor, at: datetime, **how: Any) -> Wave:
    """A wave of a published version; `how`: share, quarantine_days, remind_after_days, delay_hours, link_days, quota, anonymous, audience.

    Raises Invalid for a version that is not published, or a period that ends before it begins.
    """
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        version = QuestionnaireVersion.objects.filter(pk=version_id).first()
        if version is None:
            raise NotHere
        if version.state != QuestionnaireVersion.State.PUBLISHED:
            raise Invalid(_("Only a published version can be asked. Publish it first."))
        if ends_on < starts_on or how.get("share", 1000) > 1000:
            raise Invalid(_("The period must not end before it begins, and at most all can be drawn."))
        wave = Wave(
            site_id=by.site_id, version=version, name=tidy(name), trigger=trigger, starts_on=starts_on, ends_on=ends_on, **how,
            **stamps(by, at),
        )  # fmt: skip
        check(wave)
        wave.save()
        act.record(
            "wave.planned", wave, trigger=trigger, version=version.number, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
        )
    return wave


def open_wave(*, wave_id: int, by: Actor, at: datetime) -> Wave:
    """From now on people are asked. Raises IllegalMove."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        wave = _locked(wave_id)
        move(wave, "open", act=act)
    return wave


def close_wave(*, wave_id: int, by: Actor, at: datetime) -> Wave:
    """Nobody is asked any more, and links of the wave say that it is over; what was not sent is not sent."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        wave = _locked(wave_id)
        move(wave, "close", act=act)
        Invitation.objects.filter(wave=wave, state=Invitation.State.WAITING).update(state=Invitation.State.CANCELLED)
    return wave


def _locked(wave_id: int) -> Wave:
    wave = Wave.objects.select_for_update().filter(pk=wave_id).first()
    if wave is None:
        raise NotHere
    return wave


def set_networks(*, networks: list[str], by: Actor, at: datetime) -> SurveySettings:
    """The networks of the building, from which an answer is marked. Raises Invalid for what is no network."""
    from ipaddress import ip_network

    try:
        told = [str(ip_network(network.strip(), strict=False)) for network in networks if network.strip()]
    except ValueError:
        raise Invalid(_("This is not a network. Write it as 203.0.113.0/24.")) from None
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = SurveySettings.objects.filter(site_id=by.site_id).first() or SurveySettings(site_id=by.site_id, **stamps(by, at))
        before, row.inside_networks, row.changed_at, row.changed_by_id = row.inside_networks, told[:20], at, by.user_id
        row.save()
        act.record("survey_settings.changed", row, before=before, after=told[:20])
    return row
