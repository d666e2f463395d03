"""Orders as a list."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import running_numbers, searched
from yinuo.core.sites.models import Site
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import plain_plate

from .. import rules
from ..models import Line, Order

STATES = [
    ("", _("all")),
    ("open", _("in the house")),
    *[(value, label) for value, label in Order.State.choices],
]
OPEN = (Order.State.DRAFT, Order.State.RELEASED, Order.State.IN_WORK, Order.State.INSPECTING)


def found_orders(query: str = "", *, year: int, state: str = "") -> QuerySet[Order]:
    """By number, plate, VIN, phone or name; by state."""
    rows = Order.objects.select_related("visit__customer", "visit__vehicle", "visit__advisor")
    if state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state in Order.State.values:
        rows = rows.filter(state=state)
    query = query.strip()[:40].replace("\x00", "")
    return rows.filter(_wanted(query, year)) if query else rows


def _wanted(query: str, year: int) -> Q:
    """The number (also its digits alone, of this year and the two before), else whatever the search keys of car and customer find."""
    prefixes = searched(query)
    cars, people = ids_of("vehicle", prefixes) if prefixes else [], ids_of("customer", prefixes) if prefixes else []
    visits = Visit.objects.filter(Q(vehicle__in=cars) | Q(customer__in=people) | Q(plate=plain_plate(query) or "?"))
    return Q(number__in=running_numbers(query, year)) | Q(visit__in=visits)


def with_totals(orders: list[Order], site: Site) -> list[Order]:
    """Each order with `agreed_total` and `undecided` (lines that wait for an answer). One query."""
    totals: dict[int, int] = defaultdict(int)
    undecided: dict[int, int] = defaultdict(int)
    for line in Line.objects.filter(order__in=[order.pk for order in orders], removed=False):
        if line.approval == Line.Approval.APPROVED:
            totals[line.order_id] += rules.total_of(line, included=site.prices_include_tax).gross
        elif line.approval == Line.Approval.PROPOSED:
            undecided[line.order_id] += 1
    for order in orders:
        order.agreed_total, order.undecided = totals[order.pk], undecided[order.pk]
    return orders
