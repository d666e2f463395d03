"""How a complaint is found in the quick search: by its number, by words of what was said, by whose it is and which car it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yinuo.core.search.models import SearchKey
from yinuo.core.search.registry import Hit, searchable
from yinuo.core.search.rules import LONGEST_KEY, keys_of, word_keys
from yinuo.core.search.services import index
from yinuo.core.statements.asked import among, asked
from yinuo.core.workflow.queries import in_states

from . import rules
from .models import Complaint

KIND = "complaint"
LINKED = 50  # found customers and vehicles whose complaints are looked for
FEW = 5  # as many of whom closed complaints are named too


def keys(complaint: Complaint) -> set[str]:
    """What no record of a customer or car is found by: those are linked."""
    unknown = complaint.customer_id is None
    found = keys_of(
        ticket=complaint.number, name=complaint.contact_name if unknown else "", plate="" if complaint.vehicle_id else complaint.plate,
        phones=(complaint.contact_phone,) if unknown and complaint.contact_phone else (),
    )  # fmt: skip
    return found | word_keys(complaint.text)


def index_complaint(complaint: Complaint, *, new: bool = False) -> None:
    """Inside an act."""
    index(complaint.site_id, target_type=KIND, target_id=complaint.pk, keys=keys(complaint), new=new)


def index_all(complaints: Iterable[Complaint]) -> None:
    """Of complaints that were written in one go."""
    rows = [
        SearchKey(site_id=row.site_id, target_type=KIND, target_id=row.pk, key=key[:LONGEST_KEY])
        for row in complaints
        for key in sorted(keys(row))
    ]
    SearchKey.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def shown(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """One query; one that was joined to another is found as that other."""
    return {row.pk: _hit(site_code, row) for row in _found(ids=list(ids))}


@asked(Complaint)
def _found(rows: QuerySet[Complaint], ids: Any) -> QuerySet:
    return rows.filter(among("id", ids), merged_into=None).select_related("customer", "vehicle")


def _hit(site_code: str, row: Complaint) -> Hit:
    day = date_format(timezone.localtime(row.received_at), "DATE_FORMAT")
    return Hit(
        target_type=KIND, target_id=row.pk, title=_("Complaint {number}").format(number=row.number), url=reverse("complaints:case", args=[site_code, row.pk]),
        detail=" · ".join(part for part in (row.who, row.get_state_display(), day, row.text[:60]) if part), plate=row.plate,
        energy=row.vehicle.energy if row.vehicle else "", label=_("Complaint"), icon="message-report", tone="late" if row.is_open else "idle",
        rank=0 if row.is_open else 1, newest=int(row.received_at.timestamp()),
    )  # fmt: skip


def complaints_of(found: Mapping[str, Sequence[int]]) -> list[int]:
    """The newest complaints of the customers and vehicles that were found; of many only those that are open. One query."""
    people, cars = list(found.get("customer", ()))[:LINKED], list(found.get("vehicle", ()))[:LINKED]
    if not people and not cars:
        return []
    return list((_of if len(people) + len(cars) <= FEW else _open_of)(people=people, cars=cars))


@asked(Complaint)
def _of(rows: QuerySet[Complaint], people: Any, cars: Any) -> QuerySet:
    theirs = Q(among("customer_id", people)) | Q(among("vehicle_id", cars))
    return rows.filter(theirs, merged_into=None).order_by("-id").values_list("pk", flat=True)[:LINKED]


@asked(Complaint)
def _open_of(rows: QuerySet[Complaint], people: Any, cars: Any) -> QuerySet:
    theirs = Q(among("customer_id", people)) | Q(among("vehicle_id", cars))
    return rows.filter(theirs, in_states(rules.OPEN), merged_into=None).order_by("-id").values_list("pk", flat=True)[:LINKED]


searchable(KIND, shown, capability="complaints.read", linked=complaints_of)
