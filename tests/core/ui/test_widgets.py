"""Fields drawn without a template are to the letter what Django's templates make of them."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui.widgets import Renderer

NASTY = """<b>"'&"""
GROUPED = [("", "---"), (NASTY, NASTY), (_("People"), [("1", _("Standards")), (2, "二"), (None, "")])]
WIDGETS = {
    "text": (forms.TextInput({"placeholder": NASTY, "required": True, "disabled": False, "data-n": 3}), [None, "", "沪A12345", NASTY]),
    "number": (forms.NumberInput({"min": 0}), [None, 0, 1234567, "x"]),
    "date": (forms.DateInput({"type": "date"}), [None, date(2026, 3, 2), "2026-03-02"]),
    "time": (forms.TimeInput(), [None, "08:20"]),
    "moment": (forms.DateTimeInput(), [None, "2026-03-02 08:20"]),
    "hidden": (forms.HiddenInput(), [None, "7", NASTY]),
    "email": (forms.EmailInput(), ["a@b.example"]),
    "secret": (forms.PasswordInput(), ["hush"]),
    "ticked": (forms.CheckboxInput({"class": "form-check-input"}), [None, True, False, "on", NASTY]),
    "words": (forms.Textarea({"rows": 3, "aria-label": NASTY}), [None, "", NASTY, "two\nlines", mark_safe("<i>said</i>")]),
    "one of": (forms.Select({"class": "form-select"}, choices=GROUPED), [None, "", NASTY, "1", 2]),
    "several of": (forms.SelectMultiple(choices=GROUPED), [None, [NASTY, "1"]]),
    "yes or no": (forms.NullBooleanSelect(), [None, True, False]),
    "one mark of": (forms.RadioSelect(choices=GROUPED[:2]), [None, NASTY]),
    "a file": (forms.ClearableFileInput(), [None]),
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", WIDGETS)
def test_a_field_is_drawn_as_by_its_template(name, language, settings):
    settings.LANGUAGE_CODE = language
    widget, values = WIDGETS[name]
    for value in values:
        own, djangos = (
            widget.render(NASTY, value, {"id": f"id_{NASTY}"}, renderer=renderer) for renderer in (Renderer(), DjangoTemplates())
        )
        assert own == djangos


def test_forms_are_drawn_so():
    class Asked(forms.Form):
        q = forms.CharField(required=False)

    assert isinstance(Asked().renderer, Renderer)
