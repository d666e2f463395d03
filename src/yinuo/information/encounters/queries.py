"""Contacts as screens read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked
from yinuo.core.ui.panels import Panel
from yinuo.information.customers.models import Customer
from yinuo.information.customers.timeline import LOOKED_AT, Row

from .forms import QuickForm
from .models import Encounter
from .words import ICONS, about_words, outcome_words


def encounters(*, channel: str = "", direction: str = "", about: str = "", day: date | None = None) -> QuerySet[Encounter]:
    rows = Encounter.objects.select_related("customer", "by")
    for name, value in (("channel", channel), ("direction", direction), ("about", about)):
        rows = rows.filter(**{name: value}) if value else rows
    return rows.filter(happened_at__gte=_midnight(day), happened_at__lt=_midnight(day) + timedelta(days=1)) if day else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def timeline_rows(request: Any, customer: Customer, until: datetime) -> Iterable[Row]:
    return [_row(encounter) for encounter in _told(customer=customer.pk, until=until)]


@asked(Encounter)
def _told(rows: QuerySet[Encounter], customer: Any, until: Any) -> QuerySet:
    return rows.filter(customer_id=customer, happened_at__lte=until).select_related("by").order_by("-happened_at")[:LOOKED_AT]


def _row(encounter: Encounter) -> Row:
    minutes = _("{n} min").format(n=encounter.minutes) if encounter.minutes else ""
    details = (encounter.get_direction_display(), str(outcome_words(encounter.outcome)), minutes)
    return Row(
        encounter.happened_at,
        f"encounter:{encounter.pk}",
        f"{encounter.get_channel_display()} · {about_words(encounter.about)}",
        ICONS.get(encounter.channel, "message"),
        tone="risk" if encounter.about == Encounter.About.COMPLAINT else "busy",
        text=encounter.text,
        detail=" · ".join(detail for detail in details if detail),
        by=str(encounter.by or ""),
    )


def quick_panel(request: Any, customer: Customer) -> Panel:
    """The quick form, on the customer's page."""
    context = {"quick": QuickForm(prefix="quick"), "quick_customer": customer.pk, "quick_thread": None}
    return Panel("contact", _("Record a contact"), "encounters/quick.html", context, where="side")


def quick_panel_of_visit(request: Any, visit: Any) -> Panel | None:
    """The same on the page of a visit, whose story it then belongs to."""
    if visit.customer_id is None:
        return None
    context = {
        "quick": QuickForm(prefix="quick", initial={"channel": "face"}),
        "quick_customer": visit.customer_id,
        "quick_thread": visit.thread_id,
    }
    return Panel("contact", _("Record a contact"), "encounters/quick_folded.html", context, where="side")
