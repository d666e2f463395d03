"""Today: what to do next, the board of one's own cars, the service manager's morning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, sources
from yinuo.core.ui.ribbon import STEPS
from yinuo.core.workflow.queries import in_states
from yinuo.information.promises.models import Promise
from yinuo.operations.booking import queries as bookings
from yinuo.operations.standards.queries import last_day_judged, missed_on
from yinuo.operations.visits import rules as visit_rules
from yinuo.operations.visits.matters import open_cars
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.queries.rows import Row, rows_of

from . import rules

SHOWN, OF_A_KIND = 30, 6


@dataclass(frozen=True)
class Ranked:
    """A matter in its place, with the tone in which it is shown."""

    matter: Matter
    tone: str


def ranked(matters: Iterable[Matter], *, at: datetime) -> list[Ranked]:
    toned = [Ranked(matter, rules.tone_of(due_at=matter.due_at, at=at, amber=matter.amber, told=matter.tone)) for matter in matters]
    return sorted(
        toned,
        key=lambda r: rules.stake(tone=r.tone, weight=r.matter.weight, due_at=r.matter.due_at, since=r.matter.since, at=at),
    )


def what_next(asked: Asked) -> tuple[list[Ranked], int]:
    """(the most pressing matters, how many there are in all). As many queries as slices bring matters for this person's roles."""
    found = ranked((matter for source in sources(asked.actor) for matter in source.read(asked)), at=asked.at)
    return _varied(found)[:SHOWN], len(found)


def _varied(found: list[Ranked]) -> list[Ranked]:
    """No kind of matter crowds out the others: the most pressing few of each."""
    shown: dict[str, int] = {}
    kept = []
    for row in found:
        shown[row.matter.kind] = shown.get(row.matter.kind, 0) + 1
        if shown[row.matter.kind] <= OF_A_KIND:
            kept.append(row)
    return kept


# the board


@dataclass(frozen=True)
class Column:
    """A step of the flow with the cars that stand in it."""

    code: str
    label: Any
    icon: str
    rows: list[Row]


BOARD_STEPS = ("reception", "consultation", "confirmation", "repair", "exception", "handover", "checkout")
MOST_CARS = 80


def board(*, asked: Asked, mine: bool) -> list[Column]:
    """Open cars (one's own, or all) by step, the longest in the step first. The query is that of the matters."""
    cars = [visit for visit in open_cars(asked) if not mine or visit.advisor_id == asked.actor.user_id]
    rows = rows_of(cars[:MOST_CARS], at=asked.at)
    return [
        Column(code, STEPS[code][0], STEPS[code][1], sorted((row for row in rows if row.step == code), key=lambda row: row.since))
        for code in BOARD_STEPS
    ]


# the service manager's morning


@dataclass(frozen=True)
class HalfHour:
    """Load of one half-hour against capacity, in minutes; heights of a bar of 48."""

    at: str
    load: int
    capacity: int
    share: int
    tone: str
    now: bool
    load_height: int
    capacity_height: int

    @property
    def top(self) -> int:
        return BAR - self.load_height

    @property
    def line(self) -> int:
        return BAR - self.capacity_height


BAR = 48


@dataclass(frozen=True)
class Morning:
    """`open_cars` by state; `due` promises of today with how many are kept, broken, at risk; `missed` standards of the day before."""

    open_cars: int
    waiting: int
    in_workshop: int
    ready: int
    due: int
    kept: int
    broken: int
    at_risk: int
    missed: list[tuple[str, Any, int, int]]
    day_before: date
    load: list[HalfHour]
    load_said: str


def load_today(*, at: datetime) -> tuple[list[HalfHour], str]:
    """Today's half-hours with what is promised and carried over against capacity, and the finding in words. Nine queries."""
    half_hours = bookings.load_of(at.astimezone(current_site().zone).date(), at=at)
    most = max((half.total.scale for half in half_hours), default=1)
    found = [
        HalfHour(
            at=f"{half.slot.start.astimezone(current_site().zone):%H:%M}",
            load=half.total.load,
            capacity=half.total.capacity,
            share=half.total.share,
            tone=half.total.tone,
            now=half.now,
            load_height=round(BAR * half.total.load / most),
            capacity_height=round(BAR * half.total.capacity / most),
        )
        for half in half_hours
    ]
    fullest = max(found, key=lambda half: half.share, default=None)
    if fullest is None:
        return [], str(_("Closed today."))
    return found, str(_("Fullest at {time}: {share} % of capacity").format(time=fullest.at, share=fullest.share))


def morning(*, at: datetime) -> Morning:
    """Six queries, and those of the booking table."""
    site = current_site()
    today = at.astimezone(site.zone).date()
    states = dict(_states())
    start = datetime.combine(today, datetime.min.time(), site.zone)
    promises = _promises(start, start + timedelta(days=1))
    before = last_day_judged(today)
    load, load_said = load_today(at=at)
    return Morning(
        load=load,
        load_said=load_said,
        open_cars=sum(states.values()),
        waiting=states.get("arrived", 0),
        in_workshop=states.get("repairing", 0),
        ready=states.get("ready", 0) + states.get("settled", 0),
        missed=missed_on(before),
        day_before=before,
        **promises,
    )


def _promises(start: datetime, end: datetime) -> dict[str, int]:
    """Of one day: kept and broken on it, still open and due on it. Two queries, each over a range of its index."""
    told = {"kept": 0, "broken": 0, **dict(_ended(start=start, end=end))}
    still, at_risk = _still_open.first(start=start, end=end) or (0, 0)
    return {**told, "at_risk": at_risk, "due": still + told["kept"] + told["broken"]}


@question(Visit)
def _states(rows: QuerySet[Visit]) -> QuerySet:
    return rows.filter(in_states(visit_rules.OPEN)).order_by().values_list("state").annotate(n=Count("id"))


@question(Promise)
def _ended(rows: QuerySet[Promise], start: Any, end: Any) -> QuerySet:
    rows = rows.filter(ended_at__gte=start, ended_at__lt=end, state__in=("kept", "broken"))
    return rows.order_by().values_list("state").annotate(n=Count("id"))


@question(Promise)
def _still_open(rows: QuerySet[Promise], start: Any, end: Any) -> QuerySet:
    by_state = rows.filter(state="open", due_at__gte=start, due_at__lt=end).order_by().values("state")
    return by_state.annotate(n=Count("id"), at_risk=Count("id", filter=Q(at_risk_at__isnull=False))).values_list("n", "at_risk")


GREETINGS = ((5, _("Good night")), (11, _("Good morning")), (13, _("Good day")), (18, _("Good afternoon")), (24, _("Good evening")))


def greeting(at: datetime) -> Any:
    hour = at.astimezone(current_site().zone).hour
    return next(words for until, words in GREETINGS if hour < until)
