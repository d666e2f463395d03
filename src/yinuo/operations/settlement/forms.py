"""What is typed at the checkout and at the till. Amounts are typed as decimals and become minor units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.queries import staff_with
from yinuo.core.money.rules import digits, from_minor, to_minor

from .models import Payment

LARGEST = Decimal("99999999.99")


class AmountField(forms.DecimalField):
    """A typed amount of the site's currency; `.minor(value)` gives minor units."""

    def __init__(self, *, currency: str, **kwargs):
        self.currency = currency
        super().__init__(max_value=LARGEST, decimal_places=digits(currency), **kwargs)

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else to_minor(cleaned, self.currency)


class PayForm(forms.Form):
    """A payment on an invoice: what is owed stands in it already."""

    def __init__(self, *args, currency: str, owed: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            label=_("Amount"), currency=currency, min_value=Decimal("0.01"), initial=from_minor(owed, currency) if owed > 0 else None
        )
        self.fields["method"] = forms.ChoiceField(label=_("How"), choices=Payment.Method.choices, widget=forms.RadioSelect)
        self.fields["reference"] = forms.CharField(
            label=_("Reference"), max_length=60, required=False, help_text=_("Number of the card slip or transfer")
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=240)


class RefundForm(ReasonForm):
    def __init__(self, *args, currency: str, most: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            label=_("Amount"), currency=currency, min_value=Decimal("0.01"), initial=from_minor(most, currency) if most > 0 else None
        )


class NextServiceForm(forms.Form):
    on = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    km = forms.IntegerField(label=_("Mileage"), required=False, min_value=1, max_value=9_999_999)


class CloseDayForm(forms.Form):
    """What was counted, per method that had payments."""

    def __init__(self, *args, currency: str, expected: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Payment.Method.choices)
        for method in expected:
            self.fields[f"counted_{method}"] = AmountField(label=labels[method], currency=currency)
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=240, required=False)

    def counted(self) -> dict[str, int]:
        return {name.removeprefix("counted_"): value for name, value in self.cleaned_data.items() if name.startswith("counted_")}


class DayField(forms.DateField):
    """A day within which payments lie."""

    def __init__(self, **kwargs):
        within = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=within, **kwargs)


class PaymentFilter(forms.Form):
    q = forms.CharField(label=_("Plate, invoice number, reference"), max_length=60, required=False)
    method = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("paid anyhow")), *Payment.Method.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("any kind")), *Payment.Kind.choices])
    cashier = forms.TypedChoiceField(label=_("Cashier"), coerce=int, empty_value=None, required=False)
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label
        self.fields["cashier"].choices = [("", _("any cashier")), *((person.pk, str(person)) for person in staff_with("settlement.write"))]
