"""What the booking screens show, shaped for them, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.events.models import Event
from yinuo.core.statements.asked import among, asked
from yinuo.information.promises.models import Promise
from yinuo.operations.standards.queries import StandardNow, outcomes
from yinuo.operations.workshop.models import BayKind, CalendarDay

from . import capacity, rules
from .holding import words_of, zone
from .models import Appointment, AppointmentItem

State = Appointment.State
ENDED = (State.NO_SHOW, State.CANCELLED)
WORDS = {str(value): label for value, label in State.choices}
TONES = {"reconfirmed": "kept", "arrived": "busy", "no_show": "late"}
LATE_AFTER = timedelta(minutes=10)
CALL_WITHIN = timedelta(hours=1)  # a reconfirmation due sooner presses: its clock began days ago, so a share of it would press all day
JUST_CHANGED = timedelta(seconds=20)
# of an appointment on a screen: itself, and what is said of its people and its car
COLUMNS = (
    *(field.name for field in Appointment._meta.concrete_fields), "vehicle__plate", "vehicle__vin", "vehicle__make", "vehicle__model", "vehicle__year",
    "vehicle__energy", "customer__name", "customer__phone", "advisor__display_name", "advisor__username",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """Load of one kind of bay in one half-hour, or of all together, in minutes. Widths are in per cent of `scale`, the larger of capacity and load."""

    kind: str
    label: Any
    promised: int
    carried: int
    capacity: int

    @property
    def load(self) -> int:
        return self.promised + self.carried

    @property
    def over(self) -> int:
        return max(0, self.load - self.capacity)

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.load)

    @property
    def scale(self) -> int:
        return max(self.capacity, self.load, 1)

    @property
    def carried_width(self) -> float:
        return round(100 * self.carried / self.scale, 1)

    @property
    def load_width(self) -> float:
        return round(100 * self.load / self.scale, 1)

    @property
    def capacity_width(self) -> float:
        return round(100 * self.capacity / self.scale, 1)

    @property
    def over_width(self) -> float:
        return round(100 * self.over / self.scale, 1)

    @property
    def share(self) -> int:
        """Per cent of the capacity that is taken; 100 where there is none and something is promised."""
        return round(100 * self.load / self.capacity) if self.capacity else (100 if self.load else 0)

    @property
    def heat(self) -> int:
        """0 … 5 for the colour of a cell; 5 is full or over."""
        return min(5, self.share // 20)

    @property
    def tone(self) -> str:
        return "late" if self.over else "risk" if self.share >= 80 else "busy"


@dataclass(frozen=True)
class Chip:
    """One appointment as it stands in the table."""

    appointment: Appointment
    works: list[AppointmentItem]
    minutes: int
    tone: str
    word: Any
    late: bool
    changed: bool
    standards: list[StandardNow] = field(default_factory=list)
    pressing: bool = False

    @property
    def open(self) -> bool:
        return self.appointment.state in rules.OPEN

    @property
    def work_words(self) -> str:
        return " + ".join(work.name for work in self.works)

    @property
    def clock(self) -> str:
        """The local time at which the car comes."""
        return f"{self.appointment.starts_at.astimezone(zone()):%H:%M}"

    @property
    def notice(self) -> StandardNow | None:
        """The clock of the shortage notice while it runs, or missed."""
        return self._clock("booking.parts_shortage_notice")

    @property
    def call(self) -> StandardNow | None:
        """The clock of the reconfirmation."""
        return self._clock("booking.reconfirm")

    def _clock(self, code: str) -> StandardNow | None:
        return next((row for row in self.standards if row.code == code), None)


@dataclass(frozen=True)
class HalfHour:
    slot: rules.Slot
    bars: list[Bar]
    total: Bar
    tightest: Bar
    chips: list[Chip]
    past: bool
    now: bool

    @property
    def key(self) -> str:
        return self.slot.start.strftime("%Y%m%d%H%M")

    @property
    def clock(self) -> str:
        """The local time."""
        return f"{self.slot.start.astimezone(zone()):%H:%M}"

    @property
    def iso(self) -> str:
        return self.slot.start.astimezone(zone()).isoformat()


@dataclass(frozen=True)
class DayPage:
    day: date
    half_hours: list[HalfHour]
    kinds: list[tuple[str, Any]]
    total: Bar
    outside: list[Chip]
    ended: list[Chip]
    late: list[Chip]
    to_call: int
    short: int
    carried: list[Any]
    closed_because: str
    percent: int

    @property
    def booked(self) -> int:
        return sum(len(half.chips) for half in self.half_hours) + len(self.outside)

    @property
    def today(self) -> bool:
        return any(half.now for half in self.half_hours) or (any(half.past for half in self.half_hours) and not self.half_hours[-1].past)

    @property
    def past(self) -> list[HalfHour]:
        """What is folded away: the half-hours of today that are over."""
        return [half for half in self.half_hours if half.past] if self.today else []

    @property
    def past_booked(self) -> int:
        return sum(len(half.chips) for half in self.past)

    @property
    def coming(self) -> list[HalfHour]:
        return [half for half in self.half_hours if not half.past] if self.today else self.half_hours


def day_page(day: date, *, at: datetime) -> DayPage:
    """One day's table: half-hours × kinds of bay, with the appointments that begin in each. Twelve queries at most."""
    days = capacity.days(day, day, at=at)
    chips = chips_of(_of_day(day=day), at=at)
    by_start: dict[datetime, list[Chip]] = defaultdict(list)
    slots = days.slots()
    starts = {slot.start for slot in slots}
    for chip in chips:
        if chip.appointment.state not in ENDED:
            by_start[chip.appointment.starts_at].append(chip)
    kinds = [kind for kind in days.table.kinds() if any(_bar(days.table, [slot], kind).scale > 1 for slot in slots)]
    half_hours = [_half_hour(days.table, slot, kinds, by_start[slot.start], at) for slot in slots]
    return DayPage(
        day=day,
        half_hours=half_hours,
        kinds=[(kind, label_of(kind)) for kind in kinds],
        total=_total(days.table, slots, kinds),
        outside=[chip for start, group in by_start.items() if start not in starts for chip in group],
        ended=[chip for chip in chips if chip.appointment.state in ENDED],
        late=[chip for chip in chips if chip.late],
        to_call=sum(chip.call is not None and chip.call.running and chip.appointment.state == State.BOOKED for chip in chips),
        short=sum(chip.open and chip.appointment.parts_short and not chip.appointment.shortage_told_at for chip in chips),
        carried=days.cars if day == at.astimezone(zone()).date() else [],
        closed_because="" if slots else _closed_because(day),
        percent=days.table.percent,
    )


def load_of(day: date, *, at: datetime) -> list[HalfHour]:
    """The day's half-hours with their load alone, without the appointments."""
    days = capacity.days(day, day, at=at)
    kinds = days.table.kinds()
    return [_half_hour(days.table, slot, kinds, [], at) for slot in days.slots()]


LABELS = {str(kind): label for kind, label in BayKind.choices}


def label_of(kind: str) -> Any:
    return LABELS.get(kind, kind)


def _closed_because(day: date) -> str:
    return CalendarDay.objects.filter(day=day).values_list("name", flat=True).first() or ""


def _half_hour(table: rules.Table, slot: rules.Slot, kinds: list[str], chips: list[Chip], at: datetime) -> HalfHour:
    bars = [_bar(table, [slot], kind) for kind in kinds]
    total = _sum(table, [slot], bars)
    tightest = max(bars, key=lambda bar: (bar.share, bar.load), default=total)
    return HalfHour(slot, bars, total, tightest, chips, past=slot.end <= at, now=slot.start <= at < slot.end)


def _bar(table: rules.Table, slots: Iterable[rules.Slot], kind: str) -> Bar:
    promised = carried = full = 0
    for slot in slots:
        promised += sum(minutes for (of, _skill), minutes in table.promised.get(slot.start, {}).items() if of == kind)
        carried += sum(minutes for (of, _skill), minutes in table.carried.get(slot.start, {}).items() if of == kind)
        full += table.kind_capacity(slot.start, kind)
    return Bar(kind, label_of(kind), promised, carried, full)


def _total(table: rules.Table, slots: Iterable[rules.Slot], kinds: list[str]) -> Bar:
    slots = list(slots)
    return _sum(table, slots, [_bar(table, slots, kind) for kind in kinds])


def _sum(table: rules.Table, slots: list[rules.Slot], bars: list[Bar]) -> Bar:
    """All kinds together: no more than the bays hold and no more than the technicians can do."""
    people = sum(sum(table.capacity[slot.start].technicians.values()) for slot in slots)
    full = min(people, sum(bar.capacity for bar in bars))
    return Bar("", "", sum(bar.promised for bar in bars), sum(bar.carried for bar in bars), full)


def with_people(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """With what `chips_of` says of people and cars."""
    return rows.select_related("vehicle", "customer", "advisor").only(*COLUMNS)


@asked(Appointment)
def _of_day(rows: QuerySet[Appointment], day: Any) -> QuerySet:
    return with_people(rows.filter(day=day)).order_by("starts_at", "id")


def chips_of(rows: Iterable[Appointment], *, at: datetime) -> list[Chip]:
    """Appointments (`with_people`) with their works and clocks. Two queries."""
    found = list(rows)
    if not found:
        return []
    works: dict[int, list[AppointmentItem]] = defaultdict(list)
    for work in _works(appointments=[row.pk for row in found]):
        works[work.appointment_id].append(work)
    clocks = outcomes((row.thread_id for row in found if row.state in rules.OPEN), at=at, step="booking")
    return [_chip(row, works[row.pk], clocks.get(row.thread_id, []), at) for row in found]


@asked(AppointmentItem)
def _works(rows: QuerySet[AppointmentItem], appointments: Any) -> QuerySet:
    return rows.filter(among("appointment_id", appointments)).order_by("position")


def _chip(row: Appointment, works: list[AppointmentItem], clocks: list[StandardNow], at: datetime) -> Chip:
    late = row.state in rules.OPEN and at > row.starts_at + LATE_AFTER
    tone = TONES.get(row.state, "idle")
    changed = timedelta(0) <= at - row.changed_at < JUST_CHANGED
    return Chip(row, works, sum(work.minutes for work in works), tone, WORDS[row.state], late, changed, clocks, _presses(clocks, at))


def _presses(standards: list[StandardNow], at: datetime) -> bool:
    calls = [clock for clock in standards if clock.code == "booking.reconfirm" and clock.running]
    return any(clock.due_at is not None and clock.due_at - at < CALL_WITHIN for clock in calls)


@dataclass(frozen=True)
class WeekDay:
    day: date
    total: Bar
    booked: int
    cells: list[tuple[str, Bar | None]]
    today: bool


def week(first: date, *, at: datetime) -> tuple[list[str], list[WeekDay]]:
    """Seven days from `first`: the local times of all half-hours, and each day's load in them (None = closed). Ten queries."""
    days = capacity.days(first, first + timedelta(days=6), at=at)
    table, today = days.table, at.astimezone(zone()).date()
    slots = days.slots()
    clocks = sorted({_clock(slot) for slot in slots})
    in_week = Appointment.objects.filter(day__range=(days.first, days.last)).exclude(state__in=ENDED)
    booked = dict(in_week.order_by().values_list("day").annotate(n=Count("id")))
    kinds = table.kinds()
    found = []
    for day in (first + timedelta(days=n) for n in range(7)):
        of_day = {_clock(slot): slot for slot in slots if slot.day == day}
        cells = [(clock, _total(table, [of_day[clock]], kinds) if clock in of_day else None) for clock in clocks]
        found.append(WeekDay(day, _total(table, of_day.values(), kinds), booked.get(day, 0), cells, day == today))
    return clocks, found


def _clock(slot: rules.Slot) -> str:
    return slot.start.astimezone(zone()).strftime("%H:%M")


@dataclass(frozen=True)
class Told:
    """One thing that happened to the booking, in words."""

    words: Any
    icon: str
    tone: str
    at: datetime
    by_name: str
    detail: str = ""


TOLD: dict[str, tuple[Any, str, str]] = {
    "appointment.booked": (_("Booked"), "calendar-plus", "busy"),
    "appointment.moved": (_("Moved"), "calendar-time", "idle"),
    "appointment.booked_over": (_("Booked over the limit"), "calendar-plus", "risk"),
    "appointment.work_changed": (_("Work changed"), "edit", "idle"),
    "appointment.particulars_changed": (_("Particulars changed"), "edit", "idle"),
    "appointment.reconfirmed": (_("Comes, asked again"), "phone-check", "kept"),
    "appointment.unconfirmed": (_("To be asked again"), "phone", "idle"),
    "appointment.not_reached": (_("Not reached"), "phone-off", "risk"),
    "appointment.shortage_told": (_("Told that a part is short"), "package-off", "kept"),
    "appointment.parts_here": (_("The part is here"), "package", "kept"),
    "appointment.arrived": (_("Arrived"), "car", "kept"),
    "appointment.no_show": (_("Did not come"), "user-off", "late"),
    "appointment.cancelled": (_("Cancelled"), "calendar-x", "idle"),
    "appointment.reopened": (_("Booked again as it was"), "arrow-back-up", "busy"),
}


def story_of(appointment: Appointment) -> list[Told]:
    """What happened to the booking, newest first: who, when, what."""
    rows = Event.objects.filter(name__in=TOLD, thread_id=appointment.thread_id).order_by("-at", "-id")[:40]
    return [Told(*TOLD[row.name], at=row.at, by_name=row.by_name, detail=_detail(row)) for row in rows]


def _detail(event: Event) -> str:
    if event.name == "appointment.moved":
        return " → ".join(words_of(datetime.fromisoformat(event.data[end])) for end in ("from", "to"))
    return str(event.data.get("reason") or "")


def promises_of(appointment: Appointment) -> list[Promise]:
    return list(Promise.objects.filter(thread_id=appointment.thread_id, state="open").order_by("due_at"))


def visit_url(site_code: str, appointment: Appointment) -> str:
    """The visit that came of it, where it has one (a slice above: by address only)."""
    visit = getattr(appointment, "visit", None) if appointment.state == State.ARRIVED else None
    if visit is None:
        return ""
    try:
        return reverse("visits:visit", args=[site_code, visit.pk])
    except NoReverseMatch:
        return ""
