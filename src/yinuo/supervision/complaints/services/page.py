"""The customer's own page of a complaint: an unguessable link that ends, kept as a hash; what they write there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.models import Thread
from yinuo.core.events.services import new_story, story
from yinuo.core.workflow.services import swap
from yinuo.operations.visits.models import Visit

from ..models import Complaint
from .common import IsMerged, alive, say, wanted
from .opening import NO_WORDS, receive
from .steps import open_again, take_word

RIGHT = "complaints.public"
LINK_LIVES = timedelta(days=90)
MOST_UNANSWERED = 20


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_for(key: str, text: str) -> str:
    """The token of what is told under an act's key: the same form sent again leads to the same page, and only its hash need be kept."""
    if not key:
        return secrets.token_urlsafe(32)
    return salted_hmac("complaints.link", f"{key}\n{text}", algorithm="sha256").hexdigest()


def tell_us(*, text: str, wants: str, by: Actor, at: datetime, visit_id: int | None = None, **who: Any) -> tuple[Complaint, str]:
    """The customer complains by themselves; (the complaint, the token of its link). `who`: contact_name, contact_phone, plate."""
    text = wanted(text, NO_WORDS, most=10_000)
    way_in = "phone_page" if visit_id else "web"
    token = token_for(by.key, text)
    told = {"text": text, "wants": wants, "way_in": way_in, "token_hash": hash_of(token), "link_expires_at": at + LINK_LIVES, **who}
    if visit_id is not None:
        with story(Visit, visit_id, by=by, at=at, right=RIGHT) as act:
            complaint = receive(act, visit=act.subject, **told)
    else:
        with new_story(by=by, at=at, right=RIGHT, kind=Thread.CUSTOMER) as act:
            complaint = receive(act, **told)
    return complaint, token


def new_link(*, complaint_id: int, by: Actor, at: datetime) -> tuple[Complaint, str]:
    """Another link for the customer, with a new life; the earlier one ends."""
    token = secrets.token_urlsafe(32)
    with story(Complaint, complaint_id, by=by, at=at, right="complaints.write") as act:
        complaint = act.subject
        if complaint.merged_into_id is not None:
            raise IsMerged
        swap(complaint, act=act, expect={"token_hash": complaint.token_hash}, token_hash=hash_of(token), link_expires_at=at + LINK_LIVES)
        act.record("complaint.link_made", complaint)
    return complaint, token


def write(*, complaint_id: int, text: str, by: Actor, at: datetime) -> Complaint:
    """The customer writes on their page; it waits for an answer on the case."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint)
        if complaint.said.filter(answered=False).count() >= MOST_UNANSWERED:
            raise Invalid(_("We have your messages and will answer. If it is urgent, please ring us."))
        say(
            act,
            complaint,
            text=wanted(text, _("Write what you want to tell us."), most=4000),
            channel="page",
            direction="in",
            answered=False,
        )
        act.record("complaint.customer_wrote", complaint)
    return complaint


def give_word(*, complaint_id: int, word: str, text: str, by: Actor, at: datetime) -> Complaint:
    """The customer says on their page whether it is settled; whoever is not satisfied with a closed complaint opens it again."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        if complaint.state == Complaint.State.CLOSED and word == Complaint.Word.NOT_SATISFIED:
            return open_again(act, complaint, reason=text.strip() or str(_("The customer is not satisfied with how it was settled.")))
        return take_word(act, complaint, word=word, text=text[:4000], channel="page")
