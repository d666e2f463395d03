from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .models import Encounter

# what the slices above record by themselves
ABOUT = {
    **{about.value: about.label for about in Encounter.About},
    "reconfirmation": _("reconfirmation"),
    "parts": _("when a part comes"),
    "parts_shortage": _("part is short"),
    "ready": _("car is ready"),
    "follow_up": _("follow-up"),
    "survey": _("survey"),
    "next_service": _("next service"),
    "lost": _("why they stayed away"),
}
OUTCOMES = {
    **{outcome.value: outcome.label for outcome in Encounter.Outcome},
    "confirmed": _("confirmed"),
    "told": _("told"),
    "reached": _("reached"),
    "wish": _("wants to come"),
    "later": _("call again later"),
    "refused": _("does not want to come"),
    "elsewhere": _("served elsewhere"),
}
ICONS = {
    "face": "users",
    "phone": "phone",
    "text": "message",
    "wechat": "message-2",
    "email": "send",
    "page": "device-mobile",
    "thing": "clipboard-text",
}


def about_words(code: str):
    return ABOUT.get(code, code)


def outcome_words(code: str):
    return OUTCOMES.get(code, code)
