"""Who and what the simulated centre is about: people, cars, jobs, and the story of one car's visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from .catalogue import Item


def minutes(n: float) -> timedelta:
    return timedelta(seconds=round(n * 60))


@dataclass(eq=False)
class Person:
    name: str
    phone: str
    fleet: bool = False
    row: Any = None


@dataclass(eq=False)
class Car:
    """A vehicle with its owner; `km` on day `km_on`, `daily` a day."""

    plate: str
    vin: str
    make: str
    model: str
    engine: str
    energy: str
    colour: str
    year: int
    owner: Person
    km: int
    daily: int
    last_visit: date | None = None
    declined: list[str] = field(default_factory=list)
    row: Any = None


@dataclass
class Span:
    """A stretch of a technician's clock; `reason` why it ended."""

    on: datetime
    off: datetime
    reason: str


@dataclass(eq=False)
class Job:
    """A piece of work: a menu item as it was offered, decided and done; `seen` the finding that it answers."""

    item: Item
    payer: str = "customer"
    added: bool = False
    declined: str = ""
    finding: str = ""
    point: str = ""
    seen: Any = None
    technician: int = 0
    bay: int = 0
    spans: list[Span] = field(default_factory=list)
    requested: datetime | None = None
    presented: datetime | None = None
    decided: datetime | None = None
    approved_late: bool = False

    @property
    def start(self) -> datetime:
        return self.spans[0].on

    @property
    def end(self) -> datetime:
        return self.spans[-1].off


@dataclass
class Inspected:
    kind: str
    at: datetime
    passed: bool
    round: int
    by: tuple[str, int]


@dataclass(eq=False)
class Story:
    """One car from booking to follow-up, as if everything had happened; what lies after the present is cut off when it is written."""

    car: Car
    need: str
    advisor: int
    jobs: list[Job] = field(default_factory=list)
    wished: list[Item] = field(default_factory=list)
    waits: bool = True
    words: str = ""
    booked: datetime | None = None
    starts: datetime | None = None
    short: bool = False
    at: dict[str, datetime] = field(default_factory=dict)
    inspections: list[Inspected] = field(default_factory=list)
    uninterrupted: bool = True
    valuables: bool = True
    promised: datetime | None = None
    revised: tuple[datetime, datetime] | None = None
    ended: str = ""
    raised: str = ""
    answer_due: datetime | None = None
    discount: int = 0
    goodwill: int = 0
    method: str = "wechat"
    km: int = 0
    fuel: int = 4
    red: list[tuple[str, str]] = field(default_factory=list)
    damage: int = 0
    overnight: bool = False

    @property
    def plain(self) -> bool:
        return self.need == "maintenance"
