"""What upper slices tell the booking table about cars already in the shop, without being imported here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .rules import Work


@dataclass(frozen=True, slots=True)
class CarInShop:
    """A car that has arrived and is not gone. `works`: what is left to do on it; None while nobody has ordered work, so that what was booked still counts."""

    thread_id: int
    plate: str
    works: tuple[Work, ...] | None


Source = Callable[[datetime], Iterable[CarInShop]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """`source(at)` gives the scoped site's cars in the shop, first come first, in a bounded number of queries."""
    if source not in _sources:
        _sources.append(source)
    return source


def cars_in_shop(at: datetime) -> dict[int, CarInShop] | None:
    """Thread → car, in the order of the sources; None when nobody tells."""
    if not _sources:
        return None
    return {car.thread_id: car for source in _sources for car in source(at)}
