"""SERVQUAL in three columns, and the zone of tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean

from .intervals import Mean, mean_of
from .reliability import Alpha, alpha

DIMENSIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
COLUMNS = ("desired", "adequate", "perceived")
BELOW, WITHIN, ABOVE, UNKNOWN = "below", "within", "above", "unknown"

# One respondent: item → (desired, adequate, perceived), each None where it was not answered.
Answers = Mapping[str, tuple[int | None, int | None, int | None]]


@dataclass(frozen=True)
class Zone:
    """An item or a dimension: three levels and the two gaps, on the scale that was answered.

    `superiority` = perceived − desired, `adequacy` = perceived − adequate, paired within respondents. `crossed`: respondents whose adequate
    service was above their desired one; they are counted, not corrected.
    """

    code: str
    desired: Mean
    adequate: Mean
    perceived: Mean
    superiority: Mean
    adequacy: Mean
    crossed: int = 0

    @property
    def place(self) -> str:
        """Where the perceived service lies: below, within or above the zone of tolerance."""
        low, high, now = self.adequate.value, self.desired.value, self.perceived.value
        if low is None or high is None or now is None or low > high:
            return UNKNOWN
        return BELOW if now < low else ABOVE if now > high else WITHIN


def zone(code: str, rows: Sequence[tuple[float | None, float | None, float | None]]) -> Zone:
    """From the respondents' three columns."""
    columns = [mean_of([row[column] for row in rows if row[column] is not None]) for column in range(3)]  # type: ignore[misc]
    superiority = mean_of([row[2] - row[0] for row in rows if row[2] is not None and row[0] is not None])
    adequacy = mean_of([row[2] - row[1] for row in rows if row[2] is not None and row[1] is not None])
    crossed = sum(row[0] is not None and row[1] is not None and row[1] > row[0] for row in rows)
    return Zone(code, columns[0], columns[1], columns[2], superiority, adequacy, crossed)


@dataclass(frozen=True)
class Dimension:
    """A dimension's zone, its items' zones, and alpha of each column."""

    zone: Zone
    items: tuple[Zone, ...]
    alphas: Mapping[str, Alpha]


def dimensions(respondents: Sequence[Answers], items: Mapping[str, str]) -> list[Dimension]:
    """`items`: code → dimension. A respondent's dimension is the mean of the items answered; dimensions without items are left out."""
    found = []
    for name in [*DIMENSIONS, *dict.fromkeys(other for other in items.values() if other not in DIMENSIONS)]:
        codes = [code for code, dimension in items.items() if dimension == name]
        if codes:
            found.append(_dimension(name, codes, respondents))
    return found


def _dimension(name: str, codes: list[str], respondents: Sequence[Answers]) -> Dimension:
    rows = [[one.get(code, (None, None, None)) for code in codes] for one in respondents]
    whole = zone(name, [_of_respondent(row) for row in rows])
    singles = tuple(zone(code, [row[place] for row in rows]) for place, code in enumerate(codes))
    alphas = {column: alpha([[item[place] for item in row] for row in rows]) for place, column in enumerate(COLUMNS)}
    return Dimension(whole, singles, alphas)


def _of_respondent(row: Sequence[tuple[int | None, int | None, int | None]]) -> tuple[float | None, float | None, float | None]:
    """Means over the items whose three columns were all answered, so that the gaps compare like with like."""
    whole = [item for item in row if None not in item]
    if not whole:
        return None, None, None
    desired, adequate, perceived = (fmean(item[place] for item in whole if item[place] is not None) for place in range(3))
    return desired, adequate, perceived


def overall(respondents: Sequence[Answers]) -> Zone:
    """All items together."""
    return zone("all", [_of_respondent(list(one.values())) for one in respondents])


def total_alpha(respondents: Sequence[Answers], codes: Sequence[str], column: str = "perceived") -> Alpha:
    """Alpha over all items of a column."""
    place = COLUMNS.index(column)
    return alpha([[one.get(code, (None, None, None))[place] for code in codes] for one in respondents])


def answered(respondents: Sequence[Answers]) -> int:
    """How many gave at least one whole item."""
    return sum(any(None not in item for item in chain(one.values())) for one in respondents)
