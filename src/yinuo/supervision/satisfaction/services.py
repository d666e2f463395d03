"""Weights and benchmarks of a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import stamps
from yinuo.supervision.surveys.models import Question

from .models import Benchmark, FactorWeight
from .rules.scale import FACTORS, TOP

RIGHT = "satisfaction.write"
YEARS = range(2000, 2101)
MOST_WEIGHT = 1_000_000


class WeightsWrong(Invalid):
    sentence = _("Weights must not be below nought, and at least one must be above it. Nothing was changed.")


class BenchmarkWrong(Invalid):
    sentence = _(
        "A benchmark lies between 0 and 1,000 points, of a year from 2000 to 2100, with the source it comes from. Nothing was changed."
    )


@dataclass(frozen=True)
class Noted:
    """A benchmark as it is typed in or imported; `points` None takes it away."""

    kind: str
    code: str
    points: Decimal | None


def set_weights(*, year: int, brand: str, weights: Mapping[str, Decimal], by: Actor, at: datetime) -> None:
    """The weights of a year for a brand ("": all), in whatever unit; they are normalised where they are used. Raises WeightsWrong."""
    brand = brand.strip()
    thousandths = {factor: round(weight * 1000) for factor, weight in weights.items()}
    right = set(thousandths) == set(FACTORS) and all(0 <= weight <= MOST_WEIGHT for weight in thousandths.values())
    if not right or not sum(thousandths.values()) or year not in YEARS or len(brand) > 60:
        raise WeightsWrong
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        rows = FactorWeight.objects.select_for_update().filter(year=year, brand=brand)
        before = dict(rows.values_list("factor", "weight"))
        rows.delete()
        made = [
            FactorWeight(site_id=by.site_id, year=year, brand=brand, factor=factor, weight=weight, **stamps(by, at))
            for factor, weight in thousandths.items()
        ]
        FactorWeight.objects.bulk_create(made)
        act.record("satisfaction.weights_set", act.thread, year=year, brand=brand, before=before, after=thousandths)


def drop_weights(*, year: int, brand: str, by: Actor, at: datetime) -> None:
    """Take the weights of a year away; those of the year before, or the published ones, are in force again. Raises NotHere."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        rows = FactorWeight.objects.select_for_update().filter(year=year, brand=brand)
        before = dict(rows.values_list("factor", "weight"))
        if not before:
            raise NotHere
        rows.delete()
        act.record("satisfaction.weights_set", act.thread, year=year, brand=brand, before=before, after={})


def note_benchmarks(*, year: int, source: str, noted: Sequence[Noted], by: Actor, at: datetime) -> int:
    """Note what scores of a year are held against, and where it comes from; gives how many were noted or taken away. Raises BenchmarkWrong."""
    source = source.strip()
    if year not in YEARS or not source or len(source) > 120 or len({(one.kind, one.code) for one in noted}) != len(noted):
        raise BenchmarkWrong
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        codes = {"", *FACTORS, *Question.objects.exclude(factor="").values_list("key", flat=True)}
        for one in noted:
            if one.kind not in Benchmark.Kind.values or one.code not in codes or not (one.points is None or 0 <= one.points <= TOP):
                raise BenchmarkWrong
        for one in noted:
            Benchmark.objects.filter(year=year, kind=one.kind, code=one.code).delete()
        Benchmark.objects.bulk_create(
            Benchmark(
                site_id=by.site_id, year=year, kind=one.kind, code=one.code, tenths=round(one.points * 10), source=source, **stamps(by, at)
            )
            for one in noted
            if one.points is not None
        )
        told = [[one.kind, one.code, None if one.points is None else str(one.points)] for one in noted]
        act.record("satisfaction.benchmarks_noted", act.thread, year=year, source=source, benchmarks=told)
    return len(noted)
