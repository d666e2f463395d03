from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import rules, words
from .models import Highlight

SAID = [("yes", _("yes")), ("partly", _("partly")), ("no", _("no"))]


class TeamForm(forms.Form):
    """A team and its people."""

    name = forms.CharField(label=pgettext_lazy("team", "Name"), max_length=60)
    leader_id = forms.TypedChoiceField(label=_("Team leader"), required=False, coerce=int, empty_value=None)
    people = forms.TypedMultipleChoiceField(label=_("People"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    active = forms.BooleanField(label=_("is scored"), required=False, initial=True)

    def __init__(self, *args: Any, staff: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = [(person.pk, str(person)) for person in staff]
        self.fields["leader_id"].choices = [("", "—"), *people]
        self.fields["people"].choices = people


class ScoreForm(forms.Form):
    """A month of a team: fifteen questions in three taps each, and where one can see it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for element, questions in rules.QUESTIONS.items():
            for question in questions:
                self.fields[question] = forms.ChoiceField(label=words.QUESTIONS[question], choices=SAID, widget=forms.RadioSelect)
            self.fields[f"evidence_{element}"] = forms.CharField(label=_("Evidence: where can one see it?"), required=False, max_length=400)

    def parts(self) -> list[tuple[Any, list[Any], Any]]:
        return [
            (words.ELEMENTS[element], [self[question] for question in questions], self[f"evidence_{element}"])
            for element, questions in rules.QUESTIONS.items()
        ]

    def said(self) -> dict[str, str]:
        return {question: self.cleaned_data[question] for questions in rules.QUESTIONS.values() for question in questions}

    def evidence(self) -> dict[str, str]:
        return {element: self.cleaned_data[f"evidence_{element}"] for element in rules.SCORED}


class HighlightForm(forms.Form):
    """What was done beyond the ordinary."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Highlight.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What was done, for whom"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.CharField(
        label=_("Evidence (praise, picture, who saw it)"), max_length=240, required=False,
        help_text=_("Praise is evidence for a highlight, not one itself."),
    )  # fmt: skip
    person_id = forms.TypedChoiceField(label=_("Who did it"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", _("the whole team")), *((person.pk, str(person)) for person in people)]
