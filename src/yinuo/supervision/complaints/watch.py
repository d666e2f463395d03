"""Tells who is above when a complaint's clock has run out, exactly once for each step and level."""

from __future__ import annotations

from datetime import datetime

from yinuo.core.access.actor import system
from yinuo.core.errors import NotHere
from yinuo.core.events.services import story
from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.workflow.services import IllegalMove, LostMove, swap

from . import rules, times
from .models import STILL_OPEN, Complaint
from .services.common import hours

MOST_AT_ONCE = 200


def watch(at: datetime) -> int:
    """Look at the open complaints of every site; how many were escalated. Two watchers at once say nothing twice."""
    return at_each_site(watch_site, at)


def watch_site(site: Site, at: datetime) -> int:
    """At the scoped site."""
    due = Complaint.objects.filter(STILL_OPEN, escalates_at__lte=at).order_by("escalates_at").values_list("pk", flat=True)
    return sum(_look(site, pk, at) for pk in list(due[:MOST_AT_ONCE]))


def _look(site: Site, complaint_id: int, at: datetime) -> int:
    try:
        with story(Complaint, complaint_id, by=system(site_id=site.pk), at=at, right="complaints.write") as act:
            complaint = act.subject
            if not complaint.is_open or complaint.escalates_at is None or complaint.escalates_at > at:
                return 0
            level = complaint.escalation + 1
            held = times.of(complaint)
            following = rules.escalates_at(hours(at), due_at=complaint.due_at, severity=complaint.severity, level=level, times=held)
            before = {"escalation": complaint.escalation, "escalates_at": complaint.escalates_at, "state": complaint.state}
            swap(complaint, act=act, expect=before, escalation=level, escalates_at=following)
            act.record(
                "complaint.escalated", complaint, level=level, step=complaint.state, severity=complaint.severity, owner=complaint.owner_id
            )
            return 1
    except (LostMove, IllegalMove, NotHere):
        return 0
