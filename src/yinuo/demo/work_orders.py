"""Maintenance work orders as a table (start date, asset, text, work type, cost): vehicles, visits and order lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from yinuo.core.events.models import Thread
from yinuo.core.money.rules import to_minor
from yinuo.core.search.rules import keys_of
from yinuo.core.sites.models import Site
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Relation, Vehicle
from yinuo.operations.orders.models import Line, Order
from yinuo.operations.visits.models import Visit

from .real import Loading, Report

SOURCE = "work orders"
COLUMNS = ("BscStartDate", "Asset", "OriginalShorttext", "PMType", "Cost")
WORK_TYPE = re.compile(r"PM\d\d")
ROWS_IN_A_BATCH = 500
MOST_COST = Decimal(10**10)


class WorkOrder(NamedTuple):
    day: date
    asset: str
    text: str
    work_type: str
    cost: Decimal
    occurrence: int  # of equal rows on one day the first is 1


class Unreadable(ValueError):
    pass


def load_work_orders(path: Path | str, site: Site, *, now: datetime | None = None) -> Report:
    """Load a file of work orders into the site. A second run adds what is new; what is wrong with a row is reported, the rest is kept."""
    with scope(site=site), transaction.atomic(), Path(path).open(newline="", encoding="utf-8-sig") as file:
        loading = Loading(site, source=SOURCE, now=now or timezone.now())
        vehicles, seen = _Vehicles(loading), Counter[str]()
        for n, row in _rows(csv.reader(file)):
            try:
                order = read(row, seen)
            except Unreadable as problem:
                loading.report.refuse(n, str(problem))
                continue
            _write(loading, vehicles, order)
            if loading.report.loaded % ROWS_IN_A_BATCH == 0:
                loading.write()
        return loading.finish()


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    head = next(reader, [])
    if tuple(head[:5]) != COLUMNS:
        raise Unreadable(
            _("This is not a file of work orders: it must begin with the columns %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        )
    for n, row in enumerate(reader, 2):
        if row:
            yield n, row


def read(row: list[str], seen: Counter) -> WorkOrder:
    """A row of the file. A text with an unquoted comma is put together again; a cost that is not there is nothing. Raises Unreadable."""
    kind = next((n for n in (3, 4, 5) if n < len(row) and WORK_TYPE.fullmatch(row[n].strip())), None)
    if kind is None:
        raise Unreadable(_("no work type like PM01"))
    text = ",".join(row[2:kind]).strip()
    try:
        day = date.fromisoformat(row[0].strip())
    except ValueError:
        raise Unreadable(_("“%(text)s” is no date") % {"text": row[0][:40]}) from None
    if not row[1].strip() or not text:
        raise Unreadable(_("asset or text is missing"))
    cost = _cost(row[kind + 1] if kind + 1 < len(row) else "")
    key = (day, row[1].strip(), text, row[kind].strip(), cost)
    seen[key] += 1
    return WorkOrder(*key, seen[key])


def _cost(text: str) -> Decimal:
    text = text.strip()
    if text in ("", "NA"):
        return Decimal(0)
    try:
        cost = Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("“%(text)s” is no amount") % {"text": text[:40]}) from None
    if not cost.is_finite() or abs(cost) > MOST_COST:
        raise Unreadable(_("“%(text)s” is no believable amount") % {"text": text[:40]})
    return cost


class _Vehicles:
    """The vehicles of the assets, and the organisation that owns them, made when first met."""

    def __init__(self, loading: Loading):
        self.loading = loading
        self.known = {row.plate: row for row in Vehicle.objects.filter(make=SOURCE)}
        self.owner = Customer.objects.filter(kind=Customer.Kind.ORGANISATION, name=SOURCE).first()

    def of(self, asset: str, at: datetime) -> Vehicle:
        plate = "EX" + re.sub(r"\W", "", asset).upper()[:12]
        if plate not in self.known:
            batch, by = self.loading.batch, self.loading.by
            thread = batch.thread(Thread.VEHICLE)
            row = self.known[plate] = batch.add(
                Vehicle, by=by, at=at, thread=thread, plate=plate, make=SOURCE, model=asset[:80], energy=Vehicle.Energy.DIESEL
            )
            batch.tell(thread, "vehicle.created", at, row, by)
            batch.later.append(("vehicle", row, keys_of(plate=plate)))
            batch.add(Relation, by=by, at=at, customer=self.company(at), vehicle=row, since=at.date())
        return self.known[plate]

    def company(self, at: datetime) -> Customer:
        if self.owner is None:
            batch, by = self.loading.batch, self.loading.by
            thread = batch.thread(Thread.CUSTOMER)
            self.owner = batch.add(Customer, by=by, at=at, thread=thread, kind=Customer.Kind.ORGANISATION, name=SOURCE)
            batch.tell(thread, "customer.created", at, self.owner, by)
            batch.later.append(("customer", self.owner, keys_of(name=SOURCE)))
        return self.owner


def _write(loading: Loading, vehicles: _Vehicles, told: WorkOrder) -> None:
    """A closed visit with one order of one line; a credit (negative cost) is a discount on nothing."""
    number = loading.number(str(told.day), told.asset, told.text, told.work_type, str(told.cost), str(told.occurrence))
    if number in loading.known:
        loading.report.known += 1
        return
    batch, by, site = loading.batch, loading.by, loading.site
    ticket = loading.ticket(told.day)
    at = datetime.combine(told.day, time(8), site.zone).astimezone(UTC) + timedelta(minutes=ticket)
    vehicle, thread = vehicles.of(told.asset, at), batch.thread()
    visit = batch.add(
        Visit, by=by, at=at, thread=thread, customer=vehicles.company(at), vehicle=vehicle, plate=vehicle.plate, day=told.day, ticket=ticket,
        state=Visit.State.CLOSED, state_since=at, waits=False, arrived_at=at, ready_at=at, delivered_at=at, closed_at=at,
    )  # fmt: skip
    batch.tell(thread, "history.loaded", at, visit, by, source=SOURCE, judges=[])
    order = batch.add(Order, by=by, at=at, visit=visit, number=number, state=Order.State.CLEARED)
    batch.tell(thread, "order.opened", at, order, by, number=number)
    amount = to_minor(told.cost, site.currency)
    line = batch.add(
        Line, by=by, at=at, order=order, kind=Line.Kind.LABOUR, code=told.work_type, description=told.text[:200], unit_price=max(amount, 0),
        list_price=max(amount, 0), discount=max(-amount, 0), tax_rate=0, approval=Line.Approval.APPROVED,
    )  # fmt: skip
    batch.tell(thread, "line.added", at, line, by, order=order, kind=Line.Kind.LABOUR.value, description=told.text[:200])
    batch.tell(thread, "visit.closed", at, visit, by)
    loading.known.add(number)
    loading.report.loaded += 1
