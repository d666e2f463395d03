"""What is asked in the set-up."""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.accounts.models import User
from yinuo.core.money.fields import MoneyField, PercentField, QuantityField
from yinuo.core.sites.models import Site
from yinuo.operations.visits.words import POINTS
from yinuo.operations.workshop.models import BayKind

from .starters import COUNTRIES

COUNTRY_NAMES = {
    "CN": _("China"), "TW": _("Taiwan"), "HK": _("Hong Kong"), "SG": _("Singapore"), "GB": _("United Kingdom"), "IE": _("Ireland"),
    "US": _("United States"), "CA": _("Canada"), "AU": _("Australia"), "NZ": _("New Zealand"),
}  # fmt: skip
CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and hyphens only."))


class FirstRunForm(forms.Form):
    """The first centre and its first administrator."""

    name = forms.CharField(label=_("Name of your centre"), max_length=120)
    code = forms.CharField(
        label=_("Short name in the address"), max_length=20, validators=[CODE], help_text=_("For example pudong: /s/pudong/")
    )
    country = forms.ChoiceField(label=_("Country"), choices=[(code, COUNTRY_NAMES[code]) for code in COUNTRIES])
    display_name = forms.CharField(label=_("Your name"), max_length=60)
    username = forms.CharField(label=_("Your user name"), max_length=150, validators=[UnicodeUsernameValidator()])
    password = forms.CharField(
        label=_("Your password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True)
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], User(username=self.cleaned_data.get("username", "")))
        return self.cleaned_data["password"]


class CentreForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = ("name", "phone", "address", "language", "timezone")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(label=_("Language of papers and notices"), choices=settings.LANGUAGES)

    def clean_timezone(self) -> str:
        zone = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write it like Asia/Shanghai."))
        return zone


class HoursForm(forms.Form):
    """Two spans a day: `a_opens_<n>`, `a_closes_<n>`, `b_opens_<n>`, `b_closes_<n>`; an empty span is none."""

    def __init__(self, data: Any):
        super().__init__(data)
        for n in range(7):
            for name in ("a_opens", "a_closes", "b_opens", "b_closes"):
                self.fields[f"{name}_{n}"] = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for n in range(7):
            for span in "ab":
                if (values.get(f"{span}_opens_{n}") is None) != (values.get(f"{span}_closes_{n}") is None):
                    self.add_error(f"{span}_opens_{n}", _("When does it open, and when does it close?"))
        return values

    def openings(self) -> list[tuple[int, time, time]]:
        values = self.cleaned_data
        return [
            (n, values[f"{span}_opens_{n}"], values[f"{span}_closes_{n}"]) for n in range(7) for span in "ab" if values[f"{span}_opens_{n}"]
        ]


class DayForm(forms.Form):
    """A day that differs: closed, or open at other hours."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    name = forms.CharField(label=_("Why"), max_length=60, required=False)
    opens = forms.TimeField(label=_("opens"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("closes"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))


class BayForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), choices=BayKind.choices)


class MenuItemForm(forms.Form):
    """An item of the menu; hours are typed as decimals and kept as minutes."""

    code = forms.CharField(label=_("Code"), max_length=30)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    hours = forms.DecimalField(label=_("Standard hours"), min_value=0, max_value=200, decimal_places=2)
    buffer_minutes = forms.IntegerField(label=_("Kept free after it"), min_value=0, max_value=480, initial=15)
    price = MoneyField(label=_("Fixed labour price"), required=False, help_text=_("Empty: standard hours at the labour rate."))
    bay_kind = forms.ChoiceField(label=_("Bay"), choices=BayKind.choices, initial="lift")
    skill = forms.SlugField(label=_("Skill"), max_length=30, initial="maintenance")
    cures = forms.MultipleChoiceField(
        label=_("Answers findings at"),
        choices=list(POINTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An amber or red finding at one of these points becomes this item with one tap."),
    )
    maintenance = forms.BooleanField(label=_("plain maintenance (no consultation needed)"), required=False)
    public = forms.BooleanField(label=_("customers can book it themselves"), required=False, initial=True)
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, currency: str, skills: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["price"].in_currency(currency)  # type: ignore[attr-defined]
        if skills:
            self.fields["skill"] = forms.ChoiceField(label=_("Skill"), choices=skills, initial="maintenance")

    def columns(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["standard_minutes"] = round(values.pop("hours") * 60)
        return values


class NeededPartForm(forms.Form):
    """A part that a menu item takes."""

    number = forms.CharField(label=_("Part"), max_length=40, widget=forms.TextInput(attrs={"list": "part-numbers", "autocomplete": "off"}))
    quantity = QuantityField(label=_("How much"), initial=1000)

    def clean_number(self) -> str:
        return self.cleaned_data["number"].strip()


class PasteForm(forms.Form):
    pasted = forms.CharField(max_length=2_000_000, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}), strip=False)


class PricesForm(forms.Form):
    labour_rate = MoneyField(label=_("An hour of work"))
    overbooking_percent = forms.IntegerField(
        label=_("Over-booking"), min_value=0, max_value=100, help_text=_("How much more than the capacity may be booked. 0 is prudent.")
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["labour_rate"].in_currency(currency)  # type: ignore[attr-defined]


class TaxForm(forms.Form):
    tax_rate = PercentField(label=_("Tax rate"))
    prices_include_tax = forms.BooleanField(label=_("Prices are told with tax"), required=False)


def slug_of(text: str) -> str:
    """A short name for the address from what was typed, as far as it is Latin."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:20]
