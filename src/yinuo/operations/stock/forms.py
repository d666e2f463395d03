"""What is typed at the parts counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.money.fields import MoneyField, PercentField, QuantityField

UNITS = {"pc": _("pc"), "set": _("set"), "pair": _("pair"), "can": _("can"), "L": _("L"), "l": _("l"), "kg": _("kg"), "m": _("m")}


class PartForm(forms.Form):
    """What is written about a part."""

    number = forms.CharField(
        label=_("Part number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    unit = forms.ChoiceField(label=_("Unit"), initial="pc")
    price = MoneyField(label=_("Price"))
    cost = MoneyField(label=_("Cost"), required=False)
    tax_rate = PercentField(label=_("Tax rate"), required=False, help_text=_("Empty: as the centre's."))
    minimum = QuantityField(label=_("Order when below"), min_value=0, required=False)
    place = forms.CharField(label=_("Shelf"), max_length=30, required=False)
    lead_days = forms.IntegerField(label=_("Delivery time"), min_value=0, max_value=365, initial=2)

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("price", "cost"):
            self.fields[name].in_currency(currency)  # type: ignore[attr-defined]
        known = {**UNITS, **{unit: unit for unit in (self.initial.get("unit"),) if unit and unit not in UNITS}}
        self.fields["unit"].choices = list(known.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("cost", "minimum"):
            if name in values and values[name] is None:
                values[name] = 0
        return values


class ReceiveForm(forms.Form):
    quantity = QuantityField(label=_("How many came"))
    cost = MoneyField(label=_("Cost of one"), required=False)
    note = forms.CharField(label=_("Delivery note"), max_length=240, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cost"].in_currency(currency)  # type: ignore[attr-defined]


class CountForm(forms.Form):
    counted = QuantityField(label=_("Counted"), min_value=0)
    reason = forms.CharField(label=_("Why it differs"), max_length=240, required=False)


class OrderForm(forms.Form):
    quantity = QuantityField(label=_("How many"))
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    expected_on = forms.DateField(label=_("Expected"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
