"""How long cars are in each step, and which promises were kept: read from the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median, quantiles

from django.db.models import Count, Max, Min, Q

from yinuo.core.events.models import Event
from yinuo.core.sites.queries import current_site
from yinuo.information.promises.models import Promise

from .models import Step
from .rules import SECONDS
from .words import value_words

# step → (its first act, the act with which it is over); from the first of one to the last of the other
BETWEEN: dict[str, tuple[str, str]] = {
    "reception": ("visit.arrived", "visit.greeted"),
    "consultation": ("consultation.started", "consultation.ended"),
    "confirmation": ("consultation.ended", "visit.released"),
    "repair": ("operation.started", "visit.ready"),
    "exception": ("added_work.requested", "added_work.decided"),
    "handover": ("visit.ready", "visit.delivered"),
    "follow_up": ("visit.delivered", "follow_up.called"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds of `n` visits: median, and the tenth and ninetieth of a hundred."""

    step: str
    n: int
    median: float = 0
    low: float = 0
    high: float = 0

    @property
    def label(self) -> str:
        return str(Step(self.step).label)

    @property
    def median_words(self) -> str:
        return value_words(int(self.median), SECONDS)

    @property
    def low_words(self) -> str:
        return value_words(int(self.low), SECONDS)

    @property
    def high_words(self) -> str:
        return value_words(int(self.high), SECONDS)


def of_steps(*, since: date, until: date) -> list[Duration]:
    """Every step whose acts were recorded. Two queries a step."""
    return [found for step in BETWEEN if (found := of_step(step, since=since, until=until)).n]


def of_step(step: str, *, since: date, until: date) -> Duration:
    """From the first of the step's first act to the last of its last one, of stories in which it began on these days."""
    first, last = BETWEEN[step]
    start, end = _moments(since, until)
    begun = Event.objects.filter(name=first, at__gte=start, at__lt=end).values_list("thread_id").annotate(at=Min("at")).order_by()
    over = Event.objects.filter(name=last, at__gte=start, at__lt=end + timedelta(days=30)).values_list("thread_id").annotate(at=Max("at"))
    ends = dict(over.order_by())
    spans = [(ends[thread] - at).total_seconds() for thread, at in begun if thread in ends and ends[thread] >= at]
    return _summary(step, spans)


def _summary(step: str, spans: Iterable[float]) -> Duration:
    spans = sorted(spans)
    if len(spans) < 2:
        return Duration(step, len(spans), *(spans * 3))
    tenths = quantiles(spans, n=10)
    return Duration(step, len(spans), median(spans), tenths[0], tenths[-1])


def promises_kept(kind: str, *, since: date, until: date) -> tuple[int, int]:
    """(kept, kept + broken) of the promises that ended on these days. One query."""
    start, end = _moments(since, until)
    rows = Promise.objects.filter(kind=kind, ended_at__gte=start, ended_at__lt=end, state__in=["kept", "broken"])
    found = rows.aggregate(n=Count("id"), kept=Count("id", filter=Q(state="kept")))
    return found["kept"], found["n"]


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    zone = current_site().zone
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (since, until + timedelta(days=1)))
    return start, end
