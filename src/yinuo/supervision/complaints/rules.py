"""A complaint from way in to closed: seven steps with their clocks, who may give what, when it escalates.

The seven steps and the four principles are those of the domain's teaching; the times are project defaults in open minutes of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from yinuo.core.clock.rules import Calendar
from yinuo.core.workflow.rules import Flow, Move

STEPS = ("listen", "apologise", "understand", "offer", "agree", "carry_out", "review")
OPEN = STEPS

FLOW = Flow(
    name="complaint",
    initial="listen",
    moves={
        "listened": Move(("listen",), "apologise", "complaint.listened"),
        "apologised": Move(("apologise",), "understand", "complaint.apologised"),
        "understood": Move(("understand",), "offer", "complaint.understood"),
        "offered": Move(("offer",), "agree", "complaint.offered"),
        "refused": Move(("agree",), "offer", "complaint.offer_refused"),
        "agreed": Move(("agree",), "carry_out", "complaint.agreed"),
        "carried_out": Move(("carry_out",), "review", "complaint.carried_out"),
        "close": Move(("review",), "closed", "complaint.closed"),
        "close_early": Move(("listen", "apologise", "understand", "offer", "agree", "carry_out"), "closed", "complaint.closed"),
        "reopen": Move(("closed",), "understand", "complaint.reopened"),
    },
)

GOODWILL_FLOW = Flow(
    name="goodwill",
    initial="asked",
    moves={
        "grant": Move(("asked",), "given", "goodwill.given"),
        "refuse": Move(("asked",), "refused", "goodwill.refused"),
        "hand_over": Move(("given",), "handed_over", "goodwill.handed_over"),
        "withdraw": Move(("asked", "given"), "withdrawn", "goodwill.withdrawn"),
    },
)

# open minutes of the site for each step, by severity
LIMITS: dict[str, dict[str, int]] = {
    "minor": {"listen": 30, "apologise": 30, "understand": 240, "offer": 240, "agree": 960, "carry_out": 2400, "review": 3360},
    "serious": {"listen": 15, "apologise": 15, "understand": 120, "offer": 120, "agree": 480, "carry_out": 1440, "review": 2400},
    "critical": {"listen": 10, "apologise": 10, "understand": 60, "offer": 60, "agree": 240, "carry_out": 480, "review": 1440},
}
# open minutes after a step's end, from the first escalation to the second
GRACE = {"minor": 480, "serious": 240, "critical": 60}
LONGEST_STEP = 60 * 24 * 30


@dataclass(frozen=True, slots=True)
class Times:
    """One version of a site's times: open minutes of each step by severity, and from the first escalation to the second (`grace`)."""

    steps: Mapping[str, Mapping[str, int]]
    grace: Mapping[str, int]


DEFAULT_TIMES = Times(LIMITS, GRACE)
APPROVAL_MINUTES = 60
MANAGER, GROUP = 1, 2
PAUSE_REASONS = ("part", "customer", "outside")
UNTIL_OPEN_AGAIN = timedelta(days=1)  # where the site's hours say nothing

# what a role may give away by itself: hours of the site's labour rate on one case, and of all its people in a month
LIMIT_HOURS: dict[str, tuple[float, float]] = {
    "advisor": (1.5, 15),
    "follow_up_agent": (1, 10),
    "service_manager": (15, 75),
}


def open_end(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """The moment when so many open minutes have passed; by the plain clock where the site has no hours."""
    if not calendar.weekdays:
        return at + timedelta(minutes=minutes)
    return calendar.add(at, minutes) or at + timedelta(minutes=minutes) + UNTIL_OPEN_AGAIN


def open_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Open minutes between two moments; plain ones where the site has no hours."""
    if not calendar.weekdays:
        return max(0, int((end - start).total_seconds() // 60))
    return calendar.between(start, end)


def step_due(
    calendar: Calendar, at: datetime, *, severity: str, step: str, answer_due_at: datetime | None = None, times: Times = DEFAULT_TIMES
) -> datetime:
    """When the step that begins now has to be done; a solution is not due before the answer that the customer was promised."""
    due_at = open_end(calendar, at, times.steps[severity][step])
    return max(due_at, answer_due_at) if step == "offer" and answer_due_at else due_at


def answer_due(calendar: Calendar, at: datetime, *, severity: str, times: Times = DEFAULT_TIMES) -> datetime:
    """When the customer has an answer: the sum of the first four steps."""
    return open_end(calendar, at, sum(times.steps[severity][step] for step in STEPS[:4]))


def resumed_due(calendar: Calendar, *, due_at: datetime, paused_at: datetime, at: datetime) -> datetime:
    """The end of a step after a pause: what was left then is left now. What was late before stays late."""
    if due_at <= paused_at:
        return due_at
    return open_end(calendar, at, open_between(calendar, paused_at, due_at))


def escalates_at(calendar: Calendar, *, due_at: datetime, severity: str, level: int, times: Times = DEFAULT_TIMES) -> datetime | None:
    """The next moment at which somebody above is told: the service manager when a step is late, the group's when it stays so."""
    if level < MANAGER:
        return due_at
    return open_end(calendar, due_at, times.grace[severity]) if level < GROUP else None


def first_level(severity: str) -> int:
    """A critical complaint is the service manager's at once."""
    return MANAGER if severity == "critical" else 0


@dataclass(frozen=True, slots=True)
class Room:
    """What a role may still give by itself on this case, minor units."""

    per_case: int
    per_month: int
    given_on_case: int
    given_in_month: int

    @property
    def left(self) -> int:
        return max(0, min(self.per_case - self.given_on_case, self.per_month - self.given_in_month))

    def fits(self, amount: int) -> bool:
        return amount <= self.left


def default_limit(role: str, labour_rate: int) -> tuple[int, int]:
    """(per case, per month) in minor units; nothing for roles that give nothing away."""
    per_case, per_month = LIMIT_HOURS.get(role, (0, 0))
    return round(per_case * labour_rate), round(per_month * labour_rate)


# the four principles


@dataclass(frozen=True, slots=True)
class Clocked:
    """A step's clock as it came out: `in_time` None while it runs and is not late."""

    step: str
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the four principles are judged from."""

    clocks: tuple[Clocked, ...]
    answer_in_time: bool | None
    facts_named: int
    asked_above: int
    answered_late_above: int
    agreed: bool
    kept_in_time: bool | None
    cost: int
    paid: int | None
    approved: bool


GOOD, BAD, OPEN_STILL = "kept", "late", "idle"


def principles(facts: Facts) -> dict[str, str]:
    """{principle: kept, late or idle (nothing to judge yet)}.

    Independent authority: nothing had to be asked above, or once, answered in its time. Timely and accurate: every clock and the promised answer.
    Objective and factual: at least one fact from the records stands in the case when something is offered. Coordinated and reasonable: what was agreed
    came in its time, and cost no more than what the customer had paid unless somebody above approved it
    (`paid` None: no visit is known, so there is nothing to hold it against).
    """
    return {
        "authority": _authority(facts),
        "timely": _all([*(clock.in_time for clock in facts.clocks), facts.answer_in_time]),
        "factual": _factual(facts),
        "coordinated": _coordinated(facts),
    }


def _authority(facts: Facts) -> str:
    return BAD if facts.asked_above > 1 or facts.answered_late_above else GOOD


def _all(judged: Iterable[bool | None]) -> str:
    known = [one for one in judged if one is not None]
    return BAD if not all(known) else GOOD if known else OPEN_STILL


def _factual(facts: Facts) -> str:
    if facts.facts_named:
        return GOOD
    return BAD if {"agree", "carry_out", "review"} & {clock.step for clock in facts.clocks} else OPEN_STILL


def _coordinated(facts: Facts) -> str:
    if not facts.agreed:
        return OPEN_STILL
    reasonable = facts.paid is None or facts.cost <= facts.paid or facts.approved or not facts.cost
    return BAD if facts.kept_in_time is False or not reasonable else GOOD if facts.kept_in_time else OPEN_STILL


# like an earlier one

REPEAT_MONTHS = 12
ALIKE = 0.35


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a text, any script, without spaces and signs."""
    plain = "".join(letter.lower() for letter in text if letter.isalnum())[:2000]
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


def likeness(one: str, other: str) -> float:
    """0–1: how alike two texts are, by Dice's coefficient over pairs of letters (Dice 1945; works for Chinese and English alike)."""
    mine, theirs = pairs_of(one), pairs_of(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


@dataclass(frozen=True, slots=True)
class Earlier:
    """What makes an earlier complaint comparable."""

    same_customer: bool
    same_vehicle: bool
    same_step: bool
    same_factor: bool
    text: str


def repeat_reasons(text: str, earlier: Earlier) -> list[str]:
    """Why it may be the same again; [] when nothing says so. Somebody's own earlier complaint counts by step, factor or words."""
    if not (earlier.same_customer or earlier.same_vehicle):
        return []
    told: Mapping[str, Callable[[], bool]] = {
        "customer": lambda: earlier.same_customer,
        "vehicle": lambda: earlier.same_vehicle,
        "step": lambda: earlier.same_step,
        "factor": lambda: earlier.same_factor,
        "words": lambda: likeness(text, earlier.text) >= ALIKE,
    }
    found = [name for name, holds in told.items() if holds()]
    return found if {"step", "factor", "words"} & set(found) else []
