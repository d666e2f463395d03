"""Which kinds of record are found, and how a found one is shown. Slices register in their AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
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
    newest: int = field(default=0)


Shower = Callable[[str, Collection[int]], Mapping[int, Hit]]
_showers: dict[str, tuple[str, Shower]] = {}


def searchable(target_type: str, show: Shower, *, capability: str) -> None:
    """Register `show(site_code, ids)` → {id: Hit}: one query or two, records that are gone left out. Only who has the capability finds them."""
    _showers[target_type] = (capability, show)


def showers() -> dict[str, tuple[str, Shower]]:
    return _showers
