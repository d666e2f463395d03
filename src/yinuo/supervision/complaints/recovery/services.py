"""Asking lost customers why."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.services import story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.information.customers.models import Customer
from yinuo.information.encounters import services as encounters

from ..models import LostReason


def ask_why(*, customer_id: int, reason: str, note: str, comes_back: bool, by: Actor, at: datetime, channel: str = "phone") -> LostReason:
    """Why a customer stayed away, in their words and by a code; it is a contact as well. Right: complaints.write."""
    if reason not in LostReason.Reason.values:
        raise Invalid(_("Choose the reason that comes nearest."))
    with story(Customer, customer_id, by=by, at=at, right="complaints.write") as act:
        row = LostReason(
            site_id=act.site_id,
            customer=act.subject,
            reason=reason,
            note=tidy_lines(note),
            comes_back=comes_back,
            asked_at=at,
            **stamps(by, at),
        )
        check(row)
        row.save(force_insert=True)
        text = tidy(f"{row.get_reason_display()} {note}")
        encounters.record(act, customer_id=customer_id, channel=channel, direction="out", about="lost", text=text)
        act.record("customer.lost_reason_told", row, reason=reason, comes_back=comes_back)
    return row
