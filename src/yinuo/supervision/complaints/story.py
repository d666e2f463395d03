"""Complaints in the customer's timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer

from .models import Complaint


def rows(request: Any, customer: Customer, until: datetime) -> list[timeline.Row]:
    """The customer's complaints. One query."""
    found = Complaint.objects.filter(customer_id=customer.pk, received_at__lte=until).select_related("owner").order_by("-received_at")
    return [_row(request.site.code, row) for row in found[: timeline.LOOKED_AT]]


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
