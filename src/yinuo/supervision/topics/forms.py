from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.supervision.satisfaction.rules.periods import month_back, month_of

from .models import Text, Topic

MONTHS_TO_CHOOSE = 24


class TopicFilter(forms.Form):
    source = forms.ChoiceField(label=_("source"), choices=[("", _("all sources")), *Text.Source.choices], required=False)


class TextFilter(forms.Form):
    q = forms.CharField(label=_("search"), max_length=80, required=False)
    topic = forms.ChoiceField(label=_("topic"), required=False)
    source = forms.ChoiceField(label=_("source"), choices=[("", _("all sources")), *Text.Source.choices], required=False)
    month = forms.ChoiceField(label=_("month"), required=False)
    placed = forms.ChoiceField(label=_("placed"), choices=[("", _("placed by anybody")), *Text.Placed.choices], required=False)

    def __init__(self, *args: Any, topics: Sequence[Topic], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("all topics")), ("none", _("no topic")), *((str(one.pk), str(one)) for one in topics)]
        months = [f"{month_back(today.replace(day=1), back):%Y-%m}" for back in range(MONTHS_TO_CHOOSE)]
        self.fields["month"].choices = [("", _("all months")), *((month, month) for month in months)]

    def asked(self) -> dict[str, Any]:
        """What is asked for; a field that does not fit is left out."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        if "month" in told:
            told["month"] = month_of(told["month"])
        if "q" in told:
            told["text"] = told.pop("q")
        return told


class NameForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=60, help_text=_("What it is about, in a few words."))


class MergeForm(forms.Form):
    into = forms.ChoiceField(label=_("join it to"))

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "—"), *((str(one.pk), str(one)) for one in topics)]


class SplitForm(forms.Form):
    name = forms.CharField(label=_("name of the new topic"), max_length=60)
    word = forms.CharField(
        label=_("texts that hold the word"),
        max_length=40,
        required=False,
        help_text=_("Or tick texts in the list beside it and leave this empty."),
    )


class MoveForm(forms.Form):
    topic = forms.ChoiceField(label=_("belongs to"), required=False)

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("no topic")), *((str(one.pk), str(one)) for one in topics)]
