"""The centre's hours and places, as others ask for them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time

from yinuo.core.clock.rules import Calendar, Span
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import records

from .models import Bay, CalendarDay, OpeningHours, Zone


def calendar(*, since: date | None = None) -> Calendar:
    """Business hours of the scoped site, with its exceptions (from `since` on, where given). Two queries."""
    weekdays: dict[int, list[Span]] = defaultdict(list)
    for hours in records(OpeningHours, order_by=("weekday", "opens")):
        weekdays[hours.weekday].append((hours.opens, hours.closes))
    days = records(CalendarDay) if since is None else records(CalendarDay, day__gte=since)
    exceptions = {one.day: _spans(one.closed, one.opens, one.closes) for one in days}
    return Calendar(current_site().zone, {weekday: tuple(spans) for weekday, spans in weekdays.items()}, exceptions)


def _spans(closed: bool, opens: time | None, closes: time | None) -> tuple[Span, ...]:
    return () if closed or opens is None or closes is None else ((opens, closes),)


def bays() -> list[Bay]:
    """The bays in use, by name."""
    return records(Bay, active=True, order_by=("name",))


def bay_counts() -> dict[str, int]:
    """How many bays of each kind are in use."""
    counts: dict[str, int] = defaultdict(int)
    for kind in Bay.objects.filter(active=True).values_list("kind", flat=True):
        counts[kind] += 1
    return dict(counts)


def zones() -> list[Zone]:
    """The places of the site, in the order a car passes them."""
    order = {code: n for n, code in enumerate(Zone.Code.values)}
    return sorted(Zone.objects.all(), key=lambda zone: (order.get(zone.code, 99), zone.name))
