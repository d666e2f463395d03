from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.information.encounters.models import Encounter

TONES = {"open": "busy", "kept": "kept", "broken": "late", "renegotiated": "idle", "withdrawn": "idle"}
ICONS = {
    "arrival_slot": "calendar-event",
    "call_back": "phone-call",
    "parts_arrival": "packages",
    "price": "coin",
    "ready_time": "clock",
    "added_work_answer": "clipboard-check",
    "complaint_answer": "message-2",
    "compensation": "wallet",
    "other": "certificate",
}
HOW = {
    **{channel.value: channel.label for channel in Encounter.Channel},
    "booking": _("by the booking"),
    "desk": _("at the desk"),
    "system": _("by what was recorded"),
    "tablet": _("on the tablet"),
    "link": _("customer's page"),
}

KEPT_BY = {
    ("arrival_slot", "appointment"): _("Kept by itself when the customer is greeted in time."),
    ("price", "visit"): _("Kept by itself when the invoice stays within it."),
    ("ready_time", "visit"): _("Kept by itself when the last inspection passes in time."),
    ("added_work_answer", "estimate"): _("Kept by itself when the customer's answer is recorded."),
    ("parts_arrival", "appointment"): _("Kept by itself when the booking's parts are noted as here."),
    ("parts_arrival", "partdemand"): _("Kept by itself when the part is received into stock."),
    ("call_back", "duecall"): _("Kept by itself when the answer is recorded at its follow-up call."),
}


def how_words(code: str):
    return HOW.get(code, code)


_ours: dict[tuple[str, str], Callable[[str], Any]] = {}


def say(kind: str, about: str, words: Callable[[str], Any]) -> None:
    """What the program itself promises is told in the reader's language, not in that of whoever acted: `words(text)` for promises of a kind about
    such a subject ("complaint"). What people write stays as it is.
    """
    _ours[kind, about] = words


def text_words(kind: str, about: str, text: str) -> str:
    words = _ours.get((kind, about))
    return str(words(text)) if words else text
