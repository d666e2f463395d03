"""Work that is done again and again in the background, by `yinuo work`.

A slice registers it in its `jobs.py`, which is imported when the work begins:

    @periodic("promises.watch", every_seconds=15)
    def watch(at: datetime) -> None: …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Job:
    name: str
    every_seconds: float
    do: Callable[[datetime], object]


jobs: dict[str, Job] = {}


def periodic(name: str, every_seconds: float) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Register a function to be called with the present time every so many seconds. Raises ValueError when the name is taken."""

    def register(do: Callable[[datetime], object]) -> Callable[[datetime], object]:
        if name in jobs and jobs[name].do is not do:
            raise ValueError(f"There is already a job named {name}.")
        jobs[name] = Job(name, every_seconds, do)
        return do

    return register
