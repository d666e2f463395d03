"""Complaints in the customer's timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked
from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer

from .models import Complaint


def rows(request: Any, customer: Customer, until: datetime) -> list[timeline.Row]:
    """The customer's complaints. One query."""
    return [_row(request.site.code, row) for row in _told(customer=customer.pk, until=until)]


@asked(Complaint)
def _told(rows: QuerySet[Complaint], customer: Any, until: Any) -> QuerySet:
    found = rows.filter(customer_id=customer, received_at__lte=until).select_related("owner")
    return found.order_by("-received_at")[: timeline.LOOKED_AT]


def _row(site_code: str, row: Complaint) -> timeline.Row:
    return timeline.Row(
        row.received_at,
        f"complaint:{row.pk}",
        _("Complaint {number}").format(number=row.number),
        "message-report",
        tone="late" if row.is_open else "kept" if row.word == Complaint.Word.SATISFIED else "idle",
        text=row.text[:240],
        chip=row.get_state_display(),
        by=str(row.owner or ""),
        url=reverse("complaints:case", args=[site_code, row.pk]),
        plate=row.plate,
    )


timeline.register(rows, capability="complaints.read")
