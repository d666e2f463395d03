"""What the shelf brings to the parts clerk's Today page: deliveries that are due, parts that run low."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yinuo.core.sites.queries import current_site
from yinuo.core.ui.matters import Asked, Matter, matters

from . import queries

EVENING = time(18)


@matters("parts.write")
def deliveries_due(asked: Asked) -> list[Matter]:
    """What suppliers announced for today, or earlier and did not bring."""
    if asked.mine and "parts_clerk" not in asked.actor.roles:
        return []
    zone = current_site().zone
    today = asked.at.astimezone(zone).date()
    rows = queries.open_orders().filter(expected_on__lte=today).order_by("expected_on", "pk")[: asked.limit]
    return [
        Matter(
            "delivery", _("is due: receive it, or ask the supplier"), reverse("stock:coming", args=[asked.site_code]), subject=row.part.name,
            icon="truck-delivery", due_at=datetime.combine(row.expected_on, EVENING, zone), amber=3 * 3600, weight=40, detail=row.supplier,
            go=_("Receive"),
        )
        for row in rows
    ]  # fmt: skip


@matters("parts.write")
def running_low(asked: Asked) -> list[Matter]:
    """How many parts should be ordered; one line, not one for each."""
    n = queries.low_count() if not asked.mine or "parts_clerk" in asked.actor.roles else 0
    if not n:
        return []
    words = ngettext("%(n)d part is running low", "%(n)d parts are running low", n) % {"n": n}
    url = reverse("stock:parts", args=[asked.site_code]) + "?low=1"
    return [Matter("low_stock", words, url, icon="shopping-cart", weight=20, go=_("Order"))]
