"""What other slices show on a page that stands below them: orders and money on the visit's page, visits on the customer's, without an upward import.

A slice registers in its AppConfig.ready(): `panels.register("visit", orders_panel, order=30)`. The function reads (in a bounded number of queries)
and says which template shows it; the page renders. None leaves it out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class NextAct:
    """The one thing to do next: a sentence and its button. `post`: the button does it at once; otherwise it leads to the screen."""

    sentence: Any
    label: Any
    url: str
    icon: str = "arrow-right"
    tone: str = "busy"
    post: bool = True
    due: datetime | None = None
    since: datetime | None = None
    confirm: Any = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A part of a page. `template` is included with `panel` (this) and everything in `context`; `where`: stake (before all else), main, side.

    `tone` and `word` become a chip in its head, `url` a door, `next_act` competes for the page's big button (the first panel in order that has one wins).
    """

    code: str
    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    where: str = "main"
    tone: str = ""
    word: Any = ""
    url: str = ""
    next_act: NextAct | None = None


_registered: dict[str, list[tuple[int, str, Callable[[Any, Any], Panel | None]]]] = defaultdict(list)


def register(place: str, read: Callable[[Any, Any], Panel | None], *, order: int = 50, capability: str = "") -> None:
    """`read(request, subject)` → Panel or None, asked for each page of `place` ("visit", "customer", "vehicle") if the person has the capability."""
    _registered[place].append((order, capability, read))
    _registered[place].sort(key=lambda entry: entry[0])


def panels(place: str, request: Any, subject: Any) -> list[Panel]:
    """The panels of a page in their order, as this person may see them."""
    asked = (read(request, subject) for _order, capability, read in _registered[place] if not capability or request.actor.may(capability))
    return [panel for panel in asked if panel is not None]
