"""Which kinds of record are found, and how a found one is shown. Slices register in their AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hit:
    """A found record. `rank`: 0 for what is going on now (an open visit), 1 otherwise; `newest`: sorts within a rank, larger first."""

    target_type: str
    target_id: int
    title: str
    url: str
    detail: str = ""
    plate: str = ""
    energy: str = ""
    label: Any = ""
    tone: str = "idle"
    icon: str = "search"
    rank: int = 1
    newest: int = 0


Show = Callable[[str, Collection[int]], Mapping[int, Hit]]
Linked = Callable[[Mapping[str, Sequence[int]]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is found and shown. `linked`: which of them belong to the records found so far (the open visits of found customers)."""

    target_type: str
    capability: str
    show: Show
    linked: Linked | None = None


_kinds: dict[str, Kind] = {}


def searchable(target_type: str, show: Show, *, capability: str, linked: Linked | None = None) -> None:
    """Register `show(site_code, ids)` → {id: Hit}: one query or two, records that are gone left out. Only who has the capability finds them."""
    _kinds[target_type] = Kind(target_type, capability, show, linked)


def kinds() -> list[Kind]:
    return list(_kinds.values())
