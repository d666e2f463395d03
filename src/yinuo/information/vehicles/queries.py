"""Vehicles as screens read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.search.queries import matches
from yinuo.core.search.registry import Hit
from yinuo.core.search.rules import TAIL
from yinuo.core.statements.asked import among, asked
from yinuo.core.ui.panels import Panel
from yinuo.information.customers import queries as customers
from yinuo.information.customers.models import Customer

from . import rules
from .models import MileageReading, Relation, Vehicle

READINGS = 8
ALIKE_TAIL = 6


def shown_in_search(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """Two queries: the vehicles, and who stands to them now."""
    found = _by_ids(ids=list(ids))
    people = defaultdict(list)
    for vehicle_id, name in _names_of(vehicles=[row.pk for row in found]):
        people[vehicle_id].append(name)
    return {row.pk: _hit(site_code, row, people[row.pk]) for row in found}


@asked(Vehicle)
def _by_ids(rows: QuerySet[Vehicle], ids: Any) -> QuerySet:
    return rows.filter(among("id", ids))


@asked(Relation)
def _names_of(rows: QuerySet[Relation], vehicles: Any) -> QuerySet:
    return rows.filter(among("vehicle_id", vehicles), until=None).order_by("id").values_list("vehicle_id", "customer__name")


def _hit(site_code: str, row: Vehicle, people: list[str]) -> Hit:
    car = " ".join(part for part in (row.make, row.model) if part)
    return Hit(
        "vehicle",
        row.pk,
        title=car or (row.vin if row.plate else str(row)),
        url=reverse("vehicles:vehicle", args=[site_code, row.pk]),
        detail=" · ".join(part for part in (*people[:2], row.vin and f"VIN …{row.vin[-6:]}") if part),
        plate=row.plate,
        energy=row.energy,
        icon="car",
        newest=int(row.created_at.timestamp()),
    )


def people_of(vehicle: Vehicle) -> list[Relation]:
    """Who stands and stood to the vehicle, those of today first."""
    rows = Relation.objects.filter(vehicle=vehicle).select_related("customer").order_by("-since", "id")[:50]
    return sorted(rows, key=lambda relation: relation.until is not None)


def vehicles_of(customer: Customer) -> list[Relation]:
    return sorted(_vehicles_of(customer=customer.pk), key=lambda relation: relation.until is not None)


@asked(Relation)
def _vehicles_of(rows: QuerySet[Relation], customer: Any) -> QuerySet:
    return rows.filter(customer_id=customer).select_related("vehicle").order_by("-since", "id")[:50]


@dataclass(frozen=True)
class ReadingRow:
    km: int
    read_at: Any
    by: str
    lower: bool


def readings(vehicle: Vehicle) -> list[ReadingRow]:
    """The latest odometer readings, each marked when it is lower than the one before it."""
    rows = list(MileageReading.objects.filter(vehicle=vehicle).select_related("created_by").order_by("-read_at", "-id")[: READINGS + 1])
    befores = [*(row.km for row in rows[1:]), None][: len(rows)]
    found = [
        ReadingRow(row.km, row.read_at, str(row.created_by or ""), rules.mileage_is_lower(row.km, before))
        for row, before in zip(rows, befores, strict=True)
    ]
    return found[:READINGS]


@dataclass(frozen=True)
class Known:
    """What is already on record when somebody writes down a car and its customer."""

    same_plate: Vehicle | None
    same_vin: Vehicle | None
    people: list[customers.Alike]

    def __bool__(self) -> bool:
        return bool(self.same_plate or self.same_vin or self.people)


def known(*, plate: str = "", vin: str = "", name: str = "", phone: str = "", but: int | None = None) -> Known:
    """The vehicle with this plate or VIN, and customers who may be the same. At most eight queries."""
    plate, vin = rules.written_plate(plate), rules.written_vin(vin)
    others = Vehicle.objects.exclude(pk=but or 0)
    same_plate = others.filter(plate=plate).first() if plate else None
    same_vin = others.filter(vin=vin).first() if vin else None
    alike = _people_of_alike(plate, vin)
    return Known(same_plate, same_vin, customers.similar(name=name, phones=(phone,) if phone else (), related=alike))


def _people_of_alike(plate: str, vin: str) -> dict[int, str]:
    """{customer: why} for vehicles with this plate, or with the same end of the VIN."""
    found: dict[int, str] = {}
    if len(vin) >= ALIKE_TAIL:
        ids = list(matches("vehicle", TAIL + vin[::-1][:ALIKE_TAIL]))
        for customer_id in _customers_of(Relation.objects.filter(vehicle__in=ids)):
            found[customer_id] = _("VIN ends the same")
    if len(plate) >= 5:
        for customer_id in _customers_of(Relation.objects.filter(vehicle__plate=plate)):
            found[customer_id] = _("same plate")
    return found


def _customers_of(relations) -> list[int]:
    return list(relations.values_list("customer_id", flat=True)[:20])


def panel_of_customer(request, customer: Customer) -> Panel:
    relations = vehicles_of(customer)
    return Panel("vehicles", _("Vehicles"), "vehicles/of_customer.html", {"relations": relations, "customer": customer}, where="main")
