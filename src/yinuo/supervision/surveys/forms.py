from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from yinuo.information.customers.models import Customer

from . import rules
from .models import Question, Questionnaire, Response, Wave

LANGUAGE_NAMES = {"zh-hans": "简体", "zh-hant": "繁體", "en": "English"}
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


def day(label: Any, **told: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), validators=DAYS, **told)


class WaveForm(forms.Form):
    """Who is asked what, when and how often."""

    version_id = forms.TypedChoiceField(label=_("Questionnaire"), coerce=int)
    name = forms.CharField(label=_("Name of the wave"), max_length=120)
    trigger = forms.ChoiceField(label=_("When is somebody asked?"), choices=Wave.Trigger.choices)
    audience = forms.ChoiceField(label=_("Who is asked?"), choices=Wave.Audience.choices, widget=forms.RadioSelect, initial="customers")
    starts_on = day(_("From"))
    ends_on = day(_("To"))
    percent = forms.IntegerField(label=_("How many of them are drawn (%)"), min_value=1, max_value=100, initial=100)
    delay_days = forms.IntegerField(
        label=_("How long after that (days)"), min_value=0, max_value=60, required=False, initial=1,
        help_text=_("After a recovery two weeks are usual: then it shows whether it held."),
    )  # fmt: skip
    delay_hours = forms.IntegerField(label=_("and (hours)"), min_value=0, max_value=2000, initial=0)
    quarantine_days = forms.IntegerField(
        label=_("Nobody is asked twice within (days)"), min_value=0, max_value=730, initial=90, help_text=_("Counted over all waves.")
    )
    remind_after_days = forms.IntegerField(label=_("One reminder after (days; 0 = none)"), min_value=0, max_value=60, initial=5)
    link_days = forms.IntegerField(label=_("A link lives (days)"), min_value=1, max_value=90, initial=30)
    quota = forms.IntegerField(label=_("Enough when so many have answered"), min_value=1, max_value=1_000_000, required=False)
    anonymous = forms.BooleanField(
        label=_("Anonymous"),
        required=False,
        help_text=_("Nothing leads from an answer to the person, the visit or the advisor. It cannot be undone."),
    )

    def __init__(self, *args: Any, versions: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["version_id"].choices = [(version.pk, f"{version.questionnaire.name} · {version.number}") for version in versions]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", _("The last day must not lie before the first."))
        told["delay_hours"] = (told.get("delay_hours") or 0) + 24 * (told.pop("delay_days", None) or 0)
        told["share"] = (told.pop("percent", None) or 0) * 10
        return told


class WaveFilter(forms.Form):
    q = forms.CharField(label=_("Name of the wave"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *Wave.State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Questionnaire.Kind.choices])


class ResponseFilter(forms.Form):
    q = forms.CharField(label=_("Words, name or plate"), max_length=60, required=False)
    wave_id = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    advisor_id = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("all channels")), *Response.Channel.choices])
    mood = forms.ChoiceField(
        label=_("Mood"), required=False, choices=[("", _("good and bad words")), ("negative", _("a bad word")), ("fine", _("no bad word"))]
    )


class SendFilter(forms.Form):
    q = forms.CharField(label=_("Name or plate"), max_length=60, required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("all channels")), *Customer.Channel.choices])


class SentForm(forms.Form):
    channel = forms.ChoiceField(choices=Customer.Channel.choices)


class NetworksForm(forms.Form):
    networks = forms.CharField(
        label=_("Networks of the building, one a line"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "203.0.113.0/24"}),
    )


class NewForm(forms.Form):
    name = forms.CharField(label=_("Name of the questionnaire"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Latin letters, digits, dashes; never changes."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Questionnaire.Kind.choices)


class ImportForm(forms.Form):
    file = forms.FileField(label=_("Excel file (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))


class ByLanguage(forms.Form):
    """Fields of texts, one for each language: `texts_en`."""

    texts: tuple[tuple[str, Any, int, bool], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, label, rows, required in self.texts:
            for language in rules.LANGUAGES:
                widget = forms.Textarea(attrs={"rows": rows, "lang": language}) if rows > 1 else forms.TextInput(attrs={"lang": language})
                self.fields[f"{name}_{key(language)}"] = forms.CharField(
                    label=f"{label} · {LANGUAGE_NAMES[language]}", max_length=400, required=required, widget=widget
                )

    def spoken(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data[f"{name}_{key(language)}"] for language in rules.LANGUAGES}


def key(language: str) -> str:
    return language.replace("-", "_")


def spread(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts by language as the initial values of such fields."""
    return {f"{name}_{key(language)}": texts.get(language, "") for language in rules.LANGUAGES}


class WordsForm(ByLanguage):
    texts = (("titles", _("Title"), 1, True), ("intros", _("Introduction"), 2, False), ("thanks", _("Thanks"), 2, False))


class QuestionForm(ByLanguage):
    """One question of a draft."""

    texts = (("texts", _("Question"), 2, True), ("hints", _("Ends of the scale (low|high)"), 1, False))

    key = forms.SlugField(label=_("Key"), max_length=40, help_text=_("The same in all versions, so that answers can be compared."))
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Question.Kind.choices)
    factor = forms.ChoiceField(label=_("Factor of the index"), choices=[("", "—"), *Question.Factor.choices], required=False)
    dimension = forms.ChoiceField(label=_("Dimension of service quality"), choices=[("", "—"), *Question.Dimension.choices], required=False)
    aspect = forms.ChoiceField(label=_("What, how or image"), choices=[("", "—"), *Question.Aspect.choices], required=False)
    decides = forms.ChoiceField(label=_("Decides satisfaction by"), choices=[("", "—"), *Question.Decides.choices], required=False)
    expectation_source = forms.ChoiceField(label=_("Source of expectation"), choices=[("", "—"), *Question.Source.choices], required=False)
    optional = forms.BooleanField(label=_("May be left out"), required=False)
    many = forms.BooleanField(label=_("Several options may be chosen"), required=False)
    options = forms.CharField(
        label=_("Options, one a line: code | 简体 | 繁體 | English"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    show_if = forms.JSONField(
        label=_("Asked only if"), required=False, help_text=_('For example {"key": "overall", "at_most": 3}. Empty: always.')
    )

    def clean_options(self) -> list[dict[str, Any]]:
        lines = [[part.strip() for part in line.split("|")] for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if any(len(parts) != 4 or not all(parts) or " " in parts[0] for parts in lines):
            raise forms.ValidationError(_("Each line has four parts with | between them: code | 简体 | 繁體 | English."))
        return [{"code": parts[0][:40], "texts": dict(zip(rules.LANGUAGES, parts[1:], strict=True))} for parts in lines]

    def clean_show_if(self) -> Any:
        return self.cleaned_data["show_if"] or {}


def initial_of(question: Question) -> dict[str, Any]:
    """What a form shows of a question that is there."""
    plain = ("key", "kind", "factor", "dimension", "aspect", "decides", "expectation_source", "optional", "many")
    lines = [
        " | ".join([option["code"], *(option["texts"].get(language, "") for language in rules.LANGUAGES)]) for option in question.options
    ]
    told = {name: getattr(question, name) for name in plain} | {"options": "\n".join(lines), "show_if": question.show_if or None}
    return told | spread("texts", question.texts) | spread("hints", question.hints)
