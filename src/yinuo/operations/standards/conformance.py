"""How well the standards were kept over days: by step, standard, advisor, hour and day, each with its n and interval, each a door to its visits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour

from . import rules
from .models import Outcome, Step
from .words import TITLES

JUDGED = (Outcome.State.MET, Outcome.State.MISSED)
SMALL = 20  # below this n a share is marked as a small sample


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are looked at, both included; `owner_id`: only what this person answers for."""

    since: date
    until: date
    owner_id: int | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Span:
        """As many days just before."""
        return Span(self.since - timedelta(days=self.days), self.since - timedelta(days=1), self.owner_id)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n` judged were met, with the 95 % interval in percent. `key` and `label` say of what."""

    key: Any
    label: Any
    met: int
    n: int

    @property
    def missed(self) -> int:
        return self.n - self.met

    @property
    def percent(self) -> float | None:
        return round(100 * self.met / self.n, 1) if self.n else None

    @property
    def percent_words(self) -> str:
        return "—" if self.percent is None else f"{self.percent} %"

    @property
    def interval(self) -> tuple[float, float]:
        low, high = rules.wilson(self.met, self.n)
        return round(100 * low, 1), round(100 * high, 1)

    @property
    def small(self) -> bool:
        return self.n < SMALL

    @property
    def tone(self) -> str:
        if not self.n:
            return "idle"
        percent = 100 * self.met / self.n
        return "kept" if percent >= 95 else "risk" if percent >= 85 else "late"


@dataclass(frozen=True, slots=True)
class Change:
    """Now against the days before: by how many points, and whether that is more than chance would do."""

    now: Share
    then: Share

    @property
    def points(self) -> float | None:
        return round(self.now.percent - self.then.percent, 1) if self.now.n and self.then.n else None

    @property
    def signal(self) -> bool:
        return rules.differ((self.now.met, self.now.n), (self.then.met, self.then.n))


@dataclass(frozen=True, slots=True)
class StepShares:
    """A step of the flow with its standards."""

    step: str
    label: str
    share: Share
    standards: list[Share]


@dataclass(frozen=True, slots=True)
class Overview:
    total: Change
    steps: list[StepShares]
    worst: list[Share]


def judged(span: Span, code: str | None = None) -> QuerySet[Outcome]:
    rows = Outcome.objects.filter(day__range=(span.since, span.until), state__in=JUDGED)
    if span.owner_id is not None:
        rows = rows.filter(owner_id=span.owner_id)
    return rows.filter(code=code) if code else rows


def overview(span: Span) -> Overview:
    """Two queries: these days by standard, and the days before in one sum."""
    met, n = _counted(judged(span), "code")
    shares = [Share(code, TITLES[code], met[code], n[code]) for code in rules.codes() if n[code]]
    then_met, then_n = _sum(judged(span.before))
    now = Share("", "", sum(met.values()), sum(n.values()))
    steps = [_step(step, [share for share in shares if share.key.startswith(f"{step}.")]) for step in rules.STEPS]
    worst = sorted((share for share in shares if not share.small), key=lambda share: share.percent)[:3]
    return Overview(Change(now, Share("", "", then_met, then_n)), [step for step in steps if step.standards], worst)


def _step(step: str, shares: list[Share]) -> StepShares:
    total = Share(step, Step(step).label, sum(share.met for share in shares), sum(share.n for share in shares))
    return StepShares(step, str(Step(step).label), total, shares)


def by_owner(span: Span, code: str | None = None) -> list[Share]:
    """By the person who answered for it, most first. One query."""
    rows = judged(span, code).values_list("owner_id", "owner__display_name").annotate(n=Count("id"), met=Count("id", filter=Q(state="met")))
    return sorted((Share(pk, name, met, n) for pk, name, n, met in rows if pk), key=lambda share: (-share.n, share.label))


def by_hour(span: Span, code: str, zone: ZoneInfo) -> list[Share]:
    """By the local hour at which it was decided. One query."""
    rows = judged(span, code).annotate(hour=ExtractHour("judged_at", tzinfo=zone)).values_list("hour")
    found = {hour: (n, met) for hour, n, met in rows.annotate(n=Count("id"), met=Count("id", filter=Q(state="met")))}
    hours = range(min(found), max(found) + 1) if found else ()
    return [Share(hour, f"{hour:02d}", *reversed(found.get(hour, (0, 0)))) for hour in hours]


def by_day(span: Span, code: str | None = None) -> list[Share]:
    """By day, days without any included, so that the time axis is true. One query."""
    met, n = _counted(judged(span, code), "day")
    days = (span.since + timedelta(days=k) for k in range(span.days))
    return [Share(day, f"{day:%m-%d}", met[day], n[day]) for day in days]


def steps_by_day(span: Span) -> dict[str, list[Share]]:
    """{step: its days}, or weeks where the span is long. One query."""
    rows = judged(span).values_list("step", "day").annotate(n=Count("id"), met=Count("id", filter=Q(state="met")))
    size = 1 if span.days <= 31 else 7
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for step, day, n, met in rows:
        slot = sums[step, (day - span.since).days // size]
        slot[0] += met
        slot[1] += n
    slots = [(k, span.since + timedelta(days=k * size)) for k in range((span.days - 1) // size + 1)]
    return {
        step: [Share(day, f"{day:%m-%d}", *sums[step, k]) for k, day in slots]
        for step in rules.STEPS
        if any(key[0] == step for key in sums)
    }


def stories(span: Span, code: str, state: str = "") -> QuerySet[Outcome]:
    """The outcomes behind a bar, with the visit (or the appointment) of each."""
    rows = judged(span, code).select_related(
        "owner", "standard", "thread__visit__vehicle", "thread__visit__customer", "thread__appointment"
    )
    return rows.filter(state=state) if state in JUDGED else rows


def share_of(span: Span, prefix: str = "") -> tuple[int, int]:
    """(met, n) of a step (or of everything): the measure. One query."""
    rows = judged(span)
    return _sum(rows.filter(step=prefix) if prefix else rows)


def total(span: Span, code: str) -> Share:
    """One standard over the span. One query."""
    return Share(code, TITLES[code], *_sum(judged(span, code)))


def _sum(rows: QuerySet[Outcome]) -> tuple[int, int]:
    found = rows.order_by().values_list("state").annotate(n=Count("id"))
    counts = dict(found)
    return counts.get("met", 0), sum(counts.values())


def _counted(rows: QuerySet[Outcome], column: str) -> tuple[dict[Any, int], dict[Any, int]]:
    met: dict[Any, int] = defaultdict(int)
    total: dict[Any, int] = defaultdict(int)
    for key, state, n in rows.order_by().values_list(column, "state").annotate(n=Count("id")):
        total[key] += n
        if state == Outcome.State.MET:
            met[key] += n
    return met, total
