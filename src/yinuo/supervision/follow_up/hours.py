"""The best hour to call: worked out in the background for calls that are due, from who was reached when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour

from yinuo.core.sites.models import Site
from yinuo.information.encounters.models import Encounter

from . import rules
from .models import DueCall, HourProfile
from .rules import Tried

NO_HOUR = 0  # none is better than the others
SITE_DAYS, OWN_DAYS = 180, 730
NIGHTLY = timedelta(hours=20)
BATCH, ROUNDS = 300, 10
CALLS = Q(channel="phone", direction="out") & ~Q(outcome="")
REACHED = ~Q(outcome="not_reached")


def prepare(site: Site, at: datetime) -> int:
    """The site's hours once a night, and the best hour of each due call that has none; how many got one."""
    profile = HourProfile.objects.first()
    if profile is None or at - profile.prepared_at > NIGHTLY:
        profile = _make(site, at)
    hours, done = read(profile), 0
    for _round in range(ROUNDS):
        made = _work_out(hours, at)
        done += made
        if made < BATCH:
            break
    return done


def _make(site: Site, at: datetime) -> HourProfile:
    rows = Encounter.objects.filter(CALLS, happened_at__gte=at - timedelta(days=SITE_DAYS), happened_at__lte=at).order_by()
    counted = (
        rows.annotate(hour=ExtractHour("happened_at")).values_list("hour").annotate(n=Count("pk"), reached=Count("pk", filter=REACHED))
    )
    hours = {str(hour): [n, reached] for hour, n, reached in counted}
    return HourProfile.objects.update_or_create(site_id=site.pk, defaults={"hours": hours, "prepared_at": at})[0]


def read(profile: HourProfile) -> dict[int, Tried]:
    return {int(hour): Tried(n, reached) for hour, (n, reached) in profile.hours.items()}


def _work_out(site: Mapping[int, Tried], at: datetime) -> int:
    """Of one batch. Three queries."""
    rows = DueCall.objects.filter(state=DueCall.State.DUE, best_from=None).select_related("visit__customer").order_by("due_on", "id")
    calls = list(rows[:BATCH])
    own = _own({call.visit.customer_id for call in calls if call.visit.customer_id}, at)
    for call in calls:
        customer = call.visit.customer
        stated = rules.stated_hour(customer.preferred_hour) if customer else None
        best = rules.best_hour(own.get(customer.pk, {}) if customer else {}, site)
        found = (best.start, best.own) if best.tells else (NO_HOUR, 0)
        call.best_from, call.best_tries = found if stated is None else (stated, 0)
    DueCall.objects.bulk_update(calls, ["best_from", "best_tries"])
    return len(calls)


def _own(customers: Collection[int], at: datetime) -> Mapping[int, Mapping[int, Tried]]:
    """{customer: {hour: calls}} along the customers' index."""
    rows = Encounter.objects.filter(CALLS, customer_id__in=customers, happened_at__gte=at - timedelta(days=OWN_DAYS)).order_by()
    counted: Iterable = (
        rows.annotate(hour=ExtractHour("happened_at"))
        .values_list("customer", "hour")
        .annotate(n=Count("pk"), reached=Count("pk", filter=REACHED))
    )
    found: dict[int, dict[int, Tried]] = defaultdict(dict)
    for customer, hour, n, reached in counted:
        found[customer][hour] = Tried(n, reached)
    return found
