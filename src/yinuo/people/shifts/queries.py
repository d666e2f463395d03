"""Who is there when."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked, records

from .models import ShiftException, WeeklyShift
from .rules import Differs, Shift, spans_on_day

Presence = dict[int, list[tuple[datetime, datetime]]]


def on_shift(day: date) -> Presence:
    """{user_id: [(start, end)]} in UTC of the people of the scoped site on that local day, breaks taken out. Two queries."""
    return on_shift_between(day, day)[day]


def on_shift_between(since: date, until: date) -> dict[date, Presence]:
    """`on_shift` of every day from `since` to `until` (both included), in two queries."""
    zone = current_site().zone
    usual, differs = _usual(since, until), _differs(since, until)

    def presence(day: date) -> Presence:
        found: Presence = {}
        for user_id in {user for user, weekday in usual if weekday == day.weekday()} | {user for user, other in differs if other == day}:
            spans = spans_on_day(usual.get((user_id, day.weekday()), ()), differs.get((user_id, day)))
            if spans:
                found[user_id] = [tuple(datetime.combine(day, moment, zone).astimezone(UTC) for moment in span) for span in spans]  # type: ignore[misc]
        return found

    return {day: presence(day) for day in (since + timedelta(days=n) for n in range((until - since).days + 1))}


@asked(WeeklyShift)
def _weekly(rows: QuerySet[WeeklyShift], first: Any, last: Any) -> QuerySet:
    columns = ("user_id", "weekday", "starts", "ends", "break_starts", "break_ends")
    return rows.filter(user__is_active=True, weekday__gte=first, weekday__lte=last).order_by("starts").values_list(*columns)


def _usual(since: date, until: date) -> dict[tuple[int, int], list[Shift]]:
    found: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    within_a_week = (until - since).days == until.weekday() - since.weekday()
    first, last = (since.weekday(), until.weekday()) if within_a_week else (0, 6)
    for user_id, weekday, *hours in _weekly(first=first, last=last):
        found[user_id, weekday].append(Shift(*hours))
    return dict(found)


def _differs(since: date, until: date) -> dict[tuple[int, date], Differs]:
    rows = records(ShiftException, user__is_active=True, day__gte=since, day__lte=until)
    return {(row.user_id, row.day): Differs(row.absent, row.starts, row.ends) for row in rows}
