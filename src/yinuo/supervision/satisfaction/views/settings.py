"""Weights and benchmarks: who may set them, by form or file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from yinuo.core.access.views import act, back_to, form_page

from .. import figures, services, words, workbook
from ..forms import BenchmarksForm, ImportForm, WeightsForm
from ..models import Benchmark, FactorWeight
from ..rules.scale import FACTORS, normalised
from . import common


@form_page("satisfaction.write")
def weights(request: HttpRequest, site: Any) -> HttpResponseBase:
    """The weights of a year and brand."""
    year = common.today(request).year
    form = WeightsForm(request.POST if request.method == "POST" else None, initial={"year": year, **figures.weights_of(year)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.set_weights(year=told["year"], brand=told["brand"], weights=form.weights(), by=request.actor, at=request.at)
        return back_to(request, "satisfaction:weights")
    context = {
        "form": form,
        "fields": [form[factor] for factor in FACTORS],
        "sets": _sets(),
        "factors": [words.FACTORS[factor] for factor in FACTORS],
    }
    return render(request, "satisfaction/weights.html", context, status=422 if form.is_bound else 200)


def _sets() -> list[dict[str, Any]]:
    """Each year's weights as shares of one."""
    sets: dict[tuple[int, str], dict[str, float]] = defaultdict(dict)
    for row in FactorWeight.objects.order_by("-year", "brand"):
        sets[row.year, row.brand][row.factor] = row.weight / 1000
    found = []
    for (year, brand), told in sets.items():
        shares = normalised(told)
        found.append(
            {"year": year, "brand": brand, "shares": [100 * (shares.shares.get(factor, 0.0) if shares else 0.0) for factor in FACTORS]}
        )
    return found


@act("satisfaction.write")
def drop_weights(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Take a year's weights away."""
    year = request.POST.get("year", "")
    if not (year.isdecimal() and len(year) == 4):
        raise services.WeightsWrong
    services.drop_weights(year=int(year), brand=request.POST.get("brand", ""), by=request.actor, at=request.at)
    return back_to(request, "satisfaction:weights")


@form_page("satisfaction.write")
def benchmarks(request: HttpRequest, site: Any) -> HttpResponseBase:
    """What scores are held against."""
    form = BenchmarksForm(request.POST if request.method == "POST" else None, initial={"year": common.today(request).year})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.note_benchmarks(year=told["year"], source=told["source"], noted=form.noted(), by=request.actor, at=request.at)
        return back_to(request, "satisfaction:benchmarks")
    return _benchmarks(request, form, ImportForm(initial={"year": common.today(request).year}))


@act("satisfaction.write")
def import_benchmarks(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Benchmarks from a file."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _benchmarks(request, BenchmarksForm(initial={"year": common.today(request).year}), form)
    told = form.cleaned_data
    noted = workbook.read(told["file"])
    services.note_benchmarks(year=told["year"], source=told["source"], noted=noted, by=request.actor, at=request.at)
    return back_to(request, "satisfaction:benchmarks")


def _benchmarks(request: HttpRequest, form: BenchmarksForm, file_form: ImportForm) -> HttpResponseBase:
    columns: dict[tuple[int, str], dict[str, Benchmark]] = defaultdict(dict)
    for row in Benchmark.objects.order_by("-year", "kind"):
        columns[row.year, row.kind][row.code] = row
    texts = common.texts_of_items()
    context = {
        "form": form, "file_form": file_form, "fields": [form[code] for code in ("index", *FACTORS)],
        "noted": [_column(year, kind, of, texts) for (year, kind), of in columns.items()],
    }  # fmt: skip
    return render(request, "satisfaction/benchmarks.html", context, status=422 if form.is_bound or file_form.is_bound else 200)


def _column(year: int, kind: str, of: dict[str, Benchmark], texts: dict[str, str]) -> dict[str, Any]:
    rows = [(common.name_of(code, texts) if code else "", row.tenths / 10) for code, row in of.items()]
    sources = sorted({row.source for row in of.values()})
    return {"year": year, "kind": Benchmark.Kind(kind).label, "rows": rows, "sources": sources}
