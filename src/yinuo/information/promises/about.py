"""What a promise's story is about, told by the slices above: `about.register(read)` in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """The car and the page of the visit or booking that a thread is."""

    plate: str = ""
    energy: str = ""
    url: str = ""
    title: str = ""


Read = Callable[[str, Collection[int]], Mapping[int, Matter]]
_readers: list[Read] = []


def register(read: Read, *, first: bool = False) -> None:
    """`read(site_code, thread_ids)` → {thread id: Matter}, in one query. The first is asked before the others: most promises are about its records."""
    if read not in _readers:
        _readers.insert(0 if first else len(_readers), read)


def matters_of(site_code: str, thread_ids: Collection[int]) -> dict[int, Matter]:
    found: dict[int, Matter] = {}
    for read in _readers:
        rest = set(thread_ids) - set(found)
        if rest:
            found.update(read(site_code, rest))
    return found
