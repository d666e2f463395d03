"""Customers as screens read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.events.models import Event
from yinuo.core.search.queries import having, ids_of
from yinuo.core.search.registry import Hit
from yinuo.core.search.rules import phone_digits, searched
from yinuo.core.statements.asked import among, asked

from .models import Consent, Customer
from .rules import same_phone, sound_of, sounds_like
from .timeline import LOOKED_AT, Row

ALIKE, MOST = 6, 50
RECORD_EVENTS = {"customer.created": "user-plus", "customer.changed": "pencil", "customer.consent_recorded": "shield-check"}


@dataclass(frozen=True)
class CustomerRow:
    """A customer in a list, with the vehicles they stand to now."""

    id: int
    name: str
    kind: str
    phone: str
    tags: list[str]
    vehicles: list[Any] = field(default_factory=list)


def customers(*, text: str = "", kind: str = "") -> QuerySet[Customer]:
    """The list's rows, filtered: by what the search box would find, by kind."""
    rows = Customer.objects.all()
    if text:
        rows = rows.filter(pk__in=ids_of("customer", searched(text)))
    return rows.filter(kind=kind) if kind else rows


def present_relations() -> Prefetch:
    """The vehicles that customers stand to now, in one query; the slice above names itself through the relation."""
    relations: Any = Customer._meta.get_field("relations").related_model
    return Prefetch("relations", relations.objects.filter(until=None).select_related("vehicle"))


def with_vehicles(found: Iterable[Customer]) -> list[CustomerRow]:
    """Rows of a page, their vehicles read in one query."""
    found = list(found)
    prefetch_related_objects(found, present_relations())
    return [
        CustomerRow(row.pk, row.name, row.get_kind_display(), row.phone, row.tags, [relation.vehicle for relation in row.relations.all()])
        for row in found
    ]


def consents(customer: Customer) -> list[tuple[str, Consent | None]]:
    """The answer in force for each purpose, None where nobody asked. One query."""
    newest: dict[str, Consent] = {}
    for consent in _consents(customer=customer.pk):
        newest.setdefault(consent.purpose, consent)
    return [(str(label), newest.get(purpose)) for purpose, label in Consent.Purpose.choices]


@asked(Consent)
def _consents(rows: QuerySet[Consent], customer: Any) -> QuerySet:
    return rows.filter(customer_id=customer).select_related("created_by").order_by("-id")[:100]


@dataclass(frozen=True)
class Alike:
    """A customer who may be the same as another, and why. `strong`: the same phone, or the same sounding name with a like plate or VIN."""

    customer: Customer
    reasons: list[str]
    strong: bool


def similar(
    *, name: str = "", phones: Collection[str] = (), but: int | None = None, related: Mapping[int, str] | None = None
) -> list[Alike]:
    """Customers who may be the same person: same phone, or a name that sounds the same. `related`: {customer id: why their vehicle is alike}.

    One query over the search keys, one for the records; the likeliest first, at most six.
    """
    related = related or {}
    keys = [digits for phone in phones if len(digits := phone_digits(phone)) >= 7] + ([sound_of(name)[:40]] if name else [])
    ids = set(related) | having("customer", dict.fromkeys(keys))
    ids.discard(but or 0)
    found = [_alike(row, name, phones, related) for row in _by_ids(ids=list(ids))] if ids else []
    return sorted((alike for alike in found if alike.reasons), key=lambda alike: (not alike.strong, -len(alike.reasons)))[:ALIKE]


@asked(Customer)
def _by_ids(rows: QuerySet[Customer], ids: Any) -> QuerySet:
    return rows.filter(among("id", ids)).order_by("-id")[:MOST]


def _alike(row: Customer, name: str, phones: Collection[str], related: Mapping[int, str]) -> Alike:
    same_number = any(same_phone(one, other) for one in phones for other in (row.phone, row.other_phone))
    same_sound = bool(name) and sounds_like(name, row.name)
    reasons = [_("same phone")] if same_number else []
    if same_sound:
        reasons.append(_("same name") if row.name == name else _("name sounds the same"))
    if row.pk in related:
        reasons.append(related[row.pk])
    return Alike(row, reasons, same_number or (same_sound and row.pk in related))


def shown_in_search(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """Two queries: the customers, and the vehicles that they stand to now."""
    cars: dict[int, list[str]] = defaultdict(list)
    for customer_id, plate, vin in _cars_of(ids=list(ids)):
        cars[customer_id].append(plate or vin)
    return {row.pk: _hit(site_code, row, cars[row.pk]) for row in _by_ids(ids=list(ids))}


@asked(Customer)
def _cars_of(rows: QuerySet[Customer], ids: Any) -> QuerySet:
    """What `present_relations` reads, of it the plate alone."""
    present = rows.filter(among("id", ids), relations__isnull=False, relations__until=None).order_by("relations__id")
    return present.values_list("id", "relations__vehicle__plate", "relations__vehicle__vin")


def _hit(site_code: str, row: Customer, plates: list[str]) -> Hit:
    return Hit(
        "customer",
        row.pk,
        title=row.name,
        url=reverse("customers:customer", args=[site_code, row.pk]),
        detail=" · ".join(part for part in (row.phone, *plates[:3]) if part),
        icon="building-store" if row.kind == Customer.Kind.ORGANISATION else "user",
        newest=int(row.created_at.timestamp()),
    )


def record_rows(request: Any, customer: Customer, until: datetime) -> list[Row]:
    """What happened to the record itself."""
    return [_record_row(event) for event in _record_events(thread=customer.thread_id, until=until)]


@asked(Event)
def _record_events(rows: QuerySet[Event], thread: Any, until: Any) -> QuerySet:
    return rows.filter(thread_id=thread, at__lte=until, name__in=tuple(RECORD_EVENTS)).order_by("-at")[:LOOKED_AT]


def _record_row(event: Event) -> Row:
    words = {
        "customer.created": _("Record made"),
        "customer.changed": _("Record changed"),
        "customer.consent_recorded": _("Consent recorded"),
    }
    return Row(event.at, f"event:{event.pk}", words[event.name], RECORD_EVENTS[event.name], text=_what(event), by=event.by_name)


def _column(name: str) -> Any:
    return Customer._meta.get_field(name)


def _what(event: Event) -> str:
    if event.name == "customer.changed":
        return " · ".join(str(_column(name).verbose_name) for name in event.data.get("fields", ()))
    if event.name == "customer.consent_recorded":
        purpose = dict(Consent.Purpose.choices).get(event.data.get("purpose"), "")
        return f"{purpose}: {_('allowed') if event.data.get('given') else _('not allowed')} · {event.data.get('source', '')}"
    return ""
