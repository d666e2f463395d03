"""Words that stand for what was taken out."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from . import rules

NEUTRAL = {
    rules.CUSTOMER: _("the customer"),
    rules.COLLEAGUE: _("a colleague"),
    rules.PERSON: _("somebody"),
    rules.PHONE: _("(a telephone number)"),
    rules.EMAIL: _("(an e-mail address)"),
    rules.PLATE: _("(a plate)"),
    rules.VIN: _("(a VIN)"),
    rules.ADDRESS: _("(an address)"),
    rules.NUMBER: _("(a number)"),
}


def neutral(language: str) -> dict[str, str]:
    with override(language):
        return {kind: str(words) for kind, words in NEUTRAL.items()}


def replaced_words(replaced: Mapping[str, int]) -> str:
    """What the rule has taken out, in words; "" for nothing."""
    n = sum(replaced.values())
    if not n:
        return ""
    told = ", ".join(f"{NEUTRAL[kind]} × {count}" for kind, count in replaced.items() if kind in NEUTRAL)
    return ngettext("%(n)s place was replaced by rule", "%(n)s places were replaced by rule", n) % {"n": n} + gettext(": ") + told
