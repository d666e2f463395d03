"""What is typed on an order: lines, prices, a promised time, a decision told by phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.core.money.forms import AmountField, HoursField, QuantityField, typed_amount, typed_hours, typed_quantity
from yinuo.core.validation import tidy, tidy_lines
from yinuo.operations.workshop.models import BayKind

from . import rules, words
from .models import Inspection, Line, Payer, Policy

CHANNELS = [("phone", _("by phone")), ("tablet", _("here, face to face")), ("wechat", _("WeChat")), ("text", _("text message"))]


class LabourForm(forms.Form):
    description = forms.CharField(label=_("What is to be done"), max_length=200)
    hours = HoursField(label=_("Standard hours"))
    payer = forms.ChoiceField(label=_("Who pays"), choices=Payer.choices, initial=Payer.CUSTOMER)
    bay_kind = forms.ChoiceField(label=_("Bay"), choices=BayKind.choices, initial=BayKind.LIFT)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["price"] = AmountField(
            label=_("Price"), currency=currency, required=False, help_text=_("empty: labour rate × standard hours")
        )


class SubletForm(forms.Form):
    description = forms.CharField(label=_("What is done elsewhere"), max_length=200)
    supplier = forms.CharField(label=_("By whom"), max_length=120)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["price"] = AmountField(label=_("Price"), currency=currency)
        self.fields["cost"] = AmountField(label=_("Cost"), currency=currency, required=False)


class FeeForm(forms.Form):
    description = forms.CharField(label=_("Fee for"), max_length=200)

    def __init__(self, *args, currency: str, fee: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["description"].initial = _("Diagnosis fee")
        self.fields["price"] = AmountField(label=_("Price"), currency=currency, initial=typed_amount(fee, currency))


class LineForm(forms.Form):
    """One line as it is now; what is changed is sent with the revision that was seen."""

    description = forms.CharField(label=_("Description"), max_length=200)
    payer = forms.ChoiceField(label=_("Who pays"), choices=Payer.choices)
    discount_reason = forms.CharField(label=_("Reason"), max_length=120, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, line: Line, minutes: int | None, currency: str, **kwargs):
        kwargs.setdefault("prefix", f"line{line.pk}")
        kwargs.setdefault(
            "initial",
            {name: getattr(line, name) for name in ("description", "payer", "discount_reason", "revision")},
        )
        super().__init__(*args, **kwargs)
        self.line = line
        self.fields["price"] = AmountField(label=_("Unit price"), currency=currency, initial=typed_amount(line.unit_price, currency))
        self.fields["discount"] = AmountField(
            label=_("Discount"), currency=currency, required=False, initial=typed_amount(line.discount, currency)
        )
        if line.kind == Line.Kind.PART:
            self.fields["quantity"] = QuantityField(label=_("Quantity"), initial=typed_quantity(line.quantity))
        if minutes is not None:
            self.fields["hours"] = HoursField(label=_("Standard hours"), initial=typed_hours(minutes))
        if line.kind == Line.Kind.LABOUR and line.parts.filter(removed=False).exists():
            label = _("A new payer pays its parts too")
            self.fields["parts_too"] = forms.BooleanField(label=label, required=False, initial=True)
        self.minutes = minutes

    def changes(self) -> dict:
        """Only what differs from the line, as `change_line` takes it."""
        told = self.cleaned_data
        wanted = {
            "description": told["description"], "payer": told["payer"], "discount_reason": told["discount_reason"],
            "unit_price": told["price"], "discount": told["discount"] or 0,
        }  # fmt: skip
        if "quantity" in told:
            wanted["quantity"] = told["quantity"]
        changed = {name: value for name, value in wanted.items() if getattr(self.line, name) != value}
        if "hours" in told and told["hours"] != self.minutes:
            changed["minutes"] = told["hours"]
        if "payer" in changed and told.get("parts_too"):
            changed["parts_too"] = True
        return changed


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(attrs={"step": 300}, format="%Y-%m-%dT%H:%M")


class PresentForm(forms.Form):
    ready_at = forms.DateTimeField(label=_("Ready by"), widget=MomentInput(), required=False)
    message = forms.CharField(label=_("A word to the customer"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class LaterForm(forms.Form):
    ready_at = forms.DateTimeField(label=_("Ready by"), widget=MomentInput())
    how = forms.ChoiceField(label=_("How the customer agreed"), choices=CHANNELS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=240)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=240)


OWN_POINTS, POINT_LENGTH = 20, 80


class PolicyForm(forms.Form):
    """What a site has settled for its orders; discount limits per role in percent, points of the inspections per kind."""

    link_hours = forms.IntegerField(label=_("A link to the customer lives (hours)"), min_value=1, max_value=24 * 60)
    answer_minutes = forms.IntegerField(label=_("Answer about added work expected within (minutes)"), min_value=5, max_value=24 * 60)
    finishing_minutes = forms.IntegerField(label=_("Inspection and cleaning after the work (minutes)"), min_value=0, max_value=600)

    comeback_days = forms.IntegerField(label=_("Back for the same fault: a comeback within (days)"), min_value=0, max_value=3650)
    comeback_km = forms.IntegerField(label=_("or within (km)"), min_value=0, max_value=1_000_000)

    PLAIN = ("link_hours", "answer_minutes", "finishing_minutes", "comeback_days", "comeback_km")

    def __init__(self, *args, policy: Policy, currency: str, roles: list[tuple[str, str]], **kwargs):
        kwargs.setdefault("initial", {name: getattr(policy, name) for name in self.PLAIN})
        super().__init__(*args, **kwargs)
        for kind in Inspection.Kind:
            self._add_checklist(kind, str(kind.label), policy.checklists.get(kind, {}))
        self.fields["diagnosis_fee"] = AmountField(
            label=_("Diagnosis fee"), currency=currency, initial=typed_amount(policy.diagnosis_fee, currency)
        )
        self.roles = [code for code, _label in roles]
        for code, label in roles:
            self.fields[f"limit_{code}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, initial=policy.discount_limits.get(code, 0)
            )

    def _add_checklist(self, kind: str, label: str, told: Mapping[str, list[str]]) -> None:
        points, without = rules.CHECKLISTS[kind], told.get("without", ())
        self.fields[f"points_{kind}"] = forms.MultipleChoiceField(
            label=label, required=False, choices=[(code, words.POINTS[code]) for code in points],
            initial=[code for code in points if code not in without], widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields[f"own_{kind}"] = forms.CharField(
            label=_("Your own points"), required=False, initial="\n".join(told.get("own", ())), widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One on each line, %(most)s characters at most.") % {"most": POINT_LENGTH}, max_length=OWN_POINTS * (POINT_LENGTH + 2),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for kind in Inspection.Kind.values:
            own = self._own(kind)
            if len(own) > OWN_POINTS or any(len(point) > POINT_LENGTH for point in own):
                self.add_error(f"own_{kind}", _("At most %(n)s points of %(most)s characters.") % {"n": OWN_POINTS, "most": POINT_LENGTH})
            elif f"points_{kind}" in told and not told[f"points_{kind}"] and not own:
                self.add_error(f"points_{kind}", _("An inspection needs at least one point."))
        return told

    def _own(self, kind: str) -> list[str]:
        lines = tidy_lines(self.cleaned_data.get(f"own_{kind}", "")).splitlines()
        return [point for point in dict.fromkeys(map(tidy, lines)) if point and point not in rules.CHECKLISTS[kind]]

    def checklists(self) -> dict[str, dict[str, list[str]]]:
        """What differs from the default points, per kind, as `rules.points_of` reads it."""
        return {
            kind: {"without": [code for code in codes if code not in self.cleaned_data[f"points_{kind}"]], "own": self._own(kind)}
            for kind, codes in rules.CHECKLISTS.items()
        }

    def checklist_fields(self):
        return [(self[f"points_{kind}"], self[f"own_{kind}"]) for kind in Inspection.Kind.values]

    def limits(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"limit_{code}"] for code in self.roles}

    def limit_fields(self):
        return [self[f"limit_{code}"] for code in self.roles]
