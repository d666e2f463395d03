from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.information.customers.models import Customer

from . import rules
from .models import Relation, Vehicle

LONGEST_TYPED = 40


class PlateField(forms.CharField):
    """A plate or VIN as typed; kept without spaces and dots, whatever it looks like."""

    def __init__(self, *, longest: int, **options):
        super().__init__(required=False, max_length=LONGEST_TYPED, **options)
        self.longest = longest

    def clean(self, value):
        written = rules.written_plate(super().clean(value))
        if len(written) > self.longest:
            raise forms.ValidationError(_("This is too long: at most %(most)s signs."), params={"most": self.longest})
        return written


class VehicleForm(forms.ModelForm):
    """A vehicle's particulars; saved by the service. Odd plates and VINs are no errors."""

    plate = PlateField(label=_("plate"), longest=rules.LONGEST_PLATE)
    vin = PlateField(label=_("VIN"), longest=24)
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Vehicle
        fields = (
            "plate", "vin", "make", "model", "year", "colour", "engine", "energy",
            "warranty_until", "insured_until", "inspected_until", "next_service_on", "next_service_km", "notes",
        )  # fmt: skip
        widgets = {
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("warranty_until", "insured_until", "inspected_until", "next_service_on")
            },
            "notes": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year is not None and not 1885 <= year <= 2100:
            raise forms.ValidationError(_("Give the model year with four digits, such as 2021."))
        return year

    def validate_unique(self):
        """The service asks the database, which also knows the site."""

    def validate_constraints(self):
        """See `validate_unique`."""

    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen_at"}


class NewForm(forms.Form):
    """A customer and a vehicle at once: what the desk needs in the first minute, the rest later."""

    plate = PlateField(label=_("plate"), longest=rules.LONGEST_PLATE)
    name = forms.CharField(label=_("customer's name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}))
    phone = forms.CharField(label=_("mobile phone"), max_length=24, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    make = forms.CharField(label=_("make"), max_length=60, required=False)
    model = forms.CharField(label=_("model"), max_length=80, required=False)
    mileage = forms.IntegerField(label=_("mileage (km)"), min_value=0, max_value=9_999_999, required=False)
    vin = PlateField(label=_("VIN"), longest=24)
    kind = forms.ChoiceField(label=_("kind"), choices=Customer.Kind.choices, initial=Customer.Kind.PERSON)
    part = forms.ChoiceField(label=_("stands to the vehicle as"), choices=Relation.Part.choices, initial=Relation.Part.OWNER)

    CUSTOMER, VEHICLE = ("name", "phone", "kind"), ("plate", "vin", "make", "model")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("plate", "vin"):
            self.fields[name].widget.attrs |= {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        self.fields["plate"].widget.attrs["autofocus"] = True

    def of_customer(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.CUSTOMER}

    def of_vehicle(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.VEHICLE}


class MileageForm(forms.Form):
    km = forms.IntegerField(label=_("mileage (km)"), min_value=0, max_value=9_999_999)


class RelationForm(forms.Form):
    customer = forms.CharField(label=_("customer's name or phone"), max_length=120)
    part = forms.ChoiceField(label=_("stands to the vehicle as"), choices=Relation.Part.choices, initial=Relation.Part.DRIVER)
