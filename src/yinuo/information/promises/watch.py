"""The one watcher: says once that a promise is at risk, and once that it is broken."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from yinuo.core.access.actor import system
from yinuo.core.errors import NotHere
from yinuo.core.events.services import story
from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.workflow.services import IllegalMove, LostMove, move

from . import rules
from .models import Promise
from .services import raise_if_at_risk

MOST_AT_ONCE = 500


def watch(at: datetime) -> int:
    """Look at the open promises of every site; gives how many were found at risk or broken. Two watchers at once say nothing twice."""
    return at_each_site(watch_site, at)


def watch_site(site: Site, at: datetime) -> int:
    """At the scoped site."""
    return sum(_look(site, promise_id, at) for promise_id in _worth_a_look(at))


def _worth_a_look(at: datetime) -> list[int]:
    """Open promises that are overdue, or may be at risk and were not called so yet; the most urgent first."""
    at_risk = Q(at_risk_at=None) & (Q(due_at__lte=at + rules.AT_RISK_MARGIN) | Q(expected_at__gt=F("due_at")))
    rows = Promise.objects.filter(Q(due_at__lt=at) | at_risk, state="open").exclude(kind__in=rules.NOT_BY_CLOCK)
    rows = rows.exclude(kind__in=rules.WAITS_FOR_CUSTOMER, expected_at=None)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _look(site: Site, promise_id: int, at: datetime) -> int:
    try:
        with story(Promise, promise_id, by=system(site_id=site.pk), at=at, right="promises.write") as act:
            promise = act.subject
            if promise.state != "open" or not rules.runs(promise.kind, expected_at=promise.expected_at):
                return 0
            if promise.due_at < at:
                move(promise, "break", act=act, changes={"ended_at": at}, kind=promise.kind, late=True)
                return 1
            return int(raise_if_at_risk(act, promise))
    except (LostMove, IllegalMove, NotHere):
        return 0
