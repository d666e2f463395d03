"""Satisfaction and loyalty: five levels, five zones, the reference curve and the site's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .intervals import Interval, wilson

ZONES = ("saboteur", "indifferent", "affection", "near_apostle", "apostle")
LEVELS = (1, 2, 3, 4, 5)

# Share of customers who come back, by level of satisfaction: flat near 40 % in the zone of indifference, steep towards 100 % at the top. A reconstruction
# from the field's teaching, not a measurement: a prior, and always labelled as one.
REFERENCE = (0.20, 0.38, 0.42, 0.62, 0.97)
# Yearly loss by level, as taught (level 5: one to two in a hundred); also a prior.
REFERENCE_LOSS = (0.80, 0.40, 0.20, 0.10, 0.015)


@dataclass(frozen=True)
class Behaviour:
    """What a customer did, as far as it is known; None: not known. `recommends` is what the customer says to others: True, or False for warning them off."""

    returned: bool | None = None
    recommends: bool | None = None
    complaint_open: bool | None = None


def zone(level: int, behaviour: Behaviour) -> str:
    """A customer's zone from satisfaction and behaviour together.

    The level alone gives the zone of the same rank. Behaviour moves it by one: up when more speaks for loyalty (came back, recommends) than against (did not
    come back, warns others, a complaint that nobody has solved), down when it is the other way. An apostle has shown it: the best
    level without any sign of loyalty is a near-apostle. Raises ValueError for a level outside 1–5.
    """
    if level not in LEVELS:
        raise ValueError(f"there is no level {level}")
    net = _net(behaviour)
    place = level - 1 + (net > 0) - (net < 0)
    if net <= 0 and place == 4:
        place = 3
    return ZONES[max(0, min(4, place))]


def _net(behaviour: Behaviour) -> int:
    said = sum(0 if sign is None else 1 if sign else -1 for sign in (behaviour.returned, behaviour.recommends))
    return said - (1 if behaviour.complaint_open else 0)


@dataclass(frozen=True)
class Loyal:
    """How many customers of a level came back, of those for whom it can be known by now."""

    level: int
    n: int
    returned: int
    share: float | None
    interval: Interval | None
    reference: float


def curve(customers: Iterable[tuple[int, bool]]) -> list[Loyal]:
    """The site's own curve from (level, came back within the time allowed), beside the reference."""
    n, back = [0] * 5, [0] * 5
    for level, returned in customers:
        n[level - 1] += 1
        back[level - 1] += returned
    return [
        Loyal(
            level,
            n[level - 1],
            back[level - 1],
            back[level - 1] / n[level - 1] if n[level - 1] else None,
            wilson(back[level - 1], n[level - 1]),
            prior,
        )
        for level, prior in zip(LEVELS, REFERENCE, strict=True)
    ]


def level_of_ten(answer: int) -> int:
    """The level of an overall answer on 1–10, where a questionnaire does not ask the five levels: 1–2, 3–4, 5–6, 7–8, 9–10."""
    if not 1 <= answer <= 10:
        raise ValueError(f"{answer} is outside 1–10")
    return (answer + 1) // 2


def counts(zones: Sequence[str]) -> dict[str, int]:
    """How many customers are in each zone."""
    return {name: sum(zone == name for zone in zones) for name in ZONES}
