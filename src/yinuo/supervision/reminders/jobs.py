"""Reminders that no act has made: of vehicles that were imported, and after the site's own pace was changed."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from yinuo.core.access.actor import system
from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from . import reckoning

ROUNDS = 20  # batches of a site in one turn


def prepare(site: Site, at: datetime) -> int:
    by, done = system(site_id=site.pk), 0
    for make in (reckoning.fill, reckoning.with_new_default):
        for _round in range(ROUNDS):
            made = make(by, at)
            done += made
            if made < reckoning.BATCH:
                break
    return done


periodic("reminders.prepare", every_seconds=600)(partial(at_each_site, prepare))
