from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import words
from .models import Benchmark
from .rules.scale import FACTORS, TOP
from .rules.segments import Definitions, limits_of
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


class SegmentsForm(forms.Form):
    """Which customer segments are told apart, and where their bands begin."""

    used = forms.MultipleChoiceField(
        label=_("Told apart"), choices=list(words.DEFINITIONS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    age_limits = forms.CharField(label=_("Bands of age begin at (years)"), max_length=80, help_text=_("For example 3, 6, 10."))
    km_limits = forms.CharField(label=_("Bands of mileage begin at (km)"), max_length=80, help_text=_("For example 30000, 60000, 100000."))
    regular_from = forms.IntegerField(label=_("A regular from which visit on?"), min_value=2, max_value=50)

    def clean_age_limits(self) -> tuple[int, ...]:
        return _limits(self.cleaned_data["age_limits"])

    def clean_km_limits(self) -> tuple[int, ...]:
        return _limits(self.cleaned_data["km_limits"])

    def told(self) -> Definitions:
        data = self.cleaned_data
        return Definitions(tuple(data["used"]), data["age_limits"], data["km_limits"], data["regular_from"])


def _limits(text: str) -> tuple[int, ...]:
    found = limits_of(text)
    if found is None:
        raise forms.ValidationError(_("Write whole numbers that rise, at most eight, with commas between them."))
    return found


class ImportForm(forms.Form):
    """Benchmarks from a workbook or a CSV file."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("Source"), max_length=120)
    file = forms.FileField(label=_("Excel or CSV file"))
