"""What is asked for in the address, and the shape of a score on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yinuo.core.accounts.models import User

from .. import figures, words
from ..figures import Asked
from ..rules.comparisons import Compared
from ..rules.periods import Period, month_back, month_of, period_of
from ..rules.segments import order

TABS = (
    ("satisfaction:index", gettext_lazy("Index")),
    ("satisfaction:segments", gettext_lazy("Customer segments")),
    ("satisfaction:servqual", gettext_lazy("Service quality")),
    ("satisfaction:drivers", gettext_lazy("Key drivers")),
    ("satisfaction:loyalty", gettext_lazy("Loyalty")),
)

MONTHS_TO_CHOOSE = 12


@dataclass(frozen=True)
class Choice:
    """One select of the filter. `options`: (value, label, chosen)."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any, bool]]


@dataclass(frozen=True)
class Row:
    """A score of a table: its name, where it leads, and the benchmarks beside it."""

    name: Any
    url: str
    compared: Compared
    weight: float | None = None

    @property
    def tone(self) -> str:
        if self.compared.now.value is None:
            return "idle"
        if self.compared.priority:
            return "late" if self.compared.sure else "risk"
        return "kept"


def today(request: HttpRequest) -> Any:
    return request.at.astimezone(request.site.zone).date()


def period_asked(request: HttpRequest) -> Period:
    return period_of(request.GET.get("period", ""), today(request))


def asked_for(request: HttpRequest, members: Mapping[str, Sequence[str]], *, only: Mapping[str, str] | None = None) -> Asked:
    """Period, cuts and step of the address; what is not known at this site is passed over. `only`: cuts that stand."""
    told = request.GET
    cuts = {name: told[name] for name in figures.CUTS if told.get(name) in members.get(name, ())} | dict(only or {})
    step = told.get("step", "")
    return Asked(period_asked(request), cuts, step if step in words.STEPS else "")


def query_of(request: HttpRequest) -> str:
    """The filter of the address, to be carried on."""
    kept = {name: value for name in ("period", "step", *figures.CUTS) if (value := request.GET.get(name, ""))}
    return urlencode(kept)


def choices(request: HttpRequest, asked: Asked, members: Mapping[str, Sequence[str]]) -> list[Choice]:
    """The selects above the index. One query, for the names of people."""
    names = people([*members.get("advisor", ()), *members.get("technician", ())])
    period = request.GET.get("period", "") or "year"
    shown: list[tuple[str, Any, bool]] = [(code, label, code == period) for code, label in words.PERIODS.items()]
    this = today(request).replace(day=1)
    months = [f"{month_back(this, back):%Y-%m}" for back in range(MONTHS_TO_CHOOSE)]
    shown += [(month, month, month == period) for month in (months if period in months or not month_of(period) else [*months, period])]
    found = [Choice("period", _("Period"), shown)]
    for name, label in (
        ("advisor", _("Advisor")),
        ("technician", _("Technician")),
        ("segment", _("Kind of visit")),
        ("customer", _("Customer segment")),
        ("brand", _("Brand")),
    ):
        of = sorted(members.get(name, ()), key=order) if name == "customer" else members.get(name, ())
        options = [(member, _member(name, member, names), asked.cuts.get(name) == member) for member in of]
        if len(options) > 1 or any(chosen for _value, _label, chosen in options):
            found.append(Choice(name, label, [("", _("All"), False), *options]))
    steps = [(code, label, code == asked.step) for code, label in words.STEPS.items()]
    return [*found, Choice("step", _("Step of the visit"), [("", _("All"), False), *steps])]


def people(keys: Sequence[str]) -> dict[str, str]:
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=[int(key) for key in keys])}


def _member(dimension: str, member: str, names: Mapping[str, str]) -> Any:
    if dimension == "customer":
        return f"{capfirst(words.DEFINITIONS.get(member.partition(':')[0], ''))}: {words.segment(member)}"
    return names.get(member) or words.member(dimension, member)


def rows_of(
    request: HttpRequest,
    compared: Sequence[Compared],
    weights: Mapping[str, float],
    texts: Mapping[str, str] | None = None,
    *,
    doors: bool = True,
) -> list[Row]:
    """Factors with the door to each; items by their words."""
    query = query_of(request)
    found = []
    for one in compared:
        factor = doors and one.code in words.FACTORS
        url = f"{reverse('satisfaction:factor', args=[request.site.code, one.code])}?{query}" if factor else ""
        found.append(Row(name_of(one.code, texts or {}), url, one, weights.get(one.code)))
    return found


def name_of(code: str, texts: Mapping[str, str]) -> Any:
    return words.FACTORS.get(code) or texts.get(code, code)


def texts_of_items() -> dict[str, str]:
    return figures.item_texts(get_language() or "en")


def tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    return [(str(label), reverse(name, args=[request.site.code]), name == here) for name, label in TABS]


def period_words(period: Period) -> str:
    return f"{period.first:%Y-%m}" if period.first == period.last else f"{period.first:%Y-%m} – {period.last:%Y-%m}"


def text_in(texts: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """The words in this language, else in any."""
    return texts.get(language) or next(iter(texts.values()), otherwise)
