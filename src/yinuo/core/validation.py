"""Checking a record before it is written, so that both engines refuse the same input with the same words."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import Invalid

# Signs that turn the direction of everything after them, and others that cannot be seen; the joiner of emoji (U+200D) is kept.
_UNSEEN = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF])


def tidy(text: str | None) -> str:
    """One line of text as it is stored: composed characters, single spaces, none of the signs that turn the writing round."""
    return " ".join(unicodedata.normalize("NFC", text or "").translate(_UNSEEN).split())


def tidy_lines(text: str | None) -> str:
    """Text of several lines: as `tidy`, line by line; empty lines at the ends are dropped."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(unicodedata.normalize("NFC", line).translate(_UNSEEN).split(" ")).rstrip() for line in lines).strip()


def key_of(text: str | None) -> int | None:
    """The key of a record as forms and addresses give it; None for what can be none (also a digit of another script, or beyond a bigint)."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class InvalidFields(Invalid):
    """Bad input, field by field: `fields` is {name: [sentence, …]}, to be shown beside each field."""

    def __init__(self, fields: dict[str, list[str]], sentence: str = ""):
        self.fields = fields
        super().__init__(sentence or " ".join(text for texts in fields.values() for text in texts), fields=fields)

    def tell(self, form: BaseForm) -> None:
        """Put each sentence beside the field that it is about, those of other fields above the form."""
        for name, texts in self.fields.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)


def check(record: models.Model) -> None:
    """Check lengths, choices, ranges and characters of the record's own fields (no query). Raises InvalidFields; its sentence names the fields."""
    fields = [field for field in record._meta.concrete_fields if not field.is_relation and field.editable and not field.primary_key]
    wrong = {field: texts for field in fields if (texts := _wrong_with(record, field))}
    if wrong:
        sentence = " ".join(
            _("{field}: {problem}").format(field=field.verbose_name, problem=text) for field, texts in wrong.items() for text in texts
        )
        raise InvalidFields({field.name: texts for field, texts in wrong.items()}, sentence)


UNSTORABLE = gettext_lazy("This holds a character that cannot be stored. Type it again.")


def holds_nul(told: Any) -> bool:
    """Whether what was typed or asked (a QueryDict) holds a NUL, which one engine keeps and the other does not."""
    return any("\x00" in value for _name, values in told.lists() for value in values)


def without_nul(told: Any) -> Any:
    """What was asked, without it: nobody looks for a NUL."""
    cleaned = told.copy()
    for name, values in told.lists():
        cleaned.setlist(name, [value.replace("\x00", "") for value in values])
    return cleaned


def _wrong_with(record: models.Model, field: models.Field) -> list[str]:
    value = getattr(record, field.attname)
    if isinstance(value, str) and "\x00" in value:
        return [str(UNSTORABLE)]
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        return [_("This is too long: {n} characters, at most {most} fit. Shorten it.").format(n=len(value), most=field.max_length)]
    if value in field.empty_values and (field.blank or (value is None and field.null)):
        return []
    try:
        field.clean(value, record)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []
