"""How many customers are to be reminded now, as one line of the follow-up agent's Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yinuo.core.ui.matters import Asked, Matter, matters

from . import queries, reckoning

MOST = 50


@matters("follow_up.write")
def to_remind(asked: Asked) -> list[Matter]:
    """For who calls. Two queries."""
    if asked.mine and "follow_up_agent" not in asked.actor.roles:
        return []
    today = timezone.localdate(asked.at)
    n = (
        queries.listed("", today=today, lead_days=reckoning.settings().lead_days)
        .select_related(None)
        .order_by("due_on")[: MOST + 1]
        .count()
    )
    if not n:
        return []
    shown = f"{MOST}+" if n > MOST else str(n)
    words = ngettext("{n} customer to remind of the next service", "{n} customers to remind of the next service", n).format(n=shown)
    return [
        Matter(
            "reminders", words=words, url=reverse("reminders:list", args=[asked.site_code]), icon="calendar-due", weight=20, go=_("Call")
        )
    ]
