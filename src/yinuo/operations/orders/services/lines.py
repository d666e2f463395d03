"""Writing lines on an order: what is to be done and used, what it costs, who pays. Money and approval only; the work itself is in work.py, the material in parts.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import Act, story
from yinuo.core.money.rules import labour_amount
from yinuo.core.sites.models import Site, stamps
from yinuo.core.statements.asked import asked, record, records
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.stock.models import Part
from yinuo.operations.visits.models import Finding
from yinuo.operations.workshop.models import BayKind

from .. import queries, rules
from ..models import AddedWork, Estimate, Line, Operation, Order, PartDemand, Payer, Sublet
from .common import check_number, check_open, check_payer, check_words, site_of, touch


class NotInUse(Invalid):
    sentence = _("This is no longer offered here. Choose another.")


def add_menu_item(
    *, order_id: int, menu_item_id: int, by: Actor, at: datetime, payer: str = Payer.CUSTOMER, added_work_id: int | None = None
) -> Line:
    """Add the labour of a menu item with its parts. Priced by the item's own price, or by labour rate × standard hours."""
    with _writing(order_id, by, at) as act:
        line = put_menu_item(act, act.subject, menu_item_id, payer=check_payer(payer), added_work_id=added_work_id)
    return line


def put_menu_item(act: Act, order: Order, menu_item_id: int, **links) -> Line:
    """Inside an act: the labour line of a menu item and its part lines."""
    site = site_of(act)
    item = record(MenuItem, pk=menu_item_id, active=True)
    if item is None:
        raise NotInUse
    price = item.price if item.price is not None else labour_amount(minutes=item.standard_minutes, hourly_rate=site.labour_rate)
    name = item.name_en if site.language.startswith("en") and item.name_en else item.name
    line = _put_labour(
        act,
        order,
        site,
        name,
        item.standard_minutes,
        price,
        skill=item.skill,
        bay_kind=item.bay_kind,
        menu_item=item,
        code=item.code,
        **links,
    )
    for needed in records(MenuPart, "part", item=item):
        _put_part(
            act, order, site, needed.part, needed.quantity, parent=line, payer=links["payer"], added_work_id=links.get("added_work_id")
        )
    return line


def add_labour(
    *, order_id: int, description: str, standard_minutes: int, by: Actor, at: datetime, price: int | None = None, skill: str = "maintenance",
    bay_kind: str = BayKind.LIFT, payer: str = Payer.CUSTOMER, added_work_id: int | None = None,
) -> Line:  # fmt: skip
    """Add labour in the advisor's words; `price` in minor units, without one the labour rate × standard minutes."""
    description = check_words(description)
    check_number(standard_minutes, smallest=0, largest=rules.LARGEST_MINUTES)
    if bay_kind not in BayKind.values:
        raise Invalid(_("Choose the kind of bay."))
    with _writing(order_id, by, at) as act:
        site = site_of(act)
        price = labour_amount(minutes=standard_minutes, hourly_rate=site.labour_rate) if price is None else price
        line = _put_labour(
            act, act.subject, site, description, standard_minutes, price,
            skill=skill[:30] or "maintenance", bay_kind=bay_kind, payer=check_payer(payer), added_work_id=added_work_id,
        )  # fmt: skip
    return line


def add_part(
    *, order_id: int, part_id: int, by: Actor, at: datetime, quantity: int = 1000, parent_id: int | None = None,
    payer: str | None = None, added_work_id: int | None = None,
) -> Line:  # fmt: skip
    """Add a part at its list price, `quantity` in thousandths; with `parent_id` it belongs to that labour line,
    is decided with it and, unless a payer is given, paid with it.
    """
    check_number(quantity, smallest=1, largest=rules.LARGEST_QUANTITY)
    part = Part.objects.filter(pk=part_id, active=True).first()
    if part is None:
        raise NotInUse
    with _writing(order_id, by, at) as act:
        parent = _parent(act.subject, parent_id)
        paid_with = parent.payer if parent else Payer.CUSTOMER
        line = _put_part(
            act, act.subject, site_of(act), part, quantity, parent=parent, payer=check_payer(payer or paid_with),
            added_work_id=added_work_id or (parent.added_work_id if parent else None),
        )  # fmt: skip
    return line


def add_sublet(
    *, order_id: int, description: str, supplier: str, price: int, by: Actor, at: datetime, cost: int = 0, payer: str = Payer.CUSTOMER
) -> Line:
    """Work that a third party does: what the customer pays and what the supplier asks, in minor units."""
    description, supplier = check_words(description), check_words(supplier, largest=120)
    check_number(cost, smallest=0, largest=rules.LARGEST_AMOUNT)
    with _writing(order_id, by, at) as act:
        line = _put(act, act.subject, site_of(act), Line.Kind.SUBLET, description, price, cost=cost, payer=check_payer(payer))
        Sublet.objects.create(site_id=act.site_id, line=line, supplier=supplier, **stamps(by, at))
    return line


def add_fee(*, order_id: int, by: Actor, at: datetime, description: str, price: int | None = None, payer: str = Payer.CUSTOMER) -> Line:
    """A fee without work or material; without a price the site's diagnosis fee."""
    description = check_words(description)
    with _writing(order_id, by, at, more_work=False) as act:
        price = queries.policy_of(act.site_id).diagnosis_fee if price is None else price
        line = _put(act, act.subject, site_of(act), Line.Kind.FEE, description, price, payer=check_payer(payer))
    return line


def line_from_finding(*, order_id: int, finding_id: int, by: Actor, at: datetime, menu_item_id: int | None = None) -> Line:
    """One tap: a finding of the visit becomes a priced line, by the given menu item, the one that answered such findings before, or as labour to price."""
    with _writing(order_id, by, at) as act:
        order = act.subject
        finding = record(Finding, pk=finding_id, visit=order.visit_id)
        if finding is None:
            raise NotHere
        request = record(AddedWork, order=order, finding=finding, state=AddedWork.State.REQUESTED)
        links: dict[str, Any] = {"finding": finding, "added_work_id": request and request.pk, "payer": Payer.CUSTOMER}
        known = record(Line, order__visit=order.visit_id, finding=finding, parent=None, removed=False)
        if known is not None:
            return known
        item_id = menu_item_id or queries.menu_item_for_point(finding.point)
        if item_id is not None:
            return put_menu_item(act, order, item_id, **links)
        words = finding.note or finding.point
        minutes = LABOUR_TO_PRICE
        site = site_of(act)
        price = labour_amount(minutes=minutes, hourly_rate=site.labour_rate)
        return _put_labour(act, order, site, check_words(words[:200]), minutes, price, **links)


LABOUR_TO_PRICE = 30  # minutes put down for a finding that no menu item answers; the advisor corrects them


def line_from_declined(*, order_id: int, line_id: int, by: Actor, at: datetime) -> Line:
    """One tap: work that was declined at an earlier visit of the same vehicle is offered again, at today's prices."""
    with _writing(order_id, by, at) as act:
        order = act.subject
        earlier = queries.declined_of_vehicle(order.visit.vehicle_id, before_visit=order.visit_id).filter(pk=line_id).first()
        if earlier is None:
            raise NotHere
        again = Line.objects.filter(order__visit_id=order.visit_id, offered_again=earlier, removed=False).first()
        return again or _put_again(act, order, earlier)


def _put_again(act: Act, order: Order, earlier: Line) -> Line:
    site = site_of(act)
    links: dict[str, Any] = {"offered_again": earlier, "payer": earlier.payer}
    if earlier.menu_item_id and earlier.menu_item.active:
        return put_menu_item(act, order, earlier.menu_item_id, **links)
    if earlier.part_id:
        return _put_part(act, order, site, earlier.part, earlier.quantity, **links)
    operation = Operation.objects.filter(line=earlier).first()
    if operation is None:
        return _put(act, order, site, earlier.kind, earlier.description, earlier.unit_price, cost=earlier.cost, **links)
    line = _put_labour(
        act, order, site, earlier.description, operation.standard_minutes, earlier.list_price,
        skill=operation.skill, bay_kind=operation.bay_kind, **links,
    )  # fmt: skip
    for child in earlier.parts.filter(removed=False, kind=Line.Kind.PART).select_related("part"):
        _put_part(act, order, site, child.part, child.quantity, parent=line, payer=child.payer)
    return line


@contextmanager
def _writing(order_id: int, by: Actor, at: datetime, *, more_work: bool = True) -> Iterator[Act]:
    """A story on an order to which a line is added: refuses closed orders."""
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        check_open(act.subject, more_work=more_work)
        yield act


def _parent(order: Order, parent_id: int | None) -> Line | None:
    if parent_id is None:
        return None
    parent = Line.objects.filter(pk=parent_id, order=order, parent=None, removed=False, kind=Line.Kind.LABOUR).first()
    if parent is None:
        raise NotHere
    return parent


def _put_labour(
    act: Act,
    order: Order,
    site: Site,
    description: str,
    minutes: int,
    price: int,
    *,
    skill: str = "maintenance",
    bay_kind: str = BayKind.LIFT,
    **links,
) -> Line:
    line = _put(act, order, site, Line.Kind.LABOUR, description, price, **links)
    Operation.objects.create(
        site_id=act.site_id, line=line, standard_minutes=minutes, skill=skill, bay_kind=bay_kind, **stamps(act.by, act.at)
    )
    return line


def _put_part(act: Act, order: Order, site: Site, part: Part, quantity: int, **links) -> Line:
    line = _put(
        act, order, site, Line.Kind.PART, part.name, part.price, quantity=quantity, cost=part.cost, part=part, code=part.number,
        tax_rate=site.tax_rate if part.tax_rate is None else part.tax_rate, **links,
    )  # fmt: skip
    PartDemand.objects.create(site_id=act.site_id, line=line, part=part, quantity=quantity, **stamps(act.by, act.at))
    return line


@asked(Estimate)
def _was_agreed(rows: QuerySet[Estimate], order: Any) -> QuerySet:
    return rows.filter(order_id=order, agreed_at__isnull=False).order_by().values_list("pk", flat=True)[:1]


@asked(Line)
def _last_position(rows: QuerySet[Line], order: Any) -> QuerySet:
    return rows.filter(order_id=order).order_by("-position").values_list("position", flat=True)[:1]


def _put(act: Act, order: Order, site: Site, kind: str, description: str, price: int, *, payer: str, **fields) -> Line:
    check_number(price, smallest=0, largest=rules.LARGEST_AMOUNT)
    parent = fields.get("parent")
    last = _last_position.first(order=order.pk) or 0
    fields = {"tax_rate": site.tax_rate, "code": "", "position": last + 1} | fields
    if parent is not None and parent.approval != Line.Approval.PROPOSED:
        fields["parent"] = None  # it is decided on its own: its labour was decided before it
    line = Line.objects.create(
        site_id=act.site_id, order=order, kind=kind, description=description[:200], unit_price=price, list_price=price, payer=payer,
        added=_was_agreed.first(order=order.pk) is not None, **fields, **stamps(act.by, act.at),
    )  # fmt: skip
    touch(act, order)
    act.record("line.added", line, order=order.pk, kind=kind, description=line.description)
    return line
