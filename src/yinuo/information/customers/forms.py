from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Consent, Customer

SOURCES = (
    ("face", _("face to face")),
    ("phone", _("phone call")),
    ("form", _("paper form")),
    ("wechat", _("WeChat")),
    ("web", _("web page")),
)


class TagsField(forms.CharField):
    """Words separated by commas or spaces, kept as a list."""

    def prepare_value(self, value):
        return "，".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        for separator in ("，", "、", ",", ";", "；"):
            value = (super().to_python(value) if not isinstance(value, str) else value).replace(separator, "\n")
        return [tag.strip() for tag in value.split("\n") if tag.strip()]


class CustomerForm(forms.ModelForm):
    """A customer's particulars; saved by the service, never by the form. `seen_at` says which state of the record was before the person."""

    tags = TagsField(label=_("tags"), required=False, help_text=_("Separate them by commas."))
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Customer
        fields = (
            "name",
            "phone",
            "kind",
            "other_phone",
            "preferred_channel",
            "preferred_hour",
            "email",
            "language",
            "address",
            "tags",
            "notes",
        )
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            "other_phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            "language": forms.Select(choices=[("", "—"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]),
            "notes": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "tags"}  # type: ignore[misc]

    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen_at"}


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("purpose"), choices=Consent.Purpose.choices)
    given = forms.TypedChoiceField(
        label=_("answer"), choices=(("yes", _("allowed")), ("no", _("not allowed"))), coerce=lambda value: value == "yes"
    )
    source = forms.ChoiceField(label=_("said how"), choices=SOURCES)


class CustomerFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, initials, phone")}),
    )
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all kinds")), *Customer.Kind.choices])
