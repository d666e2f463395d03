"""What is recorded of the visits behind answers, as far as customer segments are told apart by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yinuo.information.customers.models import Customer
from yinuo.operations.orders.models import Line
from yinuo.operations.visits.models import Visit
from yinuo.supervision.surveys.models import Response

from .models import SegmentSettings
from .rules.segments import Definitions, Facts


def definitions() -> Definitions:
    """Those of the scoped site."""
    row = SegmentSettings.objects.first()
    return Definitions(tuple(row.used), tuple(row.age_limits), tuple(row.km_limits), row.regular_from) if row else Definitions()


def facts_of(responses: Sequence[Response]) -> dict[int, Facts]:
    """response → what is recorded of its visit and customer, as of the visit. Two queries."""
    visits = [response.visit_id for response in responses if response.visit_id]
    earlier, payers = _earlier(visits), _payers(visits)
    return {response.pk: _facts(response, earlier, payers) for response in responses}


def _facts(response: Response, earlier: dict[int, int], payers: dict[int, set[str]]) -> Facts:
    visit = response.visit
    customer = visit.customer if visit and visit.customer else response.customer
    fleet = customer.kind == Customer.Kind.ORGANISATION if customer else None
    if visit is None:
        return Facts(fleet=fleet)
    year = visit.vehicle.year if visit.vehicle else None
    return Facts(
        age=visit.day.year - year if year else None, km=visit.mileage, earlier=earlier.get(visit.pk) if visit.customer_id else None,
        payers=sorted(payers.get(visit.pk, ())), fleet=fleet,
    )  # fmt: skip


def _earlier(visits: Sequence[int]) -> dict[int, int]:
    """visit → how often its customer had been there before."""
    before: QuerySet[Visit] = Visit.objects.filter(
        customer=OuterRef("customer"), arrived_at__lt=OuterRef("arrived_at"), delivered_at__isnull=False
    )
    counted = before.order_by().values("customer").annotate(n=Count("pk")).values("n")
    rows = Visit.objects.filter(pk__in=visits).annotate(earlier=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    return dict(rows.values_list("pk", "earlier"))


def _payers(visits: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Line.objects.filter(order__visit__in=visits, removed=False).values_list("order__visit", "payer").distinct()
    for visit_id, payer in rows:
        found[visit_id].add(payer)
    return found
