from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from .models import Encounter


class QuickForm(forms.Form):
    """A contact in a few taps: what can be picked is picked, words are optional."""

    channel = forms.ChoiceField(label=_("channel"), choices=Encounter.Channel.choices, initial="phone", widget=forms.RadioSelect)
    direction = forms.ChoiceField(label=_("direction"), choices=Encounter.Direction.choices, initial="in", widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("about"), choices=Encounter.About.choices, initial="question")
    outcome = forms.ChoiceField(label=_("outcome"), choices=[("", "—"), *Encounter.Outcome.choices], required=False)
    minutes = forms.IntegerField(label=_("minutes"), min_value=0, max_value=600, required=False)
    text = forms.CharField(
        label=_("what was said"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class EncounterFilter(forms.Form):
    channel = forms.ChoiceField(label=_("channel"), required=False, choices=[("", _("all channels")), *Encounter.Channel.choices])
    direction = forms.ChoiceField(label=_("direction"), required=False, choices=[("", _("both directions")), *Encounter.Direction.choices])
    about = forms.ChoiceField(label=_("about"), required=False, choices=[("", _("about anything")), *Encounter.About.choices])
    day = forms.DateField(
        label=_("day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))],
    )
