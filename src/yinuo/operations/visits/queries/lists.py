"""Lists of visits: what is open now, and all there ever were."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from yinuo.core.access.queries import staff_in_role
from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import searched
from yinuo.core.workflow.queries import in_states

from .. import rules
from ..models import Visit
from .rows import with_row

MOST_FOUND = 200


def open_visits(*, text: str = "", advisor_id: int | None = None, state: str = "") -> QuerySet[Visit]:
    """Cars that are here."""
    rows = Visit.objects.filter(in_states(rules.OPEN))
    if text:
        rows = rows.filter(Q(plate__contains=rules.plain_plate(text)[:16]) | Q(customer__name__contains=text[:40]) | _ticket(text))
    return with_row(_narrowed(rows, advisor_id, state))


def _ticket(text: str) -> Q:
    return Q(ticket=int(text)) if text.isascii() and text.isdigit() and len(text) <= 5 else Q(pk=None)


def all_visits(
    *, text: str = "", advisor_id: int | None = None, state: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Visit]:
    """Every visit, void ones only when asked for. A text finds through the search keys of vehicles, customers and open visits."""
    rows = Visit.objects.all() if state else Visit.objects.exclude(state="void")
    if text:
        prefixes = searched(text)
        found = {kind: ids_of(kind, prefixes)[:MOST_FOUND] if prefixes else [] for kind in ("vehicle", "customer", "visit")}
        rows = rows.filter(Q(vehicle_id__in=found["vehicle"]) | Q(customer_id__in=found["customer"]) | Q(pk__in=found["visit"]))
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    return with_row(_narrowed(rows, advisor_id, state))


def _narrowed(rows: QuerySet[Visit], advisor_id: int | None, state: str) -> QuerySet[Visit]:
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    return rows.filter(state=state) if state else rows


def cars_of(advisor_id: int) -> list[Visit]:
    """An advisor's open cars, for the change of shift."""
    return list(with_row(Visit.objects.filter(in_states(rules.OPEN), advisor_id=advisor_id)).order_by("arrived_at"))


def other_advisors(advisor_id: int) -> list:
    return [person for person in staff_in_role("advisor") if person.pk != advisor_id]
