"""The simulated workshop: who works on what, where and when; lunch, evenings and waiting for parts break the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .cast import Job, Span, minutes

OPENS, CLOSES = 8, 18


class Workshop:
    """Technicians and bays with the moment from which each is free."""

    def __init__(self, start: datetime, zone: ZoneInfo, technicians: int, bays: list[str], random: Random):
        self.zone, self.random = zone, random
        self.free = [start] * technicians
        self.bays, self.bay_free = bays, [start] * len(bays)

    def able(self, skill: str) -> list[int]:
        """Who can do it: two for body and paint, half for the rest, everybody for maintenance."""
        n = len(self.free)
        if skill in ("body", "paint"):
            return [n - 1, n - 2]
        return list(range(n)) if skill in ("maintenance", "alignment") else list(range(n // 2))

    def places(self, kind: str) -> list[int]:
        kinds = ("quick", "lift") if kind in ("quick", "lift") else (kind,)
        found = [n for n, bay in enumerate(self.bays) if bay in kinds]
        return found or list(range(len(self.bays)))

    def do(self, job: Job, ready: datetime) -> None:
        """Give the job to whoever is free first, from `ready` on."""
        technician = min(self.able(job.item.skill), key=lambda n: (max(self.free[n], ready), n))
        bay = min(self.places(job.item.bay), key=lambda n: (max(self.bay_free[n], ready), self.bays[n] != job.item.bay))
        start = self.open_from(max(self.free[technician], self.bay_free[bay], ready) + minutes(self.random.uniform(2, 9)))
        work = job.item.minutes * self.random.lognormvariate(-0.05, 0.18)
        job.technician, job.bay = technician, bay
        job.spans = self.stretch(start, work, technician)
        self.free[technician] = self.bay_free[bay] = job.end

    def redo(self, job: Job, ready: datetime) -> None:
        start = self.open_from(max(self.free[job.technician], ready) + minutes(5))
        job.spans += self.stretch(start, self.random.uniform(12, 35), job.technician)
        self.free[job.technician] = job.end

    def stretch(self, start: datetime, work: float, technician: int) -> list[Span]:
        """The clock's stretches of so many minutes of work: broken by lunch, by the end of the day, sometimes by waiting for a part."""
        spans: list[Span] = []
        left = work
        while True:
            stop, reason, again = self.next_stop(start, technician)
            if self.random.random() < 0.03 and left > 30 and not spans:
                wait = start + minutes(left / 2)
                if wait < stop:
                    stop, reason, again = (
                        wait,
                        self.random.choice(["parts", "parts", "tool", "problem"]),
                        wait + minutes(self.random.uniform(8, 30)),
                    )
            if start + minutes(left) <= stop:
                return [*spans, Span(start, start + minutes(left), "done")]
            spans.append(Span(start, stop, reason))
            left -= (stop - start).total_seconds() / 60
            start = self.open_from(again)

    def next_stop(self, at: datetime, technician: int) -> tuple[datetime, str, datetime]:
        lunch = self.clock(at, 11.5 if technician % 2 else 12)
        if at < lunch:
            return lunch, "break", lunch + minutes(60)
        evening = self.clock(at, CLOSES + 0.5)
        return evening, "break", self.clock(at + timedelta(days=1), OPENS + 0.1)

    def clock(self, at: datetime, hour: float) -> datetime:
        local = at.astimezone(self.zone)
        return datetime.combine(local.date(), time(), self.zone).astimezone(UTC) + minutes(hour * 60)

    def open_from(self, at: datetime) -> datetime:
        """The moment, or the next opening when nobody works then."""
        if at < self.clock(at, OPENS):
            return self.clock(at, OPENS + 0.05)
        if at >= self.clock(at, CLOSES + 0.4):
            return self.clock(at + timedelta(days=1), OPENS + 0.05)
        noon = self.clock(at, 12)
        return at if not noon <= at < noon + minutes(50) else noon + minutes(55)
