"""The teams' months are made in the background: the running month often, the months before it each night."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from . import sums
from .models import Team, TeamMonth

MONTHS = 13
NIGHTLY = timedelta(hours=20)


@periodic("elements.prepare", every_seconds=600)
def prepare(at: datetime) -> None:
    at_each_site(lambda site, at: len(prepare_site(at=at, today=timezone.localdate(at, site.zone))), at)


def prepare_site(*, at: datetime, today: date) -> list[date]:
    """The months of the scoped site that were made: the running one, those not made for all teams, those made long ago."""
    teams = Team.objects.count()
    if not teams:
        return []
    made: dict[date, list[datetime]] = {}
    for month, prepared in TeamMonth.objects.values_list("month", "prepared_at"):
        made.setdefault(month, []).append(prepared)
    month, done = today.replace(day=1), []
    for back in range(MONTHS):
        known = made.get(month, [])
        if not back or len(known) < teams or at - min(known) > NIGHTLY:
            sums.prepare(month, at=at)
            done.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return done
