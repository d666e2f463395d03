"""Business hours as a pure function of a site's calendar: spans of local time per weekday, exceptions by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]


@dataclass(frozen=True)
class Calendar:
    """`weekdays`: 0 = Monday → open spans in order, without overlap; `exceptions`: a date → its own spans (() = closed)."""

    zone: ZoneInfo
    weekdays: Mapping[int, tuple[Span, ...]]
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Open spans of a local day as UTC datetimes; [] when closed."""
        spans = self.exceptions[day] if day in self.exceptions else self.weekdays.get(day.weekday(), ())
        return [(self._utc(day, start), self._utc(day, end)) for start, end in spans]

    def _utc(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, self.zone).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.spans(at.astimezone(self.zone).date()))

    def open_from(self, at: datetime, *, days: int = 60) -> Iterator[tuple[datetime, datetime]]:
        """Open spans from `at` on, the first cut at `at`, looking `days` days ahead."""
        day = at.astimezone(self.zone).date()
        for n in range(days):
            for start, end in self.spans(day + timedelta(days=n)):
                if end > at:
                    yield max(start, at), end

    def add(self, at: datetime, minutes: int) -> datetime | None:
        """The moment when `minutes` open minutes have passed since `at`; None when the calendar is shut too long."""
        left = timedelta(minutes=minutes)
        for start, end in self.open_from(at):
            if end - start >= left:
                return start + left
            left -= end - start
        return None

    def between(self, start: datetime, end: datetime) -> int:
        """Open minutes from `start` to `end` (0 when `end` comes first), whole minutes."""
        total = timedelta()
        for opens, closes in self.open_from(start, days=max(1, (end - start).days + 2)):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return int(total.total_seconds() // 60)
