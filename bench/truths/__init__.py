"""Results that others published, or that were computed by hand, and what our methods give for the same data.

A module of this package registers functions that give `Line`s; `bench.truth` prints them, and a test holds every line to its tolerance.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Missing(Exception):
    """The data are not on this machine; says which."""


@dataclass(frozen=True)
class Line:
    """One reproduced result. `expected` as printed where it was published, `source` says where; with `at_least` it may be surpassed."""

    name: str
    expected: float
    got: float
    tolerance: float
    source: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.got >= self.expected - self.tolerance and (self.at_least or self.got <= self.expected + self.tolerance)

    def told(self) -> dict[str, Any]:
        return {
            "name": self.name, "expected": self.expected, "got": round(self.got, 8), "tolerance": self.tolerance, "holds": self.holds, "source": self.source,
            **({"at_least": True} if self.at_least else {}),
        }  # fmt: skip


Reading = Callable[[], Iterator[Line]]
readings: dict[str, Reading] = {}


def reproduces(name: str) -> Callable[[Reading], Reading]:
    """Register a function that gives lines, or raises Missing."""

    def register(read: Reading) -> Reading:
        readings[name] = read
        return read

    return register


def registered() -> dict[str, Reading]:
    """All of them, after the modules of this package were imported."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(readings.items()))


def shared(name: str) -> Path:
    """A file of the folder beside the project, or of the one that YINUO_SHARED names."""
    for root in (Path(__file__).resolve().parents[2].parent / "shared", Path(os.environ.get("YINUO_SHARED", "/nowhere"))):
        if (path := root / "data" / name).exists():
            return path
    raise Missing(f"{name}: set YINUO_SHARED to the folder that holds data/")


def installed(package: str, path: str) -> Path:
    """A file of an installed package, which is not imported."""
    found = importlib.util.find_spec(package)
    for root in (found.submodule_search_locations or []) if found else []:
        if (file := Path(root) / path).exists():
            return file
    raise Missing(f"{path} of the package {package}")
