"""Asking people: by a wave's trigger, drawn by hash, nobody too often; sent, reminded, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.events.services import Act, new_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import LARGEST, asked, record, records
from yinuo.core.workflow.services import LostMove
from yinuo.information.customers.models import Consent, Customer
from yinuo.information.encounters import services as encounters
from yinuo.operations.visits.models import Visit

from .. import rules
from ..models import Invitation, Response, Wave

RUNNING = (Invitation.State.WAITING, Invitation.State.SENT, Invitation.State.OPENED)


class AskedLately(DomainError):
    sentence = _("This customer was asked not long ago, or does not want to be asked. Nobody is asked too often.")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(seed: str) -> str:
    """The token of a link: known to who holds the program's secret and the seed; the database alone does not give it away."""
    return salted_hmac("surveys.invitation", seed, algorithm="sha256").hexdigest()[:40]


def invite(act: Act, *, trigger: str, customer: Customer | None, visit: Visit | None = None, reference: str = "") -> list[Invitation]:
    """As part of an act: ask a customer in each open wave of this trigger that draws them. Who may not be asked is passed over.

    `reference` says about what ("complaint:3"); the same is asked about once in a wave.
    """
    return [] if customer is None else invite_into(act, waves_of(trigger, act.at), customer, visit, reference)


def waves_of(trigger: str, at: datetime) -> list[Wave]:
    """The open waves of this trigger that ask today."""
    today = timezone.localdate(at, current_site().zone)
    return [wave for wave in records(Wave, trigger=str(trigger), state="open") if wave.starts_on <= today <= wave.ends_on]


def invite_into(act: Act, waves: list[Wave], customer: Customer, visit: Visit | None, reference: str = "") -> list[Invitation]:
    """As `invite`, into waves that are known."""
    reference = reference or (f"visit:{visit.pk}" if visit else "")
    return [made for wave in waves if (made := ask(act, wave, customer, visit, reference)) is not None]


def lot(wave: Wave, customer: Customer, reference: str) -> str:
    """What decides by its hash whether this customer is drawn."""
    return f"{wave.site_id}:{wave.pk}:{customer.pk}:{reference}"


def ask(
    act: Act, wave: Wave, customer: Customer, visit: Visit | None, reference: str, *, send_at: datetime | None = None
) -> Invitation | None:
    """Ask this customer in this wave, if they are drawn, may be asked and were not asked about the same yet.

    `send_at`: where the wave's delay is over already.
    """
    if not rules.drawn(lot(wave, customer, reference), wave.share) or full(wave) or not may_be_asked(customer, wave, act.at):
        return None
    known = record(Invitation, "wave", wave=wave, customer=customer, reference=reference)
    if known is not None:
        return _once_more(known, act)
    columns = columns_of(wave, customer, visit, reference, act.by, act.at)
    if send_at is not None:
        columns |= {"send_at": send_at, "expires_at": send_at + timedelta(days=wave.link_days)}
    made = Invitation.objects.create(**columns)
    act.record("survey.invited", made, wave=wave.pk, trigger=wave.trigger, channel=made.channel, send_at=made.send_at.isoformat())
    return made


def _once_more(known: Invitation, act: Act) -> Invitation | None:
    """What was taken back before it was sent is to be sent after all; anything else stays as it is."""
    if known.state != Invitation.State.CANCELLED or known.sent_at is not None:
        return None
    send_at = act.at + timedelta(hours=known.wave.delay_hours)
    _write(known, act, state=Invitation.State.WAITING, send_at=send_at, expires_at=send_at + timedelta(days=known.wave.link_days))
    return known


def columns_of(wave: Wave, customer: Customer, visit: Visit | None, reference: str, by: Actor, at: datetime) -> dict[str, Any]:
    """A new invitation's columns."""
    seed, send_at = secrets.token_hex(16), at + timedelta(hours=wave.delay_hours)
    return {
        "site_id": wave.site_id, "wave": wave, "customer": customer, "visit": visit, "advisor_id": visit.advisor_id if visit else None,
        "reference": reference, "channel": customer.preferred_channel, "seed": seed, "token_hash": hash_of(token_of(seed)),
        "send_at": send_at, "expires_at": send_at + timedelta(days=wave.link_days), **stamps(by, at),
    }  # fmt: skip


def full(wave: Wave) -> bool:
    """Whether the wave has all the answers that it wants."""
    return wave.quota is not None and Response.objects.filter(wave=wave, completed_at__isnull=False).count() >= wave.quota


def may_be_asked(customer: Customer, wave: Wave, at: datetime, *, besides: Invitation | None = None) -> bool:
    """Not asked in the last days by any wave, and not unwilling."""
    since = at - timedelta(days=wave.quarantine_days)
    if wave.quarantine_days and _lately(customer=customer.pk, since=since, before=besides.pk if besides is not None else LARGEST - 1):
        return False
    said = record(Consent, customer=customer, purpose=Consent.Purpose.SURVEY.value, order_by=("-pk",))
    return said is None or said.given


@asked(Invitation)
def _lately(rows: QuerySet, customer: Any, since: Any, before: Any) -> QuerySet:
    """Invitations of this customer after `since`, made before that with the key `before`."""
    rows = rows.filter(customer=customer, created_at__gt=since, pk__lt=before).exclude(state=Invitation.State.CANCELLED.value)
    return rows.order_by().values_list("pk", flat=True)[:1]


def invite_by_hand(*, wave_id: int, customer_id: int, by: Actor, at: datetime, visit_id: int | None = None) -> Invitation:
    """Ask one customer now. Raises AskedLately, NotHere; asked before in this wave, it is the same invitation."""
    wave = Wave.objects.filter(pk=wave_id, state=Wave.State.OPEN).first()
    customer = Customer.objects.select_related("thread").filter(pk=customer_id).first()
    visit = Visit.objects.select_related("thread").filter(pk=visit_id, customer_id=customer_id).first() if visit_id else None
    if wave is None or customer is None or (visit_id and visit is None):
        raise NotHere
    with new_story(by=by, at=at, right="surveys.take", thread=visit.thread if visit else customer.thread) as act:
        reference = f"visit:{visit.pk}" if visit else ""
        known = Invitation.objects.filter(wave=wave, customer=customer, reference=reference).first()
        if known is not None:
            return known
        if full(wave) or not may_be_asked(customer, wave, at):
            raise AskedLately
        made = Invitation.objects.create(**columns_of(wave, customer, visit, reference, by, at) | {"send_at": at})
        act.record("survey.invited", made, wave=wave.pk, trigger=wave.trigger, channel=made.channel, send_at=at.isoformat())
    return made


def mark_sent(*, invitation_id: int, channel: str, by: Actor, at: datetime) -> Invitation:
    """The link went to the customer; or, when it had gone before, a reminder did. It is a contact with them."""
    with story_of(invitation_id, by=by, at=at, right="surveys.take") as act:
        invitation = act.subject
        again = invitation.state != Invitation.State.WAITING
        if invitation.state not in RUNNING:
            raise LostMove
        changes: dict[str, Any] = {"reminded_at": at} if again else {"state": Invitation.State.SENT, "sent_at": at}
        _write(invitation, act, channel=channel, **changes)
        encounters.record(act, customer_id=invitation.customer_id, channel=channel, about="survey", text="")
        act.record("survey.reminded" if again else "survey.sent", invitation, wave=invitation.wave_id, channel=channel)
    return invitation


def opened(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """The link was opened for the first time; of an anonymous wave nobody keeps that."""
    with story_of(invitation_id, by=by, at=at, right="surveys.answer") as act:
        invitation = act.subject
        if invitation.opened_at is None and not invitation.wave.anonymous:
            _write(invitation, act, state=Invitation.State.OPENED, opened_at=at)
            act.record("survey.opened", invitation, wave=invitation.wave_id)


@contextmanager
def story_of(invitation_id: int, *, by: Actor, at: datetime, right: str) -> Iterator[Act]:
    """An act on an invitation, in the story of its visit, else of its customer."""
    rows = Invitation.objects.filter(pk=invitation_id)
    found = rows.select_related("visit__thread", "customer__thread").first()
    if found is None:
        raise NotHere
    with new_story(by=by, at=at, right=right, thread=found.visit.thread if found.visit else found.customer.thread) as act:
        act.subject = rows.select_related("wave").select_for_update(of=("self",)).get()
        yield act


def _write(invitation: Invitation, act: Act, **changes: Any) -> None:
    for name, value in (changes | change_stamps(act.by, act.at)).items():
        setattr(invitation, name, value)
    invitation.save(update_fields=[*changes, "changed_at", "changed_by"])
