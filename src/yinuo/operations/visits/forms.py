from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.queries import current_site
from yinuo.operations.workshop.queries import zones

from .models import Visit, WalkAround
from .services import correctables


class NewRecordForm(forms.Form):
    """A customer and a vehicle created on the spot; what is known already is filled in."""

    name = forms.CharField(label=_("Customer's name"), max_length=120)
    phone = forms.CharField(label=_("Mobile phone"), max_length=24, required=False)
    plate = forms.CharField(label=_("Plate"), max_length=16, required=False)
    make = forms.CharField(label=_("Make"), max_length=60, required=False)
    model = forms.CharField(label=_("Model"), max_length=80, required=False)
    vin = forms.CharField(label=_("VIN"), max_length=17, required=False, help_text=_("As it stands in the windscreen or on the licence."))


class WalkAroundForm(forms.Form):
    mileage = forms.IntegerField(
        label=_("Mileage"), min_value=0, max_value=3_000_000, required=False, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    lower_is_right = forms.BooleanField(label=_("The mileage is right, although it is lower than before"), required=False)
    fuel = forms.TypedChoiceField(
        label=_("Fuel or battery (eighths)"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=[(n, "E" if n == 0 else "F" if n == 8 else f"{n}/8") for n in range(9)],
    )  # fmt: skip
    valuables_asked = forms.BooleanField(label=_("I asked about valuables in the car"), required=False)
    valuables = forms.CharField(
        label=_("Valuables left in the car"), max_length=WalkAround._meta.get_field("valuables").max_length, required=False
    )


class ParkForm(forms.Form):
    key_tag = forms.CharField(label=_("Key tag"), max_length=Visit._meta.get_field("key_tag").max_length, required=False)
    place = forms.CharField(label=_("Parking place"), max_length=Visit._meta.get_field("parking_place").max_length, required=False)
    zone = forms.TypedChoiceField(label=_("Zone"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", "—"), *((zone.pk, zone.name) for zone in zones())]


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why is nothing repaired?"), max_length=240, widget=forms.TextInput(attrs={"list": "end-reasons"}))


class CorrectionForm(forms.Form):
    """What is set right, how, and why."""

    of = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("How"), widget=forms.RadioSelect, choices=[("time", _("It happened at another time")), ("undo", _("It did not happen"))]
    )
    to = forms.DateTimeField(
        label=_("Right time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=240, help_text=_("Kept on the record, with your name and the time."))

    def __init__(self, *args, names=(), **kwargs):
        super().__init__(*args, **kwargs)
        known = correctables()
        self.fields["of"].choices = [(name, known[name].label) for name in names if name in known]

    def clean(self):
        told = super().clean()
        if told.get("how") == "time" and not told.get("to") and "to" not in self.errors:
            self.add_error("to", _("Say at what time it happened."))
        return told

    @property
    def to_time(self):
        """The right time, None for "it did not happen"."""
        if self.cleaned_data["how"] == "undo":
            return None
        to = self.cleaned_data["to"]
        return to if to.tzinfo else to.replace(tzinfo=current_site().zone)


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Why is this arrival wrong?"), max_length=240)
