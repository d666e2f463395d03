"""Who waits for a part. Stock does not know the slices above it, so they say how to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_askers: list[Callable[[int], Iterable[int]]] = []


def waits(asker: Callable[[int], Iterable[int]]) -> Callable[[int], Iterable[int]]:
    """`@waits`: `asker(part_id)` gives the ids of the demands that wait for the part to come, the longest waiting first."""
    _askers.append(asker)
    return asker


def waiting_for(part_id: int) -> list[int]:
    return [demand_id for asker in _askers for demand_id in asker(part_id)]
