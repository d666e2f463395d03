"""Some days after a recovery its customer is asked whether it held: in the open waves with that trigger, once about each, when the quarantine lets it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from yinuo.core.access.actor import Actor, system
from yinuo.core.events.models import Thread
from yinuo.core.events.services import new_story
from yinuo.core.sites.models import Site
from yinuo.information.customers.models import Customer
from yinuo.operations.orders.models import Order
from yinuo.operations.visits.models import Visit
from yinuo.supervision.surveys import rules as survey_rules
from yinuo.supervision.surveys.models import Invitation, Wave
from yinuo.supervision.surveys.services import invitations

from ..models import Complaint

RECOVERED = (Complaint.Word.SATISFIED, Complaint.Word.PARTLY)
GRACE = timedelta(days=7)
MOST_AT_ONCE = 200


class Recovered(NamedTuple):
    """What was put right, when, for whom; `reference` is what the customer is asked about."""

    at: datetime
    reference: str
    customer: Customer
    visit: Visit | None

    @property
    def thread(self) -> Thread:
        return self.visit.thread if self.visit else self.customer.thread


def ask_recovered(site: Site, at: datetime) -> int:
    """One round at the scoped site; how many were asked."""
    today, by = timezone.localdate(at, site.zone), system(site_id=site.pk)
    waves = Wave.objects.filter(trigger=Wave.Trigger.RECOVERY, state=Wave.State.OPEN, starts_on__lte=today, ends_on__gte=today)
    return sum(_ask_in(wave, by, at) for wave in waves)


def _ask_in(wave: Wave, by: Actor, at: datetime) -> int:
    """Ask in this wave about what was put right its delay ago, or longer while the customer was in quarantine."""
    until = at - timedelta(hours=wave.delay_hours)
    since = until - timedelta(days=wave.quarantine_days) - GRACE
    found = sorted([*_complaints(wave, since, until, at), *_comebacks(wave, since, until, at)], key=lambda one: (one.at, one.reference))
    known = set(Invitation.objects.filter(wave=wave, created_at__gte=since).values_list("reference", flat=True))
    drawn = [one for one in found if one.reference not in known and _drawn(wave, one)]
    return sum(_ask(wave, one, by, at) for one in drawn[:MOST_AT_ONCE])


def _drawn(wave: Wave, one: Recovered) -> bool:
    return survey_rules.drawn(invitations.lot(wave, one.customer, one.reference), wave.share)


def _ask(wave: Wave, one: Recovered, by: Actor, at: datetime) -> int:
    with new_story(by=by, at=at, right="surveys.take", thread=one.thread) as act:
        return int(invitations.ask(act, wave, one.customer, one.visit, one.reference, send_at=at) is not None)


def _complaints(wave: Wave, since: datetime, until: datetime, at: datetime) -> Iterable[Recovered]:
    """Closed with the customer's word that it was put right, and not open again since."""
    rows = Complaint.objects.filter(
        state=Complaint.State.CLOSED,
        merged_into=None,
        word__in=RECOVERED,
        closed_at__gte=since,
        closed_at__lte=until,
        customer__isnull=False,
    )
    for row in _not_lately(rows, "customer", wave, at).select_related("customer__thread", "visit__thread"):
        assert row.closed_at is not None and row.customer is not None
        yield Recovered(row.closed_at, f"complaint:{row.pk}", row.customer, row.visit)


def _comebacks(wave: Wave, since: datetime, until: datetime, at: datetime) -> Iterable[Recovered]:
    """Cars that were back for the same fault and went home again; one about which there is a complaint is asked about by that."""
    rows = Order.objects.filter(comeback_of__isnull=False, visit__delivered_at__gte=since, visit__delivered_at__lte=until)
    rows = rows.filter(visit__customer__isnull=False).exclude(Exists(Complaint.objects.filter(visit=OuterRef("visit"))))
    for row in _not_lately(rows, "visit__customer", wave, at).select_related("visit__customer__thread", "visit__thread"):
        assert row.visit.delivered_at is not None and row.visit.customer is not None
        yield Recovered(row.visit.delivered_at, f"visit:{row.visit_id}", row.visit.customer, row.visit)


def _not_lately(rows: QuerySet[Any], customer: str, wave: Wave, at: datetime) -> QuerySet[Any]:
    """Without those whose customer is in quarantine still: they are looked at again in the next round."""
    if not wave.quarantine_days:
        return rows
    lately = Invitation.objects.filter(customer=OuterRef(customer), created_at__gt=at - timedelta(days=wave.quarantine_days))
    return rows.exclude(Exists(lately.exclude(state=Invitation.State.CANCELLED)))
