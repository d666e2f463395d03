"""What time brings: waves open and close, a quarter's customers are drawn, invitations go out by e-mail, reminders, links that end."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor, system
from yinuo.core.events.services import new_story
from yinuo.core.sites.models import Site
from yinuo.core.workflow.queries import in_states
from yinuo.operations.visits.models import Visit

from .. import asking, links
from ..models import Invitation, Questionnaire, Wave
from . import invitations, waves
from .questionnaires import make_defaults

logger = logging.getLogger("yinuo.surveys")
BATCH = 200


def keep_up(site: Site, at: datetime) -> None:
    """One round at the scoped site."""
    by, today = system(site_id=site.pk), timezone.localdate(at, site.zone)
    _turn_waves(by, at, today)
    for wave in Wave.objects.filter(trigger=Wave.Trigger.QUARTER, state=Wave.State.OPEN, starts_on__lte=today):
        draw(wave, by=by, at=at)
    end_links(at)


def first_time(site: Site, at: datetime) -> None:
    """A site without any questionnaire gets the ready-made ones."""
    if not Questionnaire.objects.exists():
        make_defaults(by=system(site_id=site.pk), at=at)


def _turn_waves(by: Actor, at: datetime, today: date) -> None:
    """Planned waves open on their first day; open ones close when the last link of their last day has ended."""
    for wave in Wave.objects.filter(state=Wave.State.PLANNED, starts_on__lte=today, ends_on__gte=today):
        waves.open_wave(wave_id=wave.pk, by=by, at=at)
    for wave in Wave.objects.filter(state=Wave.State.OPEN, ends_on__lt=today):
        if (today - wave.ends_on).days > wave.link_days:
            waves.close_wave(wave_id=wave.pk, by=by, at=at)


def draw(wave: Wave, *, by: Actor, at: datetime) -> int:
    """Ask the customers of visits that were delivered in the wave's period and not looked at yet; how many were asked."""
    zone = timezone.get_current_timezone()
    first = timezone.make_aware(datetime.combine(wave.starts_on, datetime.min.time()), zone)
    last = timezone.make_aware(datetime.combine(wave.ends_on + timedelta(days=1), datetime.min.time()), zone)
    rows = Visit.objects.filter(delivered_at__gte=wave.drawn_until or first, delivered_at__lt=min(at, last), customer__isnull=False)
    seen = list(rows.select_related("thread", "customer").order_by("delivered_at", "pk")[:BATCH])
    asked = sum(_draw_one(wave, visit, by, at) for visit in seen)
    if seen:
        last_seen = seen[-1].delivered_at
        assert last_seen is not None
        Wave.objects.filter(pk=wave.pk).update(drawn_until=last_seen + timedelta(microseconds=1))
    return asked


def _draw_one(wave: Wave, visit: Visit, by: Actor, at: datetime) -> int:
    """Each customer is asked once in a wave of the quarter, whatever number of visits they had."""
    if Invitation.objects.filter(wave=wave, customer_id=visit.customer_id).exists():
        return 0
    with new_story(by=by, at=at, right="surveys.take", thread=visit.thread) as act:
        assert visit.customer is not None
        return int(invitations.ask(act, wave, visit.customer, visit, f"visit:{visit.pk}") is not None)


def to_send(at: datetime) -> models.QuerySet[Invitation]:
    """Links that are to go out now, for the first time or as the one reminder; the longest waiting first."""
    due = Q(state=Invitation.State.WAITING, send_at__lte=at)
    reminding = Wave.objects.filter(state=Wave.State.OPEN, remind_after_days__gt=0).values_list("pk", "remind_after_days")
    for wave_id, days in reminding:
        due |= Q(
            wave_id=wave_id,
            state__in=(Invitation.State.SENT, Invitation.State.OPENED),
            reminded_at=None,
            sent_at__lte=at - timedelta(days=days),
        )
    return Invitation.objects.filter(due, expires_at__gt=at, wave__state=Wave.State.OPEN).order_by("send_at", "pk")


def send_by_mail(site: Site, at: datetime) -> int:
    """Send what is due by e-mail, if the centre has a mail server and its public address is known; how many went."""
    if not (settings.PUBLIC_URL and settings.SENDS_MAIL):
        return 0
    rows = to_send(at).filter(channel="email").exclude(customer__email="").select_related("customer", "wave__version")
    sent = 0
    for invitation in rows[:BATCH]:
        subject, text = message(invitation, settings.PUBLIC_URL.rstrip("/") + links.url_of(invitation), site)
        if send_mail(subject, text, None, [invitation.customer.email], fail_silently=True):
            invitations.mark_sent(invitation_id=invitation.pk, channel="email", by=system(site_id=site.pk), at=at)
            sent += 1
    return sent


def message(invitation: Invitation, url: str, site: Site) -> tuple[str, str]:
    """(subject, text) in the customer's language."""
    language = invitation.customer.language or site.language
    with translation.override(language):
        subject = f"{site.name}: {asking.said(invitation.wave.version.titles, language)}"
        text = _("Dear {name},\nhow was your visit? A few taps are enough: {url}\nThank you. {site}")
        return subject, text.format(name=invitation.customer.name, url=url, site=site.name)


def end_links(at: datetime) -> int:
    """Mark links whose time is over; how many."""
    return Invitation.objects.filter(in_states(invitations.RUNNING), expires_at__lte=at).update(state=Invitation.State.EXPIRED)
