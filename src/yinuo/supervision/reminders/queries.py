"""Whom to remind, as the list shows them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from yinuo.information.encounters.models import Encounter

from .models import Reminder
from .services import OVER

State = Reminder.State
WHICH = ("", "overdue", "later", "booked", "over")


def listed(which: str, *, today: date, lead_days: int, text: str = "") -> QuerySet[Reminder]:
    """One of the lists: to call now (due within the lead days), overdue, later, booked, no longer called. `text`: part of plate or name."""
    rows = Reminder.objects.select_related("vehicle", "customer", "appointment")
    if text:
        rows = rows.filter(Q(vehicle__plate__icontains=text) | Q(customer__name__icontains=text))
    if which in ("booked", "over"):
        return rows.filter(state__in=(State.BOOKED,) if which == "booked" else (*OVER, State.OPTED_OUT))
    rows = rows.filter(state="open")
    horizon, rests = today + timedelta(days=lead_days), Q(not_before__gt=today)
    if which == "later":
        return rows.filter(Q(due_on__gt=horizon) | rests)
    return rows.filter(Q(due_on__lt=today) if which == "overdue" else Q(due_on__lte=horizon)).exclude(rests)


def reminder_page(reminder_id: int) -> tuple[Reminder, list[Encounter]] | None:
    """A reminder with the last contacts of its customer. Two queries."""
    row = Reminder.objects.select_related("vehicle", "customer", "appointment").filter(pk=reminder_id).first()
    if row is None:
        return None
    contacts = (
        Encounter.objects.filter(customer_id=row.customer_id).select_related("by").order_by("-happened_at")[:8] if row.customer_id else []
    )
    return row, list(contacts)
