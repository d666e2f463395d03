"""Measures of this slice, read by name: the index and the recommend score of some days."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from yinuo.core.measures.registry import Measured, measure

from . import figures


@measure(
    name="satisfaction.index", label=_("Satisfaction index"), unit="points", better="more", drill="satisfaction:index",
    formula=_("weighted mean of the factors, 0 to 1,000"),
)  # fmt: skip
def index(since: date, until: date) -> Measured:
    sums = figures.of_days(since, until)
    found = figures.index_of_sums(sums, figures.weights_of(until.year))
    return Measured(found.value, found.n)


@measure(
    name="satisfaction.recommend", label=_("Would recommend"), unit="points", better="more", drill="satisfaction:index",
    formula=_("share of 9 and 10 less that of 0 to 6"),
)  # fmt: skip
def recommend(since: date, until: date) -> Measured:
    found = figures.recommend_of(figures.of_days(since, until))
    return Measured(found.value, found.n)
