from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.operations.standards.rules import RULES, YES
from yinuo.operations.standards.words import TITLES

from . import words
from .claims import unit_of
from .models import AuditAnswer, Claim, Expectation

TYPED = {"seconds": 60, "percent": 100}  # how many of a standard's units one typed one is
SAID = AuditAnswer.Said.choices


class ExpectationForm(forms.Form):
    """Something that customers expect; the level is in the unit of the standards that answer for it."""

    text = forms.CharField(label=_("What customers expect, in their words"), max_length=160)
    importance_key = forms.ChoiceField(label=_("Belongs to"), choices=list(words.ITEMS.items()))
    standards = forms.MultipleChoiceField(
        label=_("Standards that answer for it"),
        required=False,
        choices=[(rule.code, TITLES[rule.code]) for rule in RULES],
        widget=forms.CheckboxSelectMultiple,
    )
    level = forms.IntegerField(
        label=_("Level that is expected"), required=False, min_value=0, max_value=10**9,
        help_text=_("Seconds, days or hundredths of a percent, as the standard is measured. Empty: it is enough that there is a standard."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("counts"), required=False, initial=True)

    def __init__(self, *args: Any, expectation: Expectation | None = None, **kwargs: Any):
        if expectation:
            names = ("text", "importance_key", "standards", "level", "active")
            kwargs.setdefault("initial", {name: getattr(expectation, name) for name in names})
        super().__init__(*args, **kwargs)
        if expectation and not expectation.code.startswith("own-"):
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        measured = {rule.unit for rule in RULES if rule.code in told.get("standards", ()) and rule.unit != YES}
        if told.get("level") is not None and len(measured) != 1:
            self.add_error("level", _("A level needs standards that are measured in one unit. Choose those, or leave it empty."))
        return told


class ClaimForm(forms.Form):
    """Something that is advertised. The limit is typed in minutes, days or percent, as what it is measured by."""

    text = forms.CharField(label=_("What is advertised, word for word"), max_length=160)
    place = forms.CharField(label=_("Where: poster, app, call, radio …"), max_length=120, required=False)
    measure = forms.ChoiceField(
        label=_("What tells whether it is true"),
        choices=[(words.GROUPS[group], [(f"{group}:{code}", label) for code, label in of.items()]) for group, of in words.OF_GROUP.items()],
    )
    limit = forms.DecimalField(
        label=_("Limit"), required=False, min_value=0, max_value=100_000, max_digits=9, decimal_places=2,
        help_text=_("Minutes; days where the standard counts days; percent for the estimate. Empty: as the standard or the promise itself says."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("Advertised from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    valid_to = forms.DateField(label=_("until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    everywhere = forms.BooleanField(label=_("at all my centres"), required=False)

    def __init__(self, *args: Any, claim: Claim | None = None, alone: bool = False, **kwargs: Any):
        if claim:
            names = ("text", "place", "measure", "valid_from", "valid_to")
            scale = TYPED.get(unit_of(claim.measure), 1)
            typed = None if claim.limit is None else Decimal(claim.limit) / scale
            kwargs.setdefault("initial", {name: getattr(claim, name) for name in names} | {"limit": typed and f"{typed.normalize():f}"})
        super().__init__(*args, **kwargs)
        if claim or alone:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        measure, limit = told.get("measure", ""), told.get("limit")
        if limit is not None and measure:
            unit = unit_of(measure)
            if not unit:
                self.add_error("limit", _("This has no limit of its own: leave it empty."))
            told["limit"] = int(limit * TYPED.get(unit, 1))
        return told


class AuditForm(forms.Form):
    """A self-audit: for each question what is said, with evidence and what follows."""

    held_on = forms.DateField(label=_("Held on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, questions: tuple[str, ...], staff: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions = questions
        people = [("", "—"), *((person.pk, str(person)) for person in staff)]
        for question in questions:
            self.fields[f"said_{question}"] = forms.ChoiceField(label=words.QUESTIONS[question], choices=SAID, widget=forms.RadioSelect)
            self.fields[f"evidence_{question}"] = forms.CharField(
                label=_("Evidence: where can one see it?"), required=False, max_length=400
            )
            self.fields[f"action_{question}"] = forms.CharField(label=_("What follows"), required=False, max_length=240)
            self.fields[f"owner_{question}"] = forms.TypedChoiceField(
                label=_("Who"), required=False, choices=people, coerce=int, empty_value=None
            )
            self.fields[f"due_{question}"] = forms.DateField(
                label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            )

    def rows(self) -> list[tuple[Any, ...]]:
        return [tuple(self[f"{name}_{question}"] for name in ("said", "evidence", "action", "owner", "due")) for question in self.questions]

    def answers(self) -> dict[str, dict[str, Any]]:
        told = self.cleaned_data
        return {
            question: {
                "said": told[f"said_{question}"], "evidence": told[f"evidence_{question}"], "action": told[f"action_{question}"],
                "owner_id": told[f"owner_{question}"], "due_on": told[f"due_{question}"],
            }
            for question in self.questions
        }  # fmt: skip
