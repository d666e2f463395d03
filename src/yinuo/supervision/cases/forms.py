from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.operations.standards.models import Step

NOT_SAID: list[tuple[Any, Any]] = [("", "—")]
WHICH = [("", _("published")), ("unread", _("not read by me")), ("drafts", _("drafts")), ("all", _("all"))]


def _text(label: Any, *, rows: int = 5, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=6000, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    )


class CaseForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=120, help_text=_("What it is about, in one line."))
    happened = _text(_("what happened"))
    done = _text(_("what was done"), required=False)
    learnt = _text(_("what was learnt"), required=False)
    process_step = forms.ChoiceField(label=_("process step"), choices=[*NOT_SAID, *Step.choices], required=False)
    tags = forms.CharField(label=_("tags"), max_length=240, required=False, help_text=_("Words under which it is found, parted by commas."))
    names = forms.CharField(
        label=_("names to take out"),
        max_length=400,
        required=False,
        help_text=_("Whoever else is named in it, parted by commas. Not kept. Staff, customer and plate of the complaint are known."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)


class CaseFilter(forms.Form):
    q = forms.CharField(label=_("search"), max_length=80, required=False)
    which = forms.ChoiceField(label=_("show"), choices=WHICH, required=False)
    step = forms.ChoiceField(label=_("process step"), choices=[("", _("all steps")), *Step.choices], required=False)
    tag = forms.CharField(label=_("tag"), max_length=24, required=False)
