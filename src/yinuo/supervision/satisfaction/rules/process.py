"""Which factors the steps of the visit move. A starting point, reconstructed; a site edits its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .scale import FACTORS

# What the car itself does wrong ("problems") no step of the visit moves.
MOVED_BY_STEP: dict[str, tuple[str, ...]] = {
    "booking": ("initiation", "friendliness"),
    "reception": ("friendliness", "advisor"),
    "consultation": ("initiation", "advisor"),
    "confirmation": ("advisor", "quality"),
    "lounge": ("friendliness", "advisor", "in_service"),
    "repair": ("quality", "in_service"),
    "exception": ("in_service", "quality", "advisor"),
    "handover": ("advisor", "pick_up", "quality"),
    "checkout": ("friendliness", "quality", "advisor"),
    "follow_up": ("friendliness", "initiation"),
}


def default_pairs() -> list[tuple[str, str]]:
    """(factor, step) in the order of the factors."""
    return [(factor, step) for factor in FACTORS for step, moved in MOVED_BY_STEP.items() if factor in moved]


def steps_by_factor(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """factor → its steps, in the order of the visit."""
    chosen = set(pairs)
    return {factor: tuple(step for step in MOVED_BY_STEP if (factor, step) in chosen) for factor in FACTORS}
