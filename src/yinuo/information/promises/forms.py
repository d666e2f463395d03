from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.information.encounters.models import Encounter

from .models import Promise

BY_HAND = ("call_back", "parts_arrival", "ready_time", "complaint_answer", "compensation", "price", "other")


class MomentInput(forms.DateTimeInput):
    """A date and a time on the site's clock, picked with the device's own picker."""

    def __init__(self, **attrs):
        super().__init__(attrs={"type": "datetime-local", "step": "60", **attrs}, format="%Y-%m-%dT%H:%M")


def moment_field(label):
    return forms.DateTimeField(label=label, widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])


class PromiseForm(forms.Form):
    """A promise in a few seconds."""

    text = forms.CharField(
        label=_("what is promised"), max_length=240, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    )
    due_at = moment_field(_("by when"))
    kind = forms.ChoiceField(
        label=_("kind"), choices=[choice for choice in Promise.Kind.choices if choice[0] in BY_HAND], initial="call_back"
    )
    how = forms.ChoiceField(label=_("said how"), choices=Encounter.Channel.choices, initial="phone")


class RenegotiateForm(forms.Form):
    due_at = moment_field(_("new time"))
    how = forms.ChoiceField(label=_("how the customer agreed"), choices=Encounter.Channel.choices, initial="phone")
    reason = forms.CharField(label=_("reason"), max_length=240, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=240)


class CorrectForm(ReasonForm):
    state = forms.ChoiceField(label=_("what is right"), choices=(("kept", _("kept")), ("broken", _("broken")), ("open", _("still open"))))


class PromiseFilter(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all kinds")), *Promise.Kind.choices])
    whose = forms.ChoiceField(label=_("whose"), required=False, choices=(("", _("everybody's")), ("mine", _("mine"))))
