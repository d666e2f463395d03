"""The eight elements of service quality: attitude + skill + responsibility + hardware + management + highlights − complaints − errors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SCORED = ("attitude", "skill", "responsibility", "hardware", "management")
"""The elements that are judged, 0 to 20 points each; all but hardware can be raised by people's effort."""

COUNTED = ("highlights", "complaints", "errors")
"""The elements that are counted from records: the first adds, the other two take away."""

TOP = 20
PER_HUNDRED = 1.0  # points for one of these in a hundred visits
MOST_COUNTED = 20.0  # no counted element weighs more than a judged one
FEW = 30

QUESTIONS: dict[str, tuple[str, ...]] = {
    "attitude": ("greets_first", "listens_out", "patient"),
    "skill": ("right_first", "explains_plainly", "trained"),
    "responsibility": ("keeps_word", "owns_faults", "hands_over"),
    "hardware": ("tools_whole", "place_clean", "systems_up"),
    "management": ("meets_daily", "duties_clear", "learns"),
}
SAID = {"yes": 2, "partly": 1, "no": 0}

FACTORS: dict[str, tuple[str, ...]] = {
    "attitude": ("friendliness", "advisor"),
    "skill": ("quality", "problems"),
    "responsibility": ("initiation", "pick_up"),
    "hardware": (),
    "management": ("in_service",),
}
"""The factors of the satisfaction index that tell about an element; hardware is seen by the audit alone."""

FACTOR_UNIT = 100  # factors are kept in hundredths of a point of 1,000
FACTOR_TOP = 1000


@dataclass(frozen=True)
class Sums:
    """Of some visits' respondents: n, Σ and Σ² of an element's share of its best, in ten-thousandths."""

    n: int = 0
    total: int = 0
    squares: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True)
class Counted:
    """What records say of a team's month: its visits, and what customers said of them by element."""

    visits: int = 0
    complaints: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    survey: Mapping[str, Sums] = field(default_factory=dict)

    @property
    def all_errors(self) -> int:
        return sum(self.errors.values())


@dataclass(frozen=True)
class Element:
    """One element in points; None where nothing is known of it. `audit`, `survey`: the parts it is the mean of; `n`: respondents, or what was counted."""

    code: str
    points: float | None
    audit: float | None = None
    survey: float | None = None
    interval: tuple[float, float] | None = None
    n: int = 0

    @property
    def small(self) -> bool:
        return 0 < self.n < FEW and self.survey is not None


@dataclass(frozen=True)
class Score:
    """A team's month: the eight elements, and their sum where all five judged ones are known."""

    elements: Mapping[str, Element]
    visits: int

    @property
    def total(self) -> float | None:
        judged = [self.elements[code].points for code in SCORED]
        if any(points is None for points in judged):
            return None
        plus = sum(points for points in judged if points is not None) + (self.elements["highlights"].points or 0.0)
        return plus - (self.elements["complaints"].points or 0.0) - (self.elements["errors"].points or 0.0)

    @property
    def missing(self) -> list[str]:
        return [code for code in SCORED if self.elements[code].points is None]


def share_of_factors(factors: Mapping[str, int], element: str) -> int | None:
    """A respondent's share of the best of an element, in ten-thousandths: the mean of its factors that were answered."""
    told = [factors[code] for code in FACTORS[element] if code in factors]
    return round(10_000 * sum(told) / len(told) / (FACTOR_UNIT * FACTOR_TOP)) if told else None


def audit_points(said: Mapping[str, str], element: str) -> float | None:
    """Points of an element from its audit: yes whole, partly half. None without every answer."""
    answers = [SAID.get(said.get(question, "")) for question in QUESTIONS[element]]
    if any(answer is None for answer in answers):
        return None
    return TOP * sum(answer or 0 for answer in answers) / (max(SAID.values()) * len(answers))


def survey_points(sums: Sums) -> tuple[float | None, tuple[float, float] | None]:
    """(mean in points, 95 % interval by the normal approximation from three respondents on)."""
    if not sums.n:
        return None, None
    mean = sums.total / sums.n
    points = TOP * mean / 10_000
    if sums.n < 3:
        return points, None
    variance = max(0.0, (sums.squares - sums.n * mean * mean) / (sums.n - 1))
    half = 1.96 * math.sqrt(variance / sums.n) * TOP / 10_000
    return points, (max(0.0, points - half), min(float(TOP), points + half))


def judged(code: str, said: Mapping[str, str], sums: Sums) -> Element:
    """The mean of audit and survey, or the one that there is."""
    audit = audit_points(said, code)
    survey, interval = survey_points(sums)
    told = [points for points in (audit, survey) if points is not None]
    return Element(code, sum(told) / len(told) if told else None, audit, survey, interval, sums.n)


def counted(code: str, n: int, visits: int) -> Element:
    """One point for each in a hundred visits, twenty at most. Without visits the count stands without points, unless it is nought."""
    if not n:
        return Element(code, 0.0, n=0)
    return Element(code, min(MOST_COUNTED, 100 * PER_HUNDRED * n / visits) if visits else None, n=n)


def score(said: Mapping[str, str], highlights: int, told: Counted) -> Score:
    elements = {code: judged(code, said, told.survey.get(code, Sums())) for code in SCORED}
    for code, n in (("highlights", highlights), ("complaints", told.complaints), ("errors", told.all_errors)):
        elements[code] = counted(code, n, told.visits)
    return Score(elements, told.visits)


def mean_of(scores: Sequence[Score], code: str) -> float | None:
    """The mean of an element over teams that have it."""
    told = [points for one in scores if (points := one.elements[code].points) is not None]
    return sum(told) / len(told) if told else None
