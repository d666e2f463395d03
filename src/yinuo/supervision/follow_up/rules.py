"""The life of a follow-up that is due, and the hour at which its customer is best called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from yinuo.core.workflow.rules import Flow, Move

DUE_DAYS = 3  # calendar days from delivery, where the standard `follow_up.call` is switched off
TRIES = 3

FLOW = Flow(
    name="follow-up",
    initial="due",
    moves={
        "reach": Move(("due", "unreachable"), "done", "follow_up.called"),
        "give_up": Move(("due",), "unreachable", "follow_up.unreachable"),
        "cancel": Move(("due",), "cancelled", "follow_up.cancelled"),
        "reopen": Move(("done", "unreachable", "cancelled"), "due", "follow_up.reopened"),
    },
)


# when to call

FIRST_HOUR, LAST_HOUR = 9, 20  # calls are made from nine to eight in the evening
WINDOW = 2  # hours
OWN, SITE = 4, 20  # calls that what is known before weighs: the site's hour against the customer's own, the site's whole against its hour
LEAST_LEAD = 0.05
NEAR = 0.5  # what a call one hour off tells of a window
HOURS = re.compile(r"(?<!\d)(2[0-4]|[01]?\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Tried:
    """Calls at an hour of the day, and how many of them were answered."""

    n: int = 0
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """The two hours from `start` in which a customer is reached most often, the share to be expected, and from how many calls of their own."""

    start: int
    share: float
    own: int
    lead: float = 0.0  # before the worst two hours

    @property
    def tells(self) -> bool:
        """Whether it is better than other hours by enough to be said."""
        return self.lead >= LEAST_LEAD


def best_hour(own: Mapping[int, Tried], site: Mapping[int, Tried]) -> Best:
    """The customer's own calls, shrunk to the site's share at that time, which is itself shrunk to the site's share at all times.

    Empirical Bayes with fixed weights: share = (reached + OWN · site's share) / (calls + OWN) per window of two hours; a call one hour beside the
    window counts half. So nobody's best hour hangs on a single call, and who has none has the site's. The earliest of equals.
    """
    every = Tried(sum(one.n for one in site.values()), sum(one.reached for one in site.values()))
    overall = (every.reached + 1) / (every.n + 2)
    found = []
    for start in range(FIRST_HOUR, LAST_HOUR - WINDOW + 1):
        theirs = _at(site, start)
        prior = (theirs[1] + SITE * overall) / (theirs[0] + SITE)
        mine = _at(own, start)
        found.append(Best(start, (mine[1] + OWN * prior) / (mine[0] + OWN), sum(one.n for one in own.values())))
    best = max(found, key=lambda one: (round(one.share, 9), -one.start))
    return replace(best, lead=best.share - min(one.share for one in found))


def _at(tried: Mapping[int, Tried], start: int) -> tuple[float, float]:
    """(calls, answered ones) of the window from `start`, those beside it by half."""
    n = reached = 0.0
    for hour in range(start - 1, start + WINDOW + 1):
        weight = 1.0 if start <= hour < start + WINDOW else NEAR
        one = tried.get(hour, Tried())
        n, reached = n + weight * one.n, reached + weight * one.reached
    return n, reached


def stated_hour(text: str) -> int | None:
    """The hour from which the customer asked to be called ("18:00–20:00", "下午", "after 5pm"), None where the words name none."""
    found = HOURS.search(text)
    later = any(word in text.lower() for word in ("pm", "下午", "晚", "傍晚"))
    if found:
        hour = int(found[1])
        hour += 12 if later and hour < 12 else 0
    elif any(word in text for word in ("晚上", "傍晚", "下班")) or "evening" in text.lower():
        hour = 18
    elif "下午" in text or "afternoon" in text.lower():
        hour = 14
    elif "上午" in text or "早上" in text or "morning" in text.lower():
        hour = 9
    elif "中午" in text or "noon" in text.lower():
        hour = 12
    else:
        return None
    return min(max(hour, FIRST_HOUR), LAST_HOUR - WINDOW)
