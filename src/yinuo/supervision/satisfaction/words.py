"""Words of codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yinuo.operations.orders.models import Payer
from yinuo.operations.standards.models import Step
from yinuo.supervision.surveys.models import Question

FACTORS: dict[str, Any] = {str(code): label for code, label in Question.Factor.choices}
STEPS: dict[str, Any] = {str(code): label for code, label in Step.choices}
PERIODS = {
    "year": _("last 12 months"),
    "this_year": _("this year"),
    "quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "months3": _("last 3 months"),
}
SPANS = {"year": _("last 12 months"), "quarter": _("this quarter"), "half": _("last 6 months"), "this_year": _("this year")}
SEGMENTS = {
    "maintenance": _("maintenance"),
    "repair": _("repair"),
    "waits": _("customer waited"),
    "leaves": _("customer left the car"),
}
DEFINITIONS = {
    "age": _("age of the car"),
    "km": _("mileage"),
    "times": _("first visit or regular"),
    "payer": _("who pays"),
    "owner": _("private or fleet"),
}
WAYS = DEFINITIONS | {"segment": _("kind of visit"), "brand": _("brand")}
TIMES = {"first": _("first visit"), "again": _("came before"), "regular": _("regular")}
OWNERS = {"private": _("private customer"), "fleet": _("fleet or firm")}
ASPECTS = dict(Question.Aspect.choices)
SOURCES = dict(Question.Source.choices)
DECIDES = dict(Question.Decides.choices)
DIMENSIONS = dict(Question.Dimension.choices)
PRIORITIES = {
    "below_all": (_("Below all three"), _("Below own last year, the industry mean and the best.")),
    "below_past_and_best": (_("Fell, and below the best"), _("Below own last year and the best, though not below the mean.")),
    "no_progress": (_("Below the mean, no progress"), _("Not above own last year by more than chance.")),
}
SIGNALS = {
    "outside": _("outside the limits"),
    "near_limit": _("three of four near a limit"),
    "run": _("eight on one side of the mean"),
}
METHODS = {
    "delta": _("delta method over respondents, Student's t"),
    "t": _("Student's t"),
    "wilson": _("Wilson"),
    "adjusted_wald": _("adjusted Wald"),
    "feldt": _("Feldt"),
    "welch": _("Welch's t of two times"),
    "product": _("product of an effect and a change of a share, Student's t"),
    "ratio": _("ratio of totals over visits, Student's t"),
    "bootstrap": _("bootstrap, percentiles of 1,000 rounds"),
}
WHY_NOT = {
    "few": _("fewer than three answers: no interval"),
    "thin": _("a factor has a single answer: no interval"),
    "alike": _("all answers are alike: no interval"),
}
ZONES = {
    "saboteur": pgettext_lazy("loyalty zone", "saboteurs"),
    "indifferent": pgettext_lazy("loyalty zone", "indifference"),
    "affection": pgettext_lazy("loyalty zone", "affection"),
    "near_apostle": pgettext_lazy("loyalty zone", "near-apostles"),
    "apostle": pgettext_lazy("loyalty zone", "apostles"),
}
LEVELS = (
    pgettext_lazy("satisfaction", "completely dissatisfied"),
    pgettext_lazy("satisfaction", "dissatisfied"),
    pgettext_lazy("satisfaction", "no opinion"),
    pgettext_lazy("satisfaction", "fairly satisfied"),
    pgettext_lazy("satisfaction", "completely satisfied"),
)
QUADRANTS = {
    "concentrate": _("concentrate here"),
    "keep": _("keep it up"),
    "low": _("low priority"),
    "overdone": _("more than is needed"),
}
PLACES = {
    "below": (_("below what is adequate"), "late"),
    "within": (_("within the zone of tolerance"), "kept"),
    "above": (_("above what was desired"), "kept"),
    "unknown": (_("not known"), "idle"),
}


def segment(member: str) -> Any:
    """A customer segment in words: "age:3-6" → "3 to 5 years"."""
    definition, _colon, group = member.partition(":")
    if definition in ("age", "km"):
        return _band(definition, group)
    return {"times": TIMES, "payer": dict(Payer.choices), "owner": OWNERS}.get(definition, {}).get(group, group)


def _band(definition: str, group: str) -> str:
    low, _dash, high = group.partition("-")
    ends = {"low": f"{int(low):,}", "high": f"{int(high) - (definition == 'age'):,}" if high else ""}
    if definition == "age":
        return (gettext("%(low)s to %(high)s years") if high else gettext("from %(low)s years")) % ends
    return (gettext("%(low)s to %(high)s km") if high else gettext("from %(low)s km")) % ends


def member(dimension: str, code: str) -> Any:
    """A member of a dimension in words, people aside."""
    if dimension == "customer":
        return segment(code)
    return SEGMENTS.get(code, code) if dimension == "segment" else code
