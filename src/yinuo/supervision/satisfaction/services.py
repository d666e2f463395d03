"""Weights and benchmarks of a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.supervision.surveys.models import Question

from .models import Benchmark, FactorWeight, Scored, SegmentSettings, ToScore
from .rules.scale import FACTORS, TOP
from .rules.segments import DEFINITIONS, Definitions, limits_of

RIGHT = "satisfaction.write"
YEARS = range(2000, 2101)
MOST_WEIGHT = 1_000_000


class WeightsWrong(Invalid):
    sentence = _("Weights must not be below nought, and at least one must be above it. Nothing was changed.")


class BenchmarkWrong(Invalid):
    sentence = _(
        "A benchmark lies between 0 and 1,000 points, of a year from 2000 to 2100, with the source it comes from. Nothing was changed."
    )


class SegmentsWrong(Invalid):
    sentence = _("Bands are whole numbers that rise, at most eight, such as 3, 6, 10; a regular comes at least twice. Nothing was changed.")


@dataclass(frozen=True)
class Noted:
    """A benchmark as it is typed in or imported; `points` None takes it away."""

    kind: str
    code: str
    points: Decimal | None


def set_segments(*, how: Definitions, by: Actor, at: datetime) -> None:
    """Which customer segments the site tells apart; all its answers are counted anew in the background. Raises SegmentsWrong."""
    bands = [limits_of(", ".join(map(str, limits))) for limits in (how.age_limits, how.km_limits)]
    if not set(how.used) <= set(DEFINITIONS) or None in bands or not 2 <= how.regular_from <= 50:
        raise SegmentsWrong
    told = {"used": list(how.used), "age_limits": list(how.age_limits), "km_limits": list(how.km_limits), "regular_from": how.regular_from}
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        row = SegmentSettings.objects.select_for_update().first()
        before = {name: getattr(row, name) for name in told} if row else {}
        if row is None:
            row = SegmentSettings(site_id=by.site_id, **stamps(by, at))
        for name, value in (told | change_stamps(by, at)).items():
            setattr(row, name, value)
        row.save()
        count_all_anew(by.site_id)
        act.record("satisfaction.segments_set", act.thread, before=before, after=told)


def count_all_anew(site_id: int) -> None:
    """All answers that were counted wait to be counted again; each keeps counting as it did until its turn comes."""
    keys = Scored.objects.filter(anonymous=False).order_by("response_id").values_list("response_id", flat=True)
    waiting = (ToScore(site_id=site_id, response_id=key) for key in keys.iterator(chunk_size=2000))
    while portion := list(islice(waiting, 2000)):
        ToScore.objects.bulk_create(portion, ignore_conflicts=True)


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
