"""What the background work does at every site in turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled

from .models import Site

logger = logging.getLogger("yinuo.work")


def at_each_site(do: Callable[[Site, datetime], int | None], at: datetime, sites: Iterable[Site] | None = None) -> int:
    """Do something at each site (or at `sites`), in its scope, zone and language; gives the sum of what was done.

    Trouble at one is logged and keeps no other waiting; the last one is raised at the end, so that the job counts as failed.
    """
    with scopes_disabled():
        found = list(Site.objects.order_by("pk") if sites is None else sites)
    done, trouble = 0, None
    for site in found:
        try:
            with scope(site=site), timezone.override(site.zone), translation.override(site.language):
                done += do(site, at) or 0
        except Exception as problem:
            logger.exception("%s at %s", getattr(do, "__qualname__", do), site.code)
            trouble = problem
    if trouble is not None:
        raise trouble
    return done
