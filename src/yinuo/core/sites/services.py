"""What is set about a site, and the numbers it gives out in order: tickets, orders, invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from yinuo.core.access.actor import Actor
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story

from .models import Site


def next_number(*, site: Site | int, series: str) -> int:
    """Give out the next number of `series`, without gaps within committed work. Call it inside a transaction, late: it holds the row."""
    site_id = site if isinstance(site, int) else site.pk
    assert transaction.get_connection().in_atomic_block
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "INSERT INTO sites_numberseries (site_id, series, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (site_id, series) DO UPDATE SET last = sites_numberseries.last + 1 RETURNING last",
            [site_id, series],
        )
        return cursor.fetchone()[0]


def change_site(*, by: Actor, at: datetime, **changes: Any) -> Site:
    """Change what is set about the actor's site; the event keeps what was before. Right: setup.write."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        site = Site.objects.select_for_update().get(pk=by.site_id)
        before = {name: getattr(site, name) for name, value in changes.items() if getattr(site, name) != value}
        if before:
            for name in before:
                setattr(site, name, changes[name])
            site.save(update_fields=list(before))
            act.record("site.changed", site, before=before, after={name: changes[name] for name in before})
    return site


def put_set_up_aside(*, steps: Iterable[str], by: Actor, at: datetime) -> None:
    """These steps of the set-up are left for later, together."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        site = Site.objects.select_for_update().get(pk=by.site_id)
        site.set_up = {**site.set_up, **dict.fromkeys(steps, "later")}
        site.save(update_fields=["set_up"])
        for step in steps:
            act.record("site.set_up", site, step=step, state="later")


def mark_set_up(*, step: str, state: str, by: Actor, at: datetime) -> None:
    """A step of the set-up is done, or left for later."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        site = Site.objects.select_for_update().get(pk=by.site_id)
        if site.set_up.get(step) != state:
            site.set_up = {**site.set_up, step: state}
            site.save(update_fields=["set_up"])
            act.record("site.set_up", site, step=step, state=state)
