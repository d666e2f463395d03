"""The gate and the main desk: what a few characters of a plate can mean, who waits, who could receive them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from yinuo.core.access.queries import staff_in_role
from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import searched
from yinuo.core.sites.queries import current_site
from yinuo.core.workflow.queries import in_states
from yinuo.information.vehicles.models import Relation, Vehicle
from yinuo.operations.booking.models import Appointment
from yinuo.operations.standards import queries as standards
from yinuo.people.shifts.queries import on_shift

from .. import rules
from ..models import Visit
from .rows import tone_of, with_row

SHORTEST = 2
MOST = 6
NEW_FROM = 4  # fewer characters are a part of a plate as long as they are found in one


@dataclass(frozen=True)
class Candidate:
    """What the car at the gate may be. `kind`: here, booked, known, new."""

    kind: str
    plate: str
    energy: str = ""
    car: str = ""
    customer: str = ""
    starts_at: datetime | None = None
    detail: str = ""
    visit_id: int | None = None
    ticket: int | None = None
    fields: dict[str, Any] | None = None


def candidates(text: str, *, day: date, at: datetime) -> list[Candidate]:
    """For the characters typed: open visits, today's bookings, known cars, and the plate as new. Five queries at most."""
    plain = rules.plain_plate(text)[:16]
    if len(plain) < SHORTEST:
        return []
    found = [*_here(plain), *_booked(plain, day)]
    known = {candidate.plate for candidate in found}
    found += [candidate for candidate in _known(plain) if candidate.plate not in known]
    if plain not in {candidate.plate for candidate in found} and (len(plain) >= NEW_FROM or not found):
        found.append(Candidate("new", plain, fields={"plate": plain}))
    return found


def _here(plain: str) -> list[Candidate]:
    rows = with_row(Visit.objects.filter(in_states(rules.OPEN), plate__contains=plain)).order_by("arrived_at")[:3]
    return [
        Candidate(
            "here", visit.plate, _energy(visit.vehicle), _car(visit.vehicle), _name(visit.customer), visit_id=visit.pk, ticket=visit.ticket
        )
        for visit in rows
    ]


def _booked(plain: str, day: date) -> list[Candidate]:
    rows = _appointments(day).filter(plate__contains=plain)[:MOST]
    return [_of_appointment(appointment) for appointment in rows]


def expected(day: date, *, at: datetime, limit: int = 8) -> list[Candidate]:
    """Bookings of today whose car has not come, the next ones first (late ones of the last two hours included)."""
    return [_of_appointment(appointment) for appointment in _appointments(day).filter(starts_at__gte=at - timedelta(hours=2))[:limit]]


def _appointments(day: date):
    rows = Appointment.objects.filter(day=day, state__in=("booked", "reconfirmed")).select_related("customer", "vehicle")
    return rows.prefetch_related("items").order_by("starts_at")


def _of_appointment(appointment: Appointment) -> Candidate:
    plate = appointment.plate or (appointment.vehicle.plate if appointment.vehicle else "")
    return Candidate(
        "booked",
        plate,
        _energy(appointment.vehicle),
        _car(appointment.vehicle),
        _name(appointment.customer) or appointment.contact_name,
        starts_at=appointment.starts_at,
        detail=" · ".join(item.name for item in appointment.items.all()),
        fields={"appointment": appointment.pk},
    )


def _known(plain: str) -> list[Candidate]:
    ids = ids_of("vehicle", searched(plain))[:MOST]
    vehicles = Vehicle.objects.filter(pk__in=ids).only("id", "plate", "make", "model", "energy").order_by("-pk") if ids else ()
    owners = _owners(ids) if ids else {}
    return [
        Candidate("known", vehicle.plate, vehicle.energy, _car(vehicle), owners.get(vehicle.pk, ""), fields={"vehicle": vehicle.pk})
        for vehicle in vehicles
        if vehicle.plate
    ]


def _owners(vehicle_ids: Iterable[int]) -> dict[int, str]:
    rows = (
        Relation.objects.filter(vehicle_id__in=vehicle_ids, until=None).order_by("part", "-pk").values_list("vehicle_id", "customer__name")
    )
    return dict(rows)


def _car(vehicle: Vehicle | None) -> str:
    return " ".join(part for part in (vehicle.make, vehicle.model) if part) if vehicle else ""


def _energy(vehicle: Vehicle | None) -> str:
    return vehicle.energy if vehicle else ""


def _name(customer: Any) -> str:
    return customer.name if customer else ""


@dataclass(frozen=True)
class Advisor:
    """Somebody who receives cars: how many open ones they have, whether they are in now, whether they know the customer."""

    pk: int
    name: str
    cars: int
    waiting: int
    on_shift: bool
    knows: bool = False

    @property
    def free(self) -> bool:
        return self.on_shift and self.waiting == 0


@dataclass(frozen=True)
class Waiting:
    """A customer who waits to be greeted, with the greet clock of the standard in force (none where a site has none)."""

    visit: Visit
    due_at: datetime | None
    started: datetime
    tone: str
    advisors: list[Advisor]

    @property
    def car(self) -> str:
        return _car(self.visit.vehicle)


def waiting(*, at: datetime) -> list[Waiting]:
    """Who waits to be greeted, longest first, each with the advisors in the order in which to ask them. Eight queries."""
    visits = list(with_row(Visit.objects.filter(in_states(rules.OPEN), state="arrived")).order_by("arrived_at", "ticket")[:40])
    if not visits:
        return []
    staff = advisors(at=at)
    knows = last_advisors([visit.customer_id for visit in visits if visit.customer_id])
    return [_waiting(visit, _in_order(staff, knows.get(visit.customer_id)), at) for visit in visits]


def _waiting(visit: Visit, staff: list[Advisor], at: datetime) -> Waiting:
    due_at = greet_due(visit, at=at)
    return Waiting(visit, due_at, visit.arrived_at, tone_of(due_at, visit.arrived_at, at), staff)


def greet_due(visit: Visit, *, at: datetime) -> datetime | None:
    """When the greet clock of this visit runs out."""
    now = standards.of_facts(visit.site_id, visit.thread.facts, at=at)
    return next((row.due_at for row in now if row.code == "reception.greet"), None)


def _in_order(staff: list[Advisor], known_to: int | None) -> list[Advisor]:
    marked = [Advisor(a.pk, a.name, a.cars, a.waiting, a.on_shift, knows=a.pk == known_to) for a in staff]
    return sorted(marked, key=lambda a: (not a.on_shift, not (a.knows and a.free), not a.free, not a.knows, a.waiting, a.cars, a.name))


def advisors(*, at: datetime) -> list[Advisor]:
    """The advisors of the site with their open cars. Four queries."""
    cars: dict[int, int] = defaultdict(int)
    busy: dict[int, int] = defaultdict(int)
    counted = Visit.objects.filter(in_states(rules.OPEN), advisor__isnull=False).values("advisor_id", "state").annotate(n=Count("id"))
    for row in counted:
        cars[row["advisor_id"]] += row["n"]
        busy[row["advisor_id"]] += row["n"] if row["state"] in ("arrived", "received", "consulting") else 0
    present = on_shift(at.astimezone(current_site().zone).date())
    there = {user for user, spans in present.items() if any(start <= at < end for start, end in spans)}
    return [
        Advisor(person.pk, str(person), cars[person.pk], busy[person.pk], person.pk in there or not present)
        for person in staff_in_role("advisor")
    ]


def last_advisors(customer_ids: list[int]) -> dict[int, int]:
    """{customer: the advisor of their last visit}."""
    newest = (
        Visit.objects.filter(customer_id__in=customer_ids, state__in=("delivered", "closed")).values("customer_id").annotate(last=Max("id"))
    )
    ids = [row["last"] for row in newest]
    return dict(Visit.objects.filter(pk__in=ids, advisor__isnull=False).values_list("customer_id", "advisor_id")) if ids else {}
