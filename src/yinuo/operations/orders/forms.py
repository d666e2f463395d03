"""What is typed on an order: lines, prices, a promised time, a decision told by phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.core.money.forms import AmountField, HoursField, QuantityField, typed_amount, typed_hours, typed_quantity
from yinuo.operations.workshop.models import BayKind

from .models import Line, Payer, Policy

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


class PolicyForm(forms.Form):
    """What a site allows when it prices; discount limits per role in percent."""

    link_hours = forms.IntegerField(label=_("A link to the customer lives (hours)"), min_value=1, max_value=24 * 60)
    answer_minutes = forms.IntegerField(label=_("Answer about added work expected within (minutes)"), min_value=5, max_value=24 * 60)
    finishing_minutes = forms.IntegerField(label=_("Inspection and cleaning after the work (minutes)"), min_value=0, max_value=600)

    def __init__(self, *args, policy: Policy, currency: str, roles: list[tuple[str, str]], **kwargs):
        kwargs.setdefault("initial", {name: getattr(policy, name) for name in ("link_hours", "answer_minutes", "finishing_minutes")})
        super().__init__(*args, **kwargs)
        self.fields["diagnosis_fee"] = AmountField(
            label=_("Diagnosis fee"), currency=currency, initial=typed_amount(policy.diagnosis_fee, currency)
        )
        self.roles = [code for code, _label in roles]
        for code, label in roles:
            self.fields[f"limit_{code}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, initial=policy.discount_limits.get(code, 0)
            )

    def limits(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"limit_{code}"] for code in self.roles}

    def limit_fields(self):
        return [self[f"limit_{code}"] for code in self.roles]
