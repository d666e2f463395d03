"""What a customer fills in on their own phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Complaint


class TellForm(forms.Form):
    """`unknown`: no visit is known, so we ask whom to answer."""

    text = forms.CharField(label=_("What happened?"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))
    wants = forms.CharField(
        label=_("What would set it right?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, *args, unknown: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if unknown:
            self.fields["contact_name"] = forms.CharField(label=_("Your name"), max_length=120)
            self.fields["contact_phone"] = forms.CharField(
                label=_("Where we reach you"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
            )
            self.fields["plate"] = forms.CharField(label=_("Plate"), max_length=16, required=False)


class WriteForm(forms.Form):
    text = forms.CharField(label=_("Write to us"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


class WordForm(forms.Form):
    word = forms.ChoiceField(label=_("Is it settled for you?"), choices=Complaint.Word.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
