"""The standards in force at a site, kept in the process: every act is judged by them, so they must cost no query."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django_scopes import scopes_disabled

from yinuo.core.sites.models import Site

from .models import Standard
from .rules import BY_CODE, Rule
from .verdicts import Case, Facts

FRESH_SECONDS = 5.0  # another process may have written a new version


class Version(NamedTuple):
    id: int
    limit: int | None
    early: int | None
    amber_percent: int
    active: bool
    valid_from: datetime | None
    version: int


@dataclass(frozen=True)
class Book:
    """All versions of one site's standards, the newest first."""

    site_id: int
    zone: ZoneInfo
    versions: dict[str, tuple[Version, ...]]
    read_at: float

    def in_force(self, code: str, moment: datetime | None) -> Version | None:
        """The version valid at `moment` (None: the first); None when there is none or it is switched off."""
        found = None
        for version in self.versions.get(code, ()):
            found = version
            if version.valid_from is None or (moment is not None and version.valid_from <= moment):
                break
        return found if found and found.active else None

    def of_story(self, rule: Rule, facts: Facts) -> Version | None:
        """The version by which the story is judged: that at booking for booking standards, that at arrival for the others."""
        versions = self.versions.get(rule.code, ())
        if len(versions) == 1:
            return versions[0] if versions[0].active else None
        return self.in_force(rule.code, begun_at(facts, of_booking=rule.of_booking))

    def case(self, version: Version, facts: Facts) -> Case:
        return Case(facts, version.limit, version.early, self.zone)


def begun_at(facts: Facts, *, of_booking: bool) -> datetime | None:
    names = ("appointment.booked", "visit.arrived") if of_booking else ("visit.arrived", "appointment.booked")
    for name in names:
        if name in facts:
            return datetime.fromisoformat(facts[name]["first"])
    return None


_books: dict[int, Book] = {}


def book_of(site_id: int) -> Book:
    """The site's standards; the defaults are put in when it has none yet. No query while fresh."""
    book = _books.get(site_id)
    if book is None or time.monotonic() - book.read_at > FRESH_SECONDS:
        book = _read(site_id)
    return book


def forget(site_id: int | None = None) -> None:
    """Read again at the next act (all sites when None)."""
    if site_id is None:
        _books.clear()
    else:
        _books.pop(site_id, None)


def _read(site_id: int) -> Book:
    rows = _rows(site_id)
    if not rows:
        from .defaults import install

        install(site_id=site_id)
        book = _bind(site_id, _rows(site_id))
        transaction.on_commit(lambda: _books.__setitem__(site_id, book))
        return book
    _books[site_id] = book = _bind(site_id, rows)
    return book


def _rows(site_id: int) -> list[tuple]:
    with scopes_disabled():
        return list(
            Standard.objects.filter(site_id=site_id)
            .order_by("code", "-version")
            .values_list("code", "id", "limit", "early", "amber_percent", "active", "valid_from", "version", "site__timezone")
        )


def _bind(site_id: int, rows: list[tuple]) -> Book:
    versions: dict[str, list[Version]] = {}
    for code, *columns, _zone in rows:
        if code in BY_CODE:
            versions.setdefault(code, []).append(Version(*columns))
    zone = rows[0][-1] if rows else Site.objects.values_list("timezone", flat=True).get(pk=site_id)
    return Book(site_id, ZoneInfo(zone), {code: tuple(group) for code, group in versions.items()}, time.monotonic())
