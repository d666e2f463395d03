"""What the background work does for topics. A site is taken up whole when it is met for the first time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django_scopes import scopes_disabled

from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from . import grouping, intake
from .models import Round, Text, ToRead

PORTIONS = 40  # for one site in one turn: others wait too


@periodic("topics.round", every_seconds=60)
def topics_round(at: datetime) -> None:
    with scopes_disabled():
        waiting = set(ToRead.objects.values_list("site_id", flat=True).distinct())
        waiting |= set(Round.objects.exclude(acts=F("learnt")).values_list("site_id", flat=True))
        waiting |= set(Text.objects.filter(placed="waiting").values_list("site_id", flat=True).distinct())
        met = set(Round.objects.values_list("site_id", flat=True))
        sites = [site for site in Site.objects.order_by("pk") if site.pk in waiting or site.pk not in met]
    at_each_site(_at_site, at, sites)


def _at_site(site: Site, at: datetime) -> int:
    for _portion in range(PORTIONS):
        if not intake.take_waiting(site):
            break
    if not Round.objects.exists():
        grouping.rebuild(site, at)
    return grouping.go_round(site, at)
