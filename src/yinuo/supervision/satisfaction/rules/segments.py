"""Customer segments: which group of each definition a visit's customer belongs to, from what is recorded of the visit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

DEFINITIONS = ("age", "km", "times", "payer", "owner")
"""Age of the car in years, mileage, how often the customer came before, who pays, private or fleet."""

AGE_LIMITS = (3, 6, 10)
KM_LIMITS = (30_000, 60_000, 100_000)
REGULAR_FROM = 3
MOST_LIMITS = 8


@dataclass(frozen=True)
class Definitions:
    """What a site tells apart. Limits are the lower ends of all groups but the first; `regular_from`: the visit from which a customer is a regular."""

    used: tuple[str, ...] = DEFINITIONS
    age_limits: tuple[int, ...] = AGE_LIMITS
    km_limits: tuple[int, ...] = KM_LIMITS
    regular_from: int = REGULAR_FROM


@dataclass(frozen=True)
class Facts:
    """What is recorded: age in years and mileage at the visit, visits before it (None: not known), payers of its lines, whether an organisation owns the account."""

    age: int | None = None
    km: int | None = None
    earlier: int | None = None
    payers: Collection[str] = ()
    fleet: bool | None = None


def band(value: int, limits: Sequence[int]) -> str:
    """The group of a value, "low-high" with the upper end outside it; the last one is open: "10-"."""
    ends = [0, *limits]
    place = max((n for n, low in enumerate(ends) if value >= low), default=0)
    return f"{ends[place]}-{ends[place + 1] if place < len(limits) else ''}"


def members(facts: Facts, how: Definitions) -> list[str]:
    """ "age:3-6", "times:first", "payer:warranty", … in the order of the definitions; what is not known is in no group."""
    found: list[str] = []
    if facts.age is not None:
        found.append(f"age:{band(max(0, facts.age), how.age_limits)}")
    if facts.km is not None:
        found.append(f"km:{band(max(0, facts.km), how.km_limits)}")
    if facts.earlier is not None:
        found.append(f"times:{_times(facts.earlier, how.regular_from)}")
    found += [f"payer:{payer}" for payer in sorted(facts.payers)]
    if facts.fleet is not None:
        found.append("owner:fleet" if facts.fleet else "owner:private")
    return [member for member in found if member.partition(":")[0] in how.used]


def _times(earlier: int, regular_from: int) -> str:
    if not earlier:
        return "first"
    return "regular" if earlier + 1 >= regular_from else "again"


def limits_of(text: str) -> tuple[int, ...] | None:
    """Limits as typed, "3, 6, 10"; None unless they are whole numbers above nought that rise, at most eight."""
    parts = text.replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() and len(part.strip()) < 8 for part in parts):
        return None
    found = tuple(int(part) for part in parts)
    rising = all(low < high for low, high in zip((0, *found), found, strict=False))
    return found if rising and len(found) <= MOST_LIMITS else None


def order(member: str) -> tuple[str, int, str]:
    """By which members stand in order: bands by their lower end."""
    definition, _colon, group = member.partition(":")
    low = group.partition("-")[0]
    if low.isdigit():
        return definition, int(low), ""
    return definition, {"first": 0, "again": 1, "regular": 2}.get(group, 0), group
