from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import words
from .models import Benchmark
from .rules.scale import FACTORS, TOP
from .services import Noted


class WeightsForm(forms.Form):
    """The weights of a year; any unit, since they are normalised."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    brand = forms.CharField(label=_("Brand (empty: all)"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for factor in FACTORS:
            self.fields[factor] = forms.DecimalField(label=words.FACTORS[factor], min_value=0, max_value=1000, decimal_places=3)

    def weights(self) -> dict[str, Decimal]:
        return {factor: self.cleaned_data[factor] for factor in FACTORS}


class BenchmarksForm(forms.Form):
    """One kind of benchmark of a year, for the index and each factor."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label=_("Kind"), choices=Benchmark.Kind.choices)
    source = forms.CharField(label=_("Source"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code, label in (("index", _("Index")), *((factor, words.FACTORS[factor]) for factor in FACTORS)):
            self.fields[code] = forms.DecimalField(label=label, min_value=0, max_value=TOP, decimal_places=1, required=False)

    def noted(self) -> list[Noted]:
        kind = self.cleaned_data["kind"]
        return [Noted(kind, "" if code == "index" else code, self.cleaned_data[code]) for code in ("index", *FACTORS)]


class ImportForm(forms.Form):
    """Benchmarks from a workbook or a CSV file."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("Source"), max_length=120)
    file = forms.FileField(label=_("Excel or CSV file"))
