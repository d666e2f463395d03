"""The sums of the gaps are made in the background: the running month often, the months before it each night."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic
from yinuo.supervision.satisfaction.rules.periods import month_back

from . import sums
from .models import GapSum

MONTHS = 36
NIGHTLY = timedelta(hours=20)


@periodic("gaps.prepare", every_seconds=600)
def prepare(at: datetime) -> None:
    """Of every site: the running month; a month not yet made; and a month of the last three years made long ago."""
    at_each_site(lambda site, at: len(prepare_site(at=at, today=timezone.localdate(at, site.zone))), at)


def prepare_site(*, at: datetime, today: date) -> list[date]:
    """The months of the scoped site that were made."""
    month, done = sums.first_of(today), []
    made = dict(GapSum.objects.filter(month__gte=month_back(month, MONTHS - 1)).values_list("month", "prepared_at"))
    for _back in range(MONTHS):
        running = month == sums.first_of(today)
        if running or month not in made or at - made[month] > NIGHTLY:
            sums.prepare(month, at=at)
            done.append(month)
        month = sums.first_of(month - timedelta(days=1))
    return done
