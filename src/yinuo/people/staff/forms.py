"""What is asked about a person."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.models import Role
from yinuo.people.shifts.rules import Shift

LEVELS = [(0, "—"), (1, _("1 learner")), (2, _("2 able")), (3, _("3 experienced")), (4, _("4 expert"))]


class PersonForm(forms.Form):
    """Who somebody is."""

    display_name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    employee_number = forms.CharField(label=_("Employee number"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("that of the device")), *settings.LANGUAGES])


class NewPersonForm(PersonForm):
    """Somebody new: who they are, what they do, how they come in."""

    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    password = forms.CharField(
        label=_("First password"),
        required=False,
        max_length=128,
        help_text=_("Tell it to the person; it can be changed later. Leave it empty for people who only use the shared tablets."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    def __init__(self, *args: Any, givable: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(code, label) for code, label in Role.choices if code in givable]  # type: ignore[attr-defined]

    def clean_password(self) -> str:
        return checked_password(self.cleaned_data["password"])


class JoinForm(forms.Form):
    """Somebody who works at another centre already: by the whole user name or employee number."""

    name = forms.CharField(
        label=_("User name or employee number"),
        max_length=150,
        help_text=_("Ask the person: write it whole, as they sign in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    roles = forms.MultipleChoiceField(label=_("Roles here"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, givable: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(code, label) for code, label in Role.choices if code in givable]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True)
    )

    def clean_password(self) -> str:
        return checked_password(self.cleaned_data["password"])


def checked_password(password: str) -> str:
    if password:
        validate_password(password)
    return password


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("PIN"),
        min_length=4,
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "pattern": "[0-9]*", "autocomplete": "off"}),
    )


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices)


class AbsenceForm(forms.Form):
    since = forms.DateField(label=_("from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(label=_("to"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label=_("reason"), max_length=120, required=False)


class OtherHoursForm(forms.Form):
    """Another shift than usual on one day. Its fields have names of their own beside the absence's."""

    day = forms.DateField(label=_("day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    starts = forms.TimeField(label=_("from (time)"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    ends = forms.TimeField(label=_("to (time)"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    reason = forms.CharField(label=_("reason"), max_length=120, required=False)


class SkillsForm(forms.Form):
    """A level and a date for each skill of the centre: `level_<id>`, `expires_<id>`."""

    def __init__(self, data: Any, *, skill_ids: list[int]):
        super().__init__(data)
        self.skill_ids = skill_ids
        for pk in skill_ids:
            self.fields[f"level_{pk}"] = forms.TypedChoiceField(choices=LEVELS, coerce=int, required=False, empty_value=0)  # type: ignore[arg-type]
            self.fields[f"expires_{pk}"] = forms.DateField(required=False)

    def held(self) -> dict[int, tuple[int, Any]]:
        values = self.cleaned_data
        return {pk: (values[f"level_{pk}"], values[f"expires_{pk}"]) for pk in self.skill_ids if values[f"level_{pk}"]}


class WeekForm(forms.Form):
    """The usual week: `works_<n>`, `starts_<n>`, `ends_<n>`, `break_starts_<n>`, `break_ends_<n>` for each weekday."""

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        for n in range(7):
            self.fields[f"works_{n}"] = forms.BooleanField(required=False)
            for name in ("starts", "ends", "break_starts", "break_ends"):
                self.fields[f"{name}_{n}"] = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for n in range(7):
            if values.get(f"works_{n}") and not (values.get(f"starts_{n}") and values.get(f"ends_{n}")):
                self.add_error(f"starts_{n}", _("When does the shift begin and end?"))
        return values

    def week(self) -> list[tuple[int, Shift]]:
        values = self.cleaned_data

        def told(name: str, n: int) -> time | None:
            return values[f"{name}_{n}"]

        return [
            (n, Shift(values[f"starts_{n}"], values[f"ends_{n}"], told("break_starts", n), told("break_ends", n)))
            for n in range(7)
            if values[f"works_{n}"]
        ]
