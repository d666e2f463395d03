from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import DueCall


def local_moment(**attrs) -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", **attrs}, format="%Y-%m-%dT%H:%M")


class ReachedForm(forms.Form):
    """Three taps for a happy customer; an unhappy one's words and the agreed moment of the answer."""

    outcome = forms.ChoiceField(label=_("How is the customer?"), choices=DueCall.Outcome.choices, widget=forms.RadioSelect)
    interrupted = forms.NullBooleanField(
        label=_("Was the customer interrupted while describing the fault?"),
        widget=forms.RadioSelect(choices=[("", _("not asked")), ("false", _("no")), ("true", _("yes"))]),
        required=False,
    )
    raised = forms.CharField(
        label=_("What the customer raised, in their words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer_due_at = forms.DateTimeField(label=_("Answer promised by"), required=False, widget=local_moment())
    note = forms.CharField(label=_("Note"), max_length=2000, required=False)

    def clean(self):
        """The moment that is proposed for the answer counts only when there is something to answer."""
        told = super().clean()
        if not told.get("raised", "").strip():
            told["answer_due_at"] = None
        return told


class AgainForm(forms.Form):
    again_at = forms.DateTimeField(label=_("Call again"), widget=local_moment())
    note = forms.CharField(label=_("Note"), max_length=2000, required=False)


class CallFilter(forms.Form):
    """Which calls, and whose: by a piece of the plate or of the name."""

    q = forms.CharField(label=_("Plate or name"), max_length=40, required=False)
    which = forms.ChoiceField(
        label=_("Which calls"),
        choices=[("", _("To call now")), ("later", _("Later")), ("unanswered", _("Waiting for an answer"))],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label
