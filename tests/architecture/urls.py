"""Every URL of the program, with an address that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SITE = "pd"
NOBODY = 999_999_999  # no record has this key
VALUES = {
    "IntConverter": NOBODY,
    "SlugConverter": "nothing-here",
    "StringConverter": "nothing-here",
    "PathConverter": "nothing/here",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf. `path` leads to it with keys of nothing that exists; `unknown`: it names a record."""

    route: str
    name: str
    path: str
    view: Any
    unknown: bool

    @property
    def of_a_site(self) -> bool:
        return self.route.startswith("s/<slug:site>/")

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.view, "methods", ())

    def __str__(self) -> str:
        return self.route or "(home)"


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", {}, ""))


def _walk(patterns, before: str, converters: dict, namespace: str) -> Iterator[Address]:
    for entry in patterns:
        route = before + str(entry.pattern)
        known = {**converters, **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            inside = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from _walk(entry.url_patterns, route, known, inside)
        elif isinstance(entry, URLPattern):
            name = ":".join(part for part in (namespace, entry.name or "") if part)
            path, unknown = _path(route, known)
            yield Address(route, name, path, entry.callback, unknown)


def _path(route: str, converters: dict) -> tuple[str, bool]:
    """The route with something in the place of each key; "site" is the site of the tests."""
    unknown = False

    def fill(match: re.Match) -> str:
        nonlocal unknown
        name = match.group(1).rpartition(":")[2]
        if name == "site":
            return SITE
        unknown = True
        return str(VALUES.get(type(converters.get(name)).__name__, "nothing-here"))

    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "nothing-here", route).replace("\\Z", "").replace("^", "").replace("$", "")
    return "/" + re.sub(r"<([^>]+)>", fill, plain), unknown
