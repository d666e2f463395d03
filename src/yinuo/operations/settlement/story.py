"""Payments in the customer's timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer

from .models import Payment


def rows(request: Any, customer: Customer, until: datetime, limit: int) -> list[timeline.Row]:
    """What was paid and given back on the customer's visits. One query."""
    payments = Payment.objects.filter(visit__customer=customer, paid_at__lte=until).select_related("visit", "created_by")
    return [_row(request.site.code, payment) for payment in payments.order_by("-paid_at")[:limit]]


def _row(site_code: str, payment: Payment) -> timeline.Row:
    return timeline.Row(
        payment.paid_at,
        f"payment:{payment.pk}",
        payment.get_kind_display().capitalize(),
        "receipt-refund" if payment.amount < 0 else "cash",
        tone="idle" if payment.amount < 0 else "kept",
        detail=" · ".join(part for part in (payment.get_method_display(), payment.reference) if part),
        by=str(payment.created_by or ""),
        url=reverse("visits:visit", args=[site_code, payment.visit_id]),
        plate=payment.visit.plate,
        amount=payment.amount,
    )


timeline.register(rows, capability="settlement.read")
