from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.forms import moment_field
from yinuo.operations.settlement.forms import AmountField
from yinuo.operations.standards.models import Step
from yinuo.operations.standards.words import FACTORS

from . import rules
from .models import Complaint, Goodwill, Pause
from .words import STEPS, WAYS_BY_HAND

NOT_SAID: list[tuple[Any, Any]] = [("", "—")]
SPOKEN = [choice for choice in Encounter.Channel.choices if choice[0] in ("face", "phone", "wechat", "text", "email")]


def words_field(label: Any, *, rows: int = 3, most: int = 4000, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    )


def channel_field(initial: str = "phone") -> forms.ChoiceField:
    return forms.ChoiceField(label=_("spoken how"), choices=SPOKEN, initial=initial)


def step_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("process step"), choices=[*NOT_SAID, *Step.choices], required=False)


def factor_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("factor"), choices=[*NOT_SAID, *FACTORS.items()], required=False)


class OpenForm(forms.Form):
    """A complaint in a few seconds: the words, how it came, how serious it is."""

    text = words_field(_("what the customer says, in their words"), rows=5, most=20_000)
    wants = words_field(_("what the customer wants"), rows=2, required=False)
    way_in = forms.ChoiceField(
        label=_("way in"),
        choices=[choice for choice in Complaint.WayIn.choices if choice[0] in WAYS_BY_HAND],
        widget=forms.RadioSelect,
        initial="desk",
    )
    severity = forms.ChoiceField(
        label=_("severity"), choices=Complaint.Severity.choices, widget=forms.RadioSelect, initial="minor",
        help_text=_("Critical: danger, injury, press or authorities. The service manager is told at once."),
    )  # fmt: skip
    process_step = step_field()
    contact_name = forms.CharField(label=pgettext_lazy("customer", "name"), max_length=120, required=False)
    contact_phone = forms.CharField(label=_("phone"), max_length=24, required=False)
    plate = forms.CharField(label=_("plate"), max_length=16, required=False)


class ListenForm(forms.Form):
    text = words_field(_("in the customer's words, as they confirmed them"), rows=5, most=20_000)
    wants = words_field(_("what the customer wants"), rows=2, required=False)
    channel = channel_field()


class SayForm(forms.Form):
    """Something said, and how."""

    text = words_field(_("what was said"), rows=3, most=10_000)
    channel = channel_field()


class OfferForm(SayForm):
    text = words_field(_("what is offered"), rows=3)


class DoneForm(SayForm):
    text = words_field(_("what the customer was told"), rows=3)


class UnderstandForm(forms.Form):
    """The real issue, with what the records say ticked (`facts`: choices) and what else was found."""

    real_issue = words_field(_("what it is really about"), rows=3)
    facts = forms.MultipleChoiceField(label=_("facts from the records"), required=False, widget=forms.CheckboxSelectMultiple)
    other_fact = forms.CharField(label=_("another fact that was established"), max_length=240, required=False)
    wants = words_field(_("what the customer wants"), rows=2, required=False)
    process_step = step_field()
    factor = factor_field()

    def __init__(self, *args, facts: Sequence[tuple[str, Any]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = facts
        if not facts:
            del self.fields["facts"]

    def named(self) -> list[str]:
        told = self.cleaned_data
        return [*told.get("facts", []), *([told["other_fact"]] if told.get("other_fact") else [])]


class AgreeForm(forms.Form):
    agreed = words_field(_("what was agreed"), rows=3)
    due_at = moment_field(_("done by when"))
    channel = channel_field()


class CloseForm(forms.Form):
    """What is learnt, and the customer's word or the reason why there is none."""

    word = forms.ChoiceField(label=_("the customer's word"), choices=[*NOT_SAID, *Complaint.Word.choices], required=False)
    word_text = words_field(_("in their words"), rows=2, required=False)
    without = forms.ChoiceField(label=_("or: why there is no word"), choices=[*NOT_SAID, *Complaint.WithoutWord.choices], required=False)
    reason = forms.CharField(label=_("reason"), max_length=240, required=False)
    root_cause = forms.ChoiceField(label=_("root cause"), choices=[*NOT_SAID, *Complaint.RootCause.choices], required=False)
    gap = forms.TypedChoiceField(
        label=_("responsible gap"), choices=[*NOT_SAID, *Complaint.Gap.choices], coerce=int, empty_value=None, required=False
    )
    process_step = step_field()
    factor = factor_field()
    lesson = words_field(_("what we change so that it does not return"), rows=3, required=False)


class EarlyForm(forms.Form):
    without = forms.ChoiceField(label=_("why without the customer's word"), choices=Complaint.WithoutWord.choices)
    reason = forms.CharField(label=_("reason"), max_length=240)


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("the clock stops because of"), choices=Pause.Reason.choices)
    note = forms.CharField(label=_("note"), max_length=240, required=False)


class ClassifyForm(forms.Form):
    severity = forms.ChoiceField(label=_("severity"), choices=Complaint.Severity.choices)
    process_step = step_field()
    factor = factor_field()


class GoodwillForm(forms.Form):
    """What is given, what it costs us, by when the customer has it."""

    kind = forms.ChoiceField(label=_("what"), choices=Goodwill.Kind.choices)
    text = forms.CharField(label=_("what exactly"), max_length=240)
    promised_for = moment_field(_("by when"))

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(label=_("what it costs us"), currency=currency, min_value=0)
        self.order_fields(("kind", "text", "amount", "promised_for"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=240)


class ComplaintFilter(forms.Form):
    """Which complaints."""

    q = forms.CharField(label=_("Number, plate, name, phone or words"), max_length=60, required=False)
    which = forms.ChoiceField(
        label=_("which"),
        choices=[
            ("", _("open")), ("late", _("late")), ("ownerless", _("nobody responsible")), ("paused", _("clock stopped")), ("escalated", _("escalated")),
            ("closed", pgettext_lazy("complaint", "closed")), ("all", _("all")),
        ],
        required=False,
    )  # fmt: skip
    severity = forms.ChoiceField(label=_("severity"), choices=[("", _("all severities")), *Complaint.Severity.choices], required=False)
    way_in = forms.ChoiceField(label=_("way in"), choices=[("", _("all ways in")), *Complaint.WayIn.choices], required=False)
    step = forms.ChoiceField(label=_("process step"), choices=[("", _("all process steps")), *Step.choices], required=False)
    whose = forms.ChoiceField(label=_("whose"), choices=[("", _("everybody's")), ("mine", _("mine"))], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label


class LimitForm(forms.Form):
    """What one role may give by itself."""

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["per_case"] = AmountField(label=_("on one case"), currency=currency, min_value=0)
        self.fields["per_month"] = AmountField(label=_("in a month, all together"), currency=currency, min_value=0)


class TimesForm(forms.Form):
    """Minutes of business for each step by severity, and until the second escalation; from when they hold."""

    valid_from = moment_field(_("for complaints opened from"))
    reason = forms.CharField(label=_("why"), max_length=240, required=False)

    def __init__(self, *args: Any, held: rules.Times, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = False
        for severity in rules.LIMITS:
            for step in rules.STEPS:
                self._minutes(f"{severity}_{step}", f"{STEPS[step][0]} · {Complaint.Severity(severity).label}", held.steps[severity][step])
            self._minutes(
                f"{severity}_grace", f"{_('until the second escalation')} · {Complaint.Severity(severity).label}", held.grace[severity]
            )

    def _minutes(self, name: str, label: str, initial: int) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=rules.LONGEST_STEP, initial=initial)

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(step, its field for each severity), then those of the second escalation."""
        found = [(STEPS[step][0], [self[f"{severity}_{step}"] for severity in rules.LIMITS]) for step in rules.STEPS]
        return [*found, (_("until the second escalation"), [self[f"{severity}_grace"] for severity in rules.LIMITS])]

    def times(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "steps": {severity: {step: told[f"{severity}_{step}"] for step in rules.STEPS} for severity in rules.LIMITS},
            "grace": {severity: told[f"{severity}_grace"] for severity in rules.LIMITS},
        }
