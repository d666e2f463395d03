"""Payments in the customer's timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from yinuo.core.statements.asked import asked
from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer

from .models import Payment


def rows(request: Any, customer: Customer, until: datetime) -> list[timeline.Row]:
    """What was paid and given back on the customer's visits. One query."""
    return [_row(request.site.code, payment) for payment in _paid(customer=customer.pk, until=until)]


@asked(Payment)
def _paid(rows: QuerySet[Payment], customer: Any, until: Any) -> QuerySet:
    payments = rows.filter(visit__customer_id=customer, paid_at__lte=until).select_related("visit", "created_by")
    return payments.order_by("-paid_at")[: timeline.LOOKED_AT]


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
