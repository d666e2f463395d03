"""Who comes with which car: what was typed, and the records that it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yinuo.core.errors import Invalid, NotHere
from yinuo.core.search.models import SearchKey
from yinuo.core.search.rules import phone_digits
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import record
from yinuo.core.validation import tidy
from yinuo.information.customers.models import Customer
from yinuo.information.customers.rules import same_phone, written_phone
from yinuo.information.vehicles.models import Relation, Vehicle
from yinuo.information.vehicles.rules import written_plate

MOST_OF_ONE_PHONE = 20


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of the person and the car: chosen records, or a name, a phone and a plate as typed."""

    customer_id: int | None = None
    vehicle_id: int | None = None
    name: str = ""
    phone: str = ""
    plate: str = ""


def whose(caller: Caller, *, may_look_up: bool = True) -> dict[str, Any]:
    """The appointment's columns of person and car. Records are found by plate and phone where none was chosen.

    `may_look_up=False` (somebody online): only what was typed is written; a record is tied to it when phone and plate both fit it.
    Raises NotHere for unknown records, Invalid when neither a person nor a car is named.
    """
    plate, phone = written_plate(caller.plate), written_phone(caller.phone, current_site().country)
    vehicle = _chosen(Vehicle, caller.vehicle_id) or _vehicle_of(plate)
    customer = _chosen(Customer, caller.customer_id) or _customer_of(phone, vehicle)
    if not may_look_up and (customer is None or vehicle is None or not _belong(customer, vehicle)):
        customer = vehicle = None
    if may_look_up and customer is None and vehicle is not None and not phone and not tidy(caller.name):
        customer = _driver_of(vehicle)
    name = tidy(caller.name) or (customer.name if customer and may_look_up else "") or (vehicle.plate if vehicle else plate)
    if not name:
        raise Invalid(_("Say who is coming: a name, a phone number or a plate."))
    if may_look_up:
        phone = phone or (customer.phone if customer else "")
        plate = plate or (vehicle.plate if vehicle else "")
    return {"customer": customer, "vehicle": vehicle, "contact_name": name, "contact_phone": phone, "plate": plate}


def _chosen(model, pk: int | None):
    if pk is None:
        return None
    found = record(model, pk=pk)
    if found is None:
        raise NotHere
    return found


def _vehicle_of(plate: str) -> Vehicle | None:
    return record(Vehicle, plate=plate) if plate else None


def _customer_of(phone: str, vehicle: Vehicle | None) -> Customer | None:
    """Somebody with this phone; of several, the one who stands to the car. None when several have it and none of them does."""
    digits = phone_digits(phone)
    if len(digits) < 5:
        return None
    ids = SearchKey.objects.filter(target_type="customer", key=digits).values_list("target_id", flat=True)[:MOST_OF_ONE_PHONE]
    found = [customer for customer in Customer.objects.filter(pk__in=list(ids)) if same_phone(customer.phone, phone)]
    if len(found) > 1 and vehicle is not None:
        related = set(Relation.objects.filter(vehicle=vehicle, until=None).values_list("customer_id", flat=True))
        found = [customer for customer in found if customer.pk in related]
    return found[0] if len(found) == 1 else None


def _driver_of(vehicle: Vehicle) -> Customer | None:
    """Who usually comes with the car: its driver, else its owner."""
    relations = {relation.part: relation.customer for relation in vehicle_relations(vehicle)}
    return relations.get(Relation.Part.DRIVER) or relations.get(Relation.Part.OWNER)


def vehicle_relations(vehicle: Vehicle):
    return Relation.objects.filter(vehicle=vehicle, until=None).select_related("customer").order_by("-id")[:MOST_OF_ONE_PHONE]


def _belong(customer: Customer, vehicle: Vehicle) -> bool:
    return Relation.objects.filter(customer=customer, vehicle=vehicle, until=None).exists()
