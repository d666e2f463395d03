"""How a visit is shown where it is found: in the quick search, in the customer's timeline, on the vehicle's page, beside a promise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.search.registry import Hit, searchable
from yinuo.core.statements.asked import among, asked
from yinuo.core.ui import panels
from yinuo.core.workflow.queries import in_states
from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer
from yinuo.information.promises import about
from yinuo.information.vehicles.models import Vehicle

from . import rules
from .models import Visit

LINKED = 50  # found customers and vehicles whose open visits are looked for
ON_A_VEHICLE = 20


def shown(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """Open visits by ticket and plate. One query."""
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
        for visit in _visits(ids=list(ids))
    }


@asked(Visit)
def _visits(rows: QuerySet[Visit], ids: Any) -> QuerySet:
    return rows.filter(among("id", ids)).exclude(state="void").select_related("customer", "vehicle")


def open_visits_of(found: Mapping[str, Sequence[int]]) -> list[int]:
    """Open visits of the customers and vehicles that were found, so that they come first. One query."""
    people, cars = list(found.get("customer", ()))[:LINKED], list(found.get("vehicle", ()))[:LINKED]
    return _open_of(people=people, cars=cars) if people or cars else []


@asked(Visit)
def _open_of(rows: QuerySet[Visit], people: Any, cars: Any) -> QuerySet:
    theirs = Q(among("customer_id", people)) | Q(among("vehicle_id", cars))
    return rows.filter(theirs, in_states(rules.OPEN)).order_by("-id").values_list("pk", flat=True)[:LINKED]


def story_rows(request: Any, customer: Customer, until: datetime) -> list[timeline.Row]:
    """The customer's visits. One query."""
    return [_story_row(request.site.code, visit) for visit in _told(customer=customer.pk, until=until)]


@asked(Visit)
def _told(rows: QuerySet[Visit], customer: Any, until: Any) -> QuerySet:
    found = rows.filter(customer_id=customer, arrived_at__lte=until).exclude(state="void").select_related("advisor")
    return found.order_by("-arrived_at")[: timeline.LOOKED_AT]


def _story_row(site_code: str, visit: Visit) -> timeline.Row:
    here = visit.state in rules.OPEN
    return timeline.Row(
        visit.arrived_at,
        f"visit:{visit.pk}",
        _("Visit"),
        "car",
        tone="busy" if here else "kept",
        chip=visit.get_state_display(),
        detail=_("{km} km").format(km=f"{visit.mileage:,}") if visit.mileage else "",
        by=str(visit.advisor or ""),
        url=reverse("visits:visit", args=[site_code, visit.pk]),
        plate=visit.plate,
    )


def matters(site_code: str, thread_ids: Collection[int]) -> dict[int, about.Matter]:
    """The cars that promises are about. One query."""
    return {
        visit.thread_id: about.Matter(
            visit.plate,
            visit.vehicle.energy if visit.vehicle else "",
            reverse("visits:visit", args=[site_code, visit.pk]),
            _("ticket {n}").format(n=visit.ticket),
        )
        for visit in _of_threads(threads=list(thread_ids))
    }


@asked(Visit)
def _of_threads(rows: QuerySet[Visit], threads: Any) -> QuerySet:
    return rows.filter(among("thread_id", threads)).select_related("vehicle").only("thread_id", "plate", "ticket", "vehicle__energy")


def panel_of_vehicle(request: Any, vehicle: Vehicle) -> panels.Panel:
    rows = Visit.objects.filter(vehicle=vehicle).exclude(state="void").select_related("customer", "advisor").order_by("-arrived_at")
    return panels.Panel("visits", _("Visits"), "visits/parts/of_vehicle.html", {"visits": list(rows[:ON_A_VEHICLE])})


searchable("visit", shown, capability="visit.read", linked=open_visits_of)
timeline.register(story_rows, capability="visit.read")
about.register(matters, first=True)
panels.register("vehicle", panel_of_vehicle, order=20, capability="visit.read")
