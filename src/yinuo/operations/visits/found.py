"""How a visit is shown where it is found: in the quick search and in the customer's timeline."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.search.registry import Hit, searchable

from . import rules
from .models import Visit


def shown(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """Open visits by ticket and plate. One query."""
    rows = Visit.objects.filter(pk__in=list(ids)).exclude(state="void").select_related("customer", "vehicle")
    return {
        visit.pk: Hit(
            target_type="visit",
            target_id=visit.pk,
            title=visit.customer.name if visit.customer else visit.plate or _("Visit"),
            url=reverse("visits:visit", args=[site_code, visit.pk]),
            detail=visit.get_state_display(),
            plate=visit.plate,
            energy=visit.vehicle.energy if visit.vehicle else "",
            label=_("ticket {n}").format(n=visit.ticket),
            tone="busy",
            icon="car",
            rank=0 if visit.state in rules.OPEN else 1,
            newest=int(visit.arrived_at.timestamp()),
        )
        for visit in rows
    }


searchable("visit", shown, capability="visit.read")
