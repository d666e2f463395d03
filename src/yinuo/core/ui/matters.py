"""What calls for somebody's attention: rows of the Today page. Each slice registers its own in its AppConfig.ready().

    @matters("visit.receive")
    def cars_that_wait(asked: Asked) -> list[Matter]: ...

A function reads at most `asked.limit` rows in a bounded number of queries, most pressing first. Only who has the capability is asked about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yinuo.core.access.actor import Actor


@dataclass(frozen=True)
class Asked:
    """Who asks when; `mine`: only what this person has to do (the default), otherwise the whole site's."""

    actor: Actor
    at: datetime
    site_code: str
    mine: bool = True
    limit: int = 20
    kept: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What several sources need, read for the first of them."""
        if name not in self.kept:
            self.kept[name] = read()
        return self.kept[name]


@dataclass(frozen=True)
class Matter:
    """One thing to do. `kind`: a code, one a function (`greet`, `promise`); `weight`: more presses more, among matters of the same urgency.

    With `due_at` it turns amber `amber` seconds before and red after it; `tone` fixes it. `act_url` and `act_label` make a button that does it at once;
    `url` is where it is looked at, `go` the word on that button when it is more than looking. `subject` is the customer, `words` what to do.
    """

    kind: str
    words: Any
    url: str
    subject: str = ""
    plate: str = ""
    energy: str = ""
    icon: str = "bell"
    due_at: datetime | None = None
    since: datetime | None = None
    amber: int = 300
    tone: str = ""
    weight: int = 50
    act_url: str = ""
    act_label: Any = ""
    act_fields: Mapping[str, Any] = field(default_factory=dict)
    detail: Any = ""
    go: Any = ""


@dataclass(frozen=True)
class Source:
    name: str
    capability: str
    read: Callable[[Asked], list[Matter]]


_sources: dict[str, Source] = {}


def matters(capability: str):
    """Register a reader of matters for everybody with the capability."""

    def decorate(read: Callable[[Asked], list[Matter]]):
        _sources[f"{read.__module__}.{read.__qualname__}"] = Source(f"{read.__module__}.{read.__qualname__}", capability, read)
        return read

    return decorate


def sources(actor: Actor) -> list[Source]:
    """The readers that this person may be asked about, by name."""
    return [source for _name, source in sorted(_sources.items()) if actor.may(source.capability)]
