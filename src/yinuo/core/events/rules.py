"""Folding a log into facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

CORRECTION = "correction.made"


def no_facet(name: str, data: Mapping[str, Any]) -> str:
    return ""


def fold(
    facts: dict[str, Any],
    events: Iterable[tuple[str, datetime, Mapping[str, Any]]],
    facet_of: Callable[[str, Mapping[str, Any]], str] = no_facet,
) -> dict[str, Any]:
    """The facts after these events: {name: {"first": iso, "last": iso, "n": count, "data": data of the last}}, times in UTC.

    An event for which `facet_of(name, data)` gives a facet is told under `name:facet` too (each kind of inspection has its own fact).
    A correction ({"of": name, "to": iso or None}) moves the named fact to another time, or takes it away when `to` is None.
    Pure: `facts` is not changed.
    """
    facts = dict(facts)
    for name, at, data in events:
        if name == CORRECTION:
            _correct(facts, data)
        moment = at.astimezone(UTC).isoformat()
        _tell(facts, name, moment, data)
        facet = facet_of(name, data)
        if facet:
            _tell(facts, f"{name}:{facet}", moment, data)
    return facts


def _tell(facts: dict[str, Any], name: str, moment: str, data: Mapping[str, Any]) -> None:
    before = facts.get(name)
    if before is None:
        facts[name] = {"first": moment, "last": moment, "n": 1, "data": dict(data)}
    else:
        facts[name] = {
            "first": min(before["first"], moment),
            "last": max(before["last"], moment),
            "n": before["n"] + 1,
            "data": dict(data) if moment >= before["last"] else before["data"],
        }


def _correct(facts: dict[str, Any], data: Mapping[str, Any]) -> None:
    """The fact and its facets go, or move to the time told."""
    told, to = data["of"], data.get("to")
    moment = datetime.fromisoformat(to).astimezone(UTC).isoformat() if to else None
    for name in [name for name in facts if name == told or name.startswith(f"{told}:")]:
        if moment is None:
            del facts[name]
        else:
            facts[name] = {**facts[name], "first": moment, "last": moment}
