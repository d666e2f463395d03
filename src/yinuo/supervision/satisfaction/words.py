"""Words of codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
SEGMENTS = {
    "maintenance": _("maintenance"),
    "repair": _("repair"),
    "waits": _("customer waited"),
    "leaves": _("customer left the car"),
}
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
