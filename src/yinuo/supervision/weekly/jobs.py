"""On Monday morning the report of the week before is made, at each site; then it goes out."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from yinuo.core.access.actor import system
from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic
from yinuo.supervision.follow_up.models import DueCall

from . import post, rules, services
from .models import WeeklyReport


def make_due(site: Site, at: datetime) -> int:
    """The report of the newest week that is over, unless it was made or no call has ever been due; a worker that stood still makes it late, once."""
    week = rules.last_over(timezone.localtime(at))
    if WeeklyReport.objects.filter(week=week.monday).exists() or not DueCall.objects.filter(due_on__lte=week.sunday).exists():
        return 0
    return int(services.make(week, by=system(site_id=site.pk), at=at) is not None)


periodic("weekly.make", every_seconds=300)(partial(at_each_site, make_due))
periodic("weekly.send", every_seconds=60)(partial(at_each_site, post.send_waiting))
