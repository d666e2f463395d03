"""Folding a log into facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

CORRECTION = "correction.made"


def fold(facts: dict[str, Any], events: Iterable[tuple[str, datetime, Mapping[str, Any]]]) -> dict[str, Any]:
    """The facts after these events: {name: {"first": iso, "last": iso, "n": count, "data": data of the last}}.

    A correction ({"of": name, "to": iso or None}) moves the named fact to another time, or takes it away when `to` is None.
    Pure: `facts` is not changed.
    """
    facts = dict(facts)
    for name, at, data in events:
        if name == CORRECTION:
            _correct(facts, data)
        before = facts.get(name)
        moment = at.isoformat()
        if before is None:
            facts[name] = {"first": moment, "last": moment, "n": 1, "data": dict(data)}
        else:
            facts[name] = {
                "first": min(before["first"], moment),
                "last": max(before["last"], moment),
                "n": before["n"] + 1,
                "data": dict(data) if moment >= before["last"] else before["data"],
            }
    return facts


def _correct(facts: dict[str, Any], data: Mapping[str, Any]) -> None:
    name, to = data["of"], data.get("to")
    if to is None:
        facts.pop(name, None)
    elif name in facts:
        facts[name] = {**facts[name], "first": to, "last": to}
