"""What the background work does for satisfaction: counting answers as they come, and the studies that take longer."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scopes_disabled

from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from . import scoring, studies
from .models import Scored, ToScore

ROUNDS = 50  # batches for one site in one turn: others wait too


@periodic("satisfaction.score", every_seconds=2)
def score(at: datetime) -> None:
    with scopes_disabled():
        sites = list(Site.objects.filter(pk__in=ToScore.objects.values("site_id")))
    at_each_site(_score, at, sites)


def _score(site: Site, at: datetime) -> None:
    for _round in range(ROUNDS):
        if not scoring.score_waiting(site):
            break


@periodic("satisfaction.studies", every_seconds=120)
def study(at: datetime) -> None:
    with scopes_disabled():
        sites = list(Site.objects.filter(pk__in=Scored.objects.values("site_id")))
    at_each_site(lambda site, at: len(studies.refresh(site, at=at)), at, sites)


@periodic("satisfaction.spans", every_seconds=120)
def spans(at: datetime) -> None:
    with scopes_disabled():
        sites = list(Site.objects.filter(pk__in=Scored.objects.values("site_id")))
    at_each_site(lambda site, at: len(studies.refresh_spans(site, at=at)), at, sites)
