"""Words of codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ELEMENTS: dict[str, Any] = {
    "attitude": pgettext_lazy("element", "attitude"),
    "skill": pgettext_lazy("element", "skill"),
    "responsibility": pgettext_lazy("element", "responsibility"),
    "hardware": pgettext_lazy("element", "hardware"),
    "management": pgettext_lazy("element", "management"),
    "highlights": pgettext_lazy("element", "highlights"),
    "complaints": pgettext_lazy("element", "complaints"),
    "errors": pgettext_lazy("element", "errors"),
}
SIGNS = {"highlights": "+", "complaints": "−", "errors": "−"}
QUESTIONS: dict[str, Any] = {
    "greets_first": _("We greet first, with name and eye contact, also in the rush."),
    "listens_out": _("We let customers finish, and repeat what they want."),
    "patient": _("We stay patient and friendly when somebody is upset."),
    "right_first": _("The cause is found and put right the first time."),
    "explains_plainly": _("We explain work and price so that a layman understands."),
    "trained": _("Everybody is trained for what they are given to do."),
    "keeps_word": _("What we said by when is done by then, or told before."),
    "owns_faults": _("Who made a mistake says so and mends it."),
    "hands_over": _("Nothing is lost between us: who takes over knows everything."),
    "tools_whole": _("Tools and equipment are whole and at hand."),
    "place_clean": _("Reception, lounge and workshop are clean and in order."),
    "systems_up": _("Computers, tablets and telephones do what we need."),
    "meets_daily": _("The team meets daily: figures, cases, what is to be done."),
    "duties_clear": _("Everybody knows their duties and who stands in for whom."),
    "learns": _("From complaints and errors something follows that can be seen."),
}
ERRORS: dict[str, Any] = {
    "inspection": _("inspection failed"),
    "comeback": _("back for the same fault"),
    "credit": _("bill corrected"),
}
