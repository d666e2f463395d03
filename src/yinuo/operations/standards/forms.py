from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.models import Role

from .models import Norm, Standard, Step
from .rules import DAYS, PERCENT, SECONDS, YES, Rule

FACTOR = {SECONDS: 60, PERCENT: 100, DAYS: 1, YES: 1}  # what one unit on the screen is in the stored unit
UNITS = {SECONDS: _("min"), PERCENT: "%", DAYS: _("days"), YES: ""}
RANGES = ((0, _("Today")), (6, _("7 days")), (29, _("30 days")), (89, _("90 days")))


def _shown(stored: int | None, factor: int) -> str | None:
    """Without decimals where there are none."""
    return None if stored is None else f"{stored / factor:g}"


class StandardForm(forms.Form):
    """A new version of a standard's limit, in the unit that people use for it."""

    limit = forms.DecimalField(label=_("Limit"), min_value=0, max_value=500_000, decimal_places=2)
    early = forms.DecimalField(label=_("No earlier than (hours before)"), min_value=0, max_value=168, decimal_places=1)
    amber_percent = forms.IntegerField(label=_("Amber when so much of the time is used up"), min_value=1, max_value=99)
    norm = forms.ModelChoiceField(Norm.objects.none(), label=_("Norm behind it"), required=False)
    reason = forms.CharField(label=_("Why it exists"), max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    active = forms.BooleanField(label=_("In force"), required=False, help_text=_("Switched off, it is not judged and not shown."))
    valid_from = forms.ChoiceField(label=_("Valid"), choices=[("now", _("from now on")), ("tomorrow", _("from tomorrow on"))])

    def __init__(self, *args: Any, rule: Rule, standard: Standard, **kwargs: Any):
        self.rule = rule
        initial = {
            "limit": _shown(standard.limit, FACTOR[rule.unit]),
            "early": _shown(standard.early, 3600),
            "amber_percent": standard.amber_percent,
            "norm": standard.norm_id,
            "reason": standard.reason,
            "active": standard.active,
            "valid_from": "now",
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["norm"].queryset = Norm.objects.filter(step=rule.step)
        if rule.unit == YES:
            del self.fields["limit"]
        if rule.early is None:
            del self.fields["early"]
        if rule.unit not in (SECONDS, DAYS) or rule.minimum:
            del self.fields["amber_percent"]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        found = {"reason": told["reason"], "active": told["active"], "norm_id": told["norm"].pk if told["norm"] else None}
        found["limit"] = round(told["limit"] * FACTOR[self.rule.unit]) if "limit" in told else None
        if "early" in told:
            found["early"] = round(told["early"] * 3600)
        if "amber_percent" in told:
            found["amber_percent"] = told["amber_percent"]
        return found


class NormForm(forms.Form):
    step = forms.ChoiceField(label=_("Step"), choices=Step.choices)
    post = forms.ChoiceField(label=_("Post"), choices=[("", _("everybody")), *Role.choices], required=False)
    text = forms.CharField(label=_("How to act"), max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _near(day: date, today: date) -> date:
    """The day, or the nearest one with which can be reckoned."""
    return max(min(day, today + timedelta(days=366)), date(1900, 1, 1))


class SpanForm(forms.Form):
    """Which days, and whose. What cannot be read falls back to the last thirty days."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def span(self, today: date) -> tuple[date, date]:
        told = self.cleaned_data if self.is_valid() else {}
        until = _near(told.get("until") or today, today)
        since = _near(told.get("since") or until - timedelta(days=29), today)
        if since > until:
            since, until = until, since
        return max(since, until - timedelta(days=731)), until

    def owner_id(self) -> int | None:
        return self.cleaned_data.get("owner") if self.is_valid() else None
