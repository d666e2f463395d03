"""The seven factors, their weights, and how an answer becomes points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# As published, in percent; they sum to 100.1 and are normalised to 1 wherever they are used.
DEFAULT_WEIGHTS: dict[str, float] = {
    "problems": 20.4,
    "in_service": 12.1,
    "advisor": 11.5,
    "friendliness": 15.8,
    "quality": 14.7,
    "pick_up": 15.4,
    "initiation": 10.2,
}
FACTORS = tuple(DEFAULT_WEIGHTS)
TOP = 1000  # points
UNIT = 100  # prepared sums count in hundredths of a point, so that they are whole numbers and add up the same in any order


@dataclass(frozen=True)
class Scale:
    """The ends of a scale; answers are whole numbers between them, both included."""

    low: int
    high: int

    def holds(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high


TEN = Scale(1, 10)
FIVE = Scale(1, 5)
RECOMMEND = Scale(0, 10)


def points(mean: float, scale: Scale = TEN) -> float:
    """A mean of answers as points from 0 to 1,000, linear between the ends of the scale: (mean − low) / (high − low) × 1,000.

    On 1–10 the lowest answer is 0 points and the highest 1,000, one step of the scale is 111.1 points, and 5.5, the middle, is 500. (Ten times
    the mean times ten, as some publishers print it, would never fall below 100.) Raises ValueError for a mean outside its scale.
    """
    if not scale.low <= mean <= scale.high:
        raise ValueError(f"{mean} is outside {scale.low}–{scale.high}")
    return (mean - scale.low) / (scale.high - scale.low) * TOP


def hundredths(answers: Sequence[int], scale: Scale = TEN) -> int | None:
    """The points of one respondent's answers to the items of a factor, in hundredths: the mean of those that were answered; None when none was."""
    if not answers:
        return None
    return round(points(sum(answers) / len(answers), scale) * UNIT)


@dataclass(frozen=True)
class Weights:
    """Weights that sum to 1 over the factors that count; `dropped`: factors that have a weight but no answer."""

    shares: Mapping[str, float]
    dropped: tuple[str, ...] = ()


def normalised(weights: Mapping[str, float], answered: Sequence[str] | None = None) -> Weights | None:
    """The weights over the factors that were `answered` (default: all), summing to 1. None when nothing with a weight is left.

    Raises ValueError for a weight below nought.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is below nought")
    counted = {factor: weight for factor, weight in weights.items() if weight > 0 and (answered is None or factor in answered)}
    total = sum(counted.values())
    if total <= 0:
        return None
    dropped = tuple(factor for factor, weight in weights.items() if weight > 0 and factor not in counted)
    return Weights({factor: weight / total for factor, weight in counted.items()}, dropped)
