"""Rows of what already happened, gathered by story and written in bulk: no reactions, the same rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from yinuo.core.access.actor import Actor
from yinuo.core.events.models import Event, Thread
from yinuo.core.pictures.models import Picture
from yinuo.core.search.models import SearchKey
from yinuo.core.sites.models import Site, stamps
from yinuo.information.customers.models import Customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.information.vehicles.models import MileageReading, Relation, Vehicle
from yinuo.operations.booking.models import Appointment, AppointmentItem
from yinuo.operations.orders.models import AddedWork, ClockEntry, Decision, Estimate, Inspection, Line, Operation, Order, PartDemand
from yinuo.operations.settlement.models import CashClose, Checkout, Invoice, InvoiceLine, Payment
from yinuo.operations.standards import history as standards
from yinuo.operations.stock.models import PartOrder, StockMovement
from yinuo.operations.visits.models import Consultation, Finding, Visit, WalkAround
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.surveys.models import Answer, Invitation, Response

from . import bulk

# parents before children: a row may point at one that is written in the same batch
ORDER = (
    Thread, Customer, Vehicle, Relation, Appointment, AppointmentItem, Visit, MileageReading, Consultation, WalkAround, Finding, Picture, Order,
    AddedWork, Line, Estimate, Decision, Operation, ClockEntry, PartDemand, StockMovement, PartOrder, Inspection, Checkout, Invoice,
    InvoiceLine, Payment, CashClose, DueCall, Encounter, Promise, Invitation, Response, Answer,
)  # fmt: skip
EVENT = (
    "site_id", "name", "subject_type", "subject_id", "thread_id", "at", "recorded_at", "by_id", "by_name", "origin", "data",
)  # fmt: skip


class Told(NamedTuple):
    """One event that happened; values of `data` may be rows, whose keys are known when they are written."""

    name: str
    at: datetime
    subject: Model
    by: Actor
    data: dict[str, Any]


class Batch:
    """What was done up to `now` at a site; later things are left out."""

    def __init__(self, site: Site, now: datetime):
        self.site, self.now = site, now
        self.rows: dict[type[Model], list[Model]] = defaultdict(list)
        self.told: dict[int, tuple[Thread, list[Told]]] = {}  # by id(): rows without a key cannot be hashed
        self.later: list[tuple[str, Model, set[str]]] = []  # search keys of rows that have no key yet
        self.about: list[tuple[Promise | Picture, Model]] = []
        self.demands: list[tuple[StockMovement, PartDemand]] = []
        self.issues: list[tuple] = []
        self.reserved: dict[Model, int] = {}
        self.copies: list[tuple[InvoiceLine, Line]] = []
        self.quoted: list[tuple[dict[str, Any], Line]] = []  # an estimate's copies of lines
        self.next_service: list[tuple[Vehicle, Any, int]] = []
        self.mileage: list[tuple[Vehicle, int, Any]] = []
        self.named: list[tuple[Invitation, Visit]] = []  # what an invitation is about

    def add(
        self, kind_of: type[Model], /, *, by: Actor | None = None, at: datetime | None = None, changed: datetime | None = None, **columns
    ) -> Any:
        """A new row; with `by` and `at` it is stamped so (and what has a column `at` of its own happened then)."""
        if by is not None and at is not None:
            columns |= stamps(by, at) | ({"changed_at": changed} if changed else {})
        if kind_of in (Decision, Inspection):
            columns["at"] = at
        row = kind_of(site=self.site, **columns)
        self.rows[kind_of].append(row)
        return row

    def thread(self, kind: str = Thread.VISIT) -> Thread:
        thread = self.add(Thread, kind=kind)
        self.told[id(thread)] = (thread, [])
        return thread

    def tell(self, thread: Thread, name: str, at: datetime | None, subject: Model, by: Actor, **data: Any) -> bool:
        """Record that it happened; False (and nothing is recorded) when it has not come yet."""
        if at is None or at > self.now:
            return False
        self.told.setdefault(id(thread), (thread, []))[1].append(Told(name, at, subject, by, data))
        return True

    def write(self) -> int:
        """Write everything in bulk, judge the standards, forget it. How many events were written."""
        for model, rows in self.rows.items():
            for row, key in zip(rows, bulk.allocate(model, len(rows)), strict=True):
                row.pk = key
        self._point()
        for model in ORDER:
            rows = self.rows.pop(model, [])
            bulk.insert_objects(model, rows)
            for row in rows:
                row._state.adding = False
        assert not self.rows, f"not in ORDER: {list(self.rows)}"
        self._write_keys()
        events, facts = self._events()
        bulk.insert(Event, EVENT, events)
        _write_facts(facts)
        self.told = {}
        return len(events)

    def _write_keys(self) -> None:
        rows = [(self.site.pk, key[:40], target, row.pk) for target, row, keys in self.later for key in keys if key]
        bulk.insert(SearchKey, ("site_id", "key", "target_type", "target_id"), rows, ignore_conflicts=True)
        self.later.clear()

    def _point(self) -> None:
        """What points at rows without a foreign key is filled in when those have keys."""
        for movement, demand in self.demands:
            movement.demand_id = demand.pk
        for copy, line in self.copies:
            copy.line_id = line.pk
        for quote, line in self.quoted:
            quote["id"], quote["parent"] = line.pk, line.parent.pk if line.parent else None
            quote["finding"] = line.finding.pk if line.finding else None
        for pointing, row in self.about:
            pointing.subject_type, pointing.subject_id = row._meta.model_name, row.pk
        for invitation, visit in self.named:
            invitation.reference = f"visit:{visit.pk}"
        for done in (self.demands, self.copies, self.quoted, self.about, self.named):
            done.clear()

    def _events(self) -> tuple[list[tuple], list[tuple[dict, int]]]:
        book, events, facts, outcomes = standards.book(self.site.pk), [], [], []
        for thread, told in self.told.values():
            told.sort(key=lambda one: one.at)
            plain = [(one.name, one.at, _plain(one.data), one.by.user_id) for one in told]
            events += [self._event(thread, one, data) for one, (_name, _at, data, _by) in zip(told, plain, strict=True)]
            folded, rows = standards.judge_log(book, thread.pk, plain, before=thread.facts)
            thread.facts = folded
            facts.append((folded, thread.pk))
            outcomes += rows
        standards.write(outcomes)
        return events, facts

    def _event(self, thread: Thread, one: Told, data: dict) -> tuple:
        """The columns of EVENT."""
        by, subject = one.by, one.subject
        return (
            self.site.pk,
            one.name,
            subject._meta.model_name,
            subject.pk,
            thread.pk,
            one.at,
            one.at,
            by.user_id,
            by.name,
            by.origin,
            data,
        )


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in data.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, datetime) else value


def _write_facts(facts: Iterable[tuple[dict, int]]) -> None:
    field = Thread._meta.get_field("facts")
    rows = [(field.get_db_prep_save(value, connection), pk) for value, pk in facts]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE events_thread SET facts = %s WHERE id = %s", rows)
