"""Booking's forms: what is typed, checked field by field, before any service is called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.queries import staff_with
from yinuo.core.validation import key_of
from yinuo.operations.menu.models import MenuItem

from .models import Appointment, BookingSettings
from .services import MOST_MINUTES, OtherWork
from .who import Caller


def moment(text: str) -> datetime | None:
    """A time as the table's half-hours name it (ISO 8601 with its offset); one without an offset is the site's."""
    try:
        found = parse_datetime((text or "").strip()[:40].replace(" ", "+") if "T" in (text or "") else "")
    except ValueError:
        return None
    if found is None or not 2000 <= found.year <= 2200:
        return None
    try:
        return found if found.tzinfo else timezone.make_aware(found)
    except (OverflowError, ValueError):
        return None


class MenuItems(forms.ModelMultipleChoiceField):
    """Ticked menu items; what can be no key is refused before a database is asked for it."""

    default_error_messages = {
        "invalid_choice": _("This work is not offered any more. Choose again."),
        "invalid_pk_value": _("This work is not offered any more. Choose again."),
    }

    def clean(self, value: Any) -> Any:
        wrong = next((text for text in value or () if key_of(str(text)) is None), None)
        if wrong is not None:
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)


class WorkForm(forms.Form):
    """What is to be done: menu items, and other work with its estimated time."""

    items: Any = MenuItems(label=_("Work"), queryset=MenuItem.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    other_name = forms.CharField(label=_("Other work"), max_length=120, required=False)
    other_minutes = forms.IntegerField(label=_("Estimated time"), min_value=1, max_value=MOST_MINUTES, required=False)

    def __init__(self, *args, public: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        rows = MenuItem.objects.filter(active=True)
        items: Any = self.fields["items"]
        # what customers ask for themselves is booked most: it comes first
        items.queryset = rows.filter(public=True) if public else rows.order_by("-public", "code")

    def clean(self):
        values = super().clean() or {}
        if values.get("other_name") and not values.get("other_minutes"):
            self.add_error("other_minutes", _("Estimate how long the other work takes."))
        if values.get("other_minutes") and not values.get("other_name") and "other_minutes" not in self.errors:
            self.add_error("other_name", _("Say what the other work is."))
        if not self.errors and not values.get("items") and not values.get("other_name"):
            self.add_error("items", _("Choose what is to be done."))
        return values

    def menu_item_ids(self) -> list[int]:
        return [item.pk for item in self.cleaned_data["items"]]

    def other(self) -> list[OtherWork]:
        name, minutes = self.cleaned_data.get("other_name"), self.cleaned_data.get("other_minutes")
        return [OtherWork(name, minutes)] if name and minutes else []


class WhoForm(forms.Form):
    """Who comes with which car. Records that were chosen come along hidden."""

    customer = forms.IntegerField(widget=forms.HiddenInput, required=False)
    vehicle = forms.IntegerField(widget=forms.HiddenInput, required=False)
    plate = forms.CharField(
        label=_("Plate"), max_length=20, required=False, widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    phone = forms.CharField(
        label=_("Phone"), max_length=24, required=False, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
    )
    wish = forms.CharField(
        label=_("Customer's words"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2}), help_text=_("As they said it.")
    )
    advisor: Any = forms.ModelChoiceField(label=_("Advisor"), queryset=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        advisor: Any = self.fields["advisor"]
        advisor.queryset = staff_with("visit.receive")
        advisor.empty_label = _("whoever is free")

    def clean(self):
        values = super().clean() or {}
        if not self.errors and not any(values.get(name) for name in ("customer", "vehicle", "plate", "name", "phone")):
            self.add_error("plate", _("Say who is coming: a name, a phone number or a plate."))
        return values

    def caller(self) -> Caller:
        values = self.cleaned_data
        return Caller(values["customer"], values["vehicle"], values["name"], values["phone"], values["plate"])


class BookingForm(WhoForm, WorkForm):
    """A new booking. The half-hour is a button's value, so that the last tap books."""

    waits = forms.TypedChoiceField(
        label=_("Customer"),
        choices=[("1", _("waits")), ("", _("leaves the car"))],
        coerce=bool,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    origin = forms.ChoiceField(
        label=_("Booked"),
        choices=[choice for choice in Appointment.Origin.choices if choice[0] != "public"],
        initial="phone",
        required=False,
    )
    told = forms.BooleanField(label=_("If a part is short, the customer was told just now"), required=False)


class SettingsForm(forms.ModelForm):
    overbooking_percent = forms.IntegerField(
        label=_("Over-booking, percent"),
        min_value=0,
        max_value=100,
        help_text=_("How far you book beyond capacity on purpose, because some do not come. 0 is the honest beginning."),
    )

    class Meta:
        model = BookingSettings
        fields = ["public_open", "public_lead_minutes", "days_ahead"]

    field_order = ["overbooking_percent", "days_ahead", "public_open", "public_lead_minutes"]


class PublicForm(WorkForm):
    """What a customer types on the phone. `website` is a trap: people do not see it, programs fill it in."""

    plate = forms.CharField(
        label=_("Plate"), max_length=20, widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"})
    )
    name = forms.CharField(label=_("Your name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.RegexField(
        r"^[0-9０-９+()\-\s]{5,24}$",
        label=_("Your mobile phone"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Give a phone number at which we can reach you, in digits.")},
    )
    wish = forms.CharField(label=_("Anything we should know?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))
    waits = forms.TypedChoiceField(
        label=_("Will you wait?"),
        choices=[("1", _("I wait here")), ("", _("I leave the car"))],
        coerce=bool,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, public=True, **kwargs)
        for name in ("other_name", "other_minutes"):
            del self.fields[name]

    def other(self) -> list[OtherWork]:
        return []
