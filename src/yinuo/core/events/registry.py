"""Who reacts to what. Slices register in their AppConfig.ready(), by importing their handlers module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

_reactions: dict[str, list[Callable]] = defaultdict(list)
_closers: list[Callable] = []
_facets: dict[str, Callable] = {}


def on(*names: str):
    """`@on("visit.delivered")`: call `handler(act, event)` in the same transaction, right after the event was recorded."""

    def decorate(handler):
        for name in names:
            _reactions[name].append(handler)
        return handler

    return decorate


def closes(handler):
    """`@closes`: call `handler(act, before, after)` once at the end of each act, with the thread's facts before and after it."""
    _closers.append(handler)
    return handler


def facet(name: str):
    """`@facet("inspection.passed")`: `telling(data)` says under which facet ("" = none) such an event is folded beside its name."""

    def decorate(telling):
        _facets[name] = telling
        return telling

    return decorate


def facet_of(name: str, data) -> str:
    telling = _facets.get(name)
    return telling(data) if telling else ""


def reactions(name: str) -> list[Callable]:
    return _reactions.get(name, [])


def closers() -> list[Callable]:
    return _closers


def reacted_names() -> set[str]:
    return set(_reactions)
