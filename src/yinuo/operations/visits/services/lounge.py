"""The host's round through lounge and hall, and the word to whoever will wait longer than was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.services import site_story, story
from yinuo.core.sites.models import stamps
from yinuo.information.encounters import services as encounters

from .. import rules
from ..models import LoungeCheck, Visit
from .common import fitting, still_open


def lounge_check(*, items: Mapping[str, bool], note: str = "", by: Actor, at: datetime) -> LoungeCheck:
    """One round: each item of the checklist in order or not; what is not in order is kept with the note."""
    seen = {item: bool(items[item]) for item in rules.LOUNGE_ITEMS if item in items}
    if not seen:
        raise Invalid
    texts = fitting(LoungeCheck, note=note)
    with site_story(purpose="lounge", by=by, at=at, right="lounge.write") as act:
        check = LoungeCheck.objects.create(site_id=by.site_id, items=seen, **texts, **stamps(by, at))
        act.record("lounge.checked", check, amiss=[item for item, fine in seen.items() if not fine])
    return check


def explain_delay(*, visit_id: int, text: str = "", by: Actor, at: datetime) -> Visit:
    """The customer who waits here was told that it takes longer, face to face, before having to ask."""
    with story(Visit, visit_id, by=by, at=at, right="lounge.write") as act:
        visit = still_open(act.subject)
        encounters.record(act, customer_id=visit.customer_id, channel="face", about="ready_time", outcome="done", text=text)
        act.record("lounge.delay_explained", promised_at=visit.promised_ready_at and visit.promised_ready_at.isoformat())
    return visit
