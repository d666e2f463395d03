"""A visit that is written as history leaves what a visit that was lived through the services leaves."""

from __future__ import annotations

import pytest
from bench import script
from django_scopes import scope

from yinuo.core.events.models import Event, Thread
from yinuo.demo import load
from yinuo.information.promises.models import Promise
from yinuo.operations.booking.models import Appointment
from yinuo.operations.orders.models import ClockEntry, Estimate, Line, Operation, Order, PartDemand
from yinuo.operations.settlement.models import Checkout, Invoice, InvoiceLine, Payment
from yinuo.operations.standards import history
from yinuo.operations.standards.models import Outcome
from yinuo.operations.stock.models import StockMovement
from yinuo.operations.visits.models import Consultation, Visit, WalkAround
from yinuo.supervision.follow_up.models import DueCall

pytestmark = pytest.mark.django_db
COMPARED = (
    Appointment, Visit, Consultation, WalkAround, Order, Line, Estimate, Operation, ClockEntry, PartDemand, Checkout, Invoice, InvoiceLine,
    Payment, DueCall, StockMovement, Promise,
)  # fmt: skip
# what one has and the other need not: the demo assigns bays by simulation, writes no link, and plans nothing for later
FREE = {
    "ends_at", "ends_on", "token_hash", "planned_at", "bay_id", "message", "expected_at", "at_risk_at", "key_tag", "car_zone_id", "opened_at",
    "symptoms", "damages", "arrived_at", "changed_by_id", "finding_id", "added_work_id", "owner_id", "note", "reference", "menu_item_id", "advisor_id",
    "wish", "appointment_id", "close_id", "thread_id", "how", "outcome", "calls", "discount_reason", "reason", "created_by_id", "requested_at",
}  # fmt: skip


@pytest.fixture(scope="module")
def both(django_db_setup, django_db_blocker):
    """(site and visit lived through the services, site and visits written as history); the tests below only read."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            at = script.monday()
            centre = script.centre(at=at)
            with scope(site=centre.site):
                story = script.prepare(centre, at, 1)
                for _name, act in script.acts(story):
                    act()
            demo = load.load(days=6, at=at)
            yield centre.site, story.visit.pk, demo
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def lived(both):
    site, visit_id, _demo = both
    with scope(site=site):
        yield Visit.objects.select_related("thread").get(pk=visit_id)


@pytest.fixture
def written(both):
    """A visit of the demo that took the same way: booked, repaired, paid, called, closed."""
    _site, _visit, demo = both
    with scope(site=demo):
        rows = Visit.objects.filter(
            state="closed", no_repair_reason="", appointment__isnull=False, due_call__raised="", mileage__isnull=False
        )
        rows = rows.filter(
            orders__lines__demand__isnull=False, checkout__returned_at__isnull=False, checkout__next_service_told_at__isnull=False
        )
        whole = {
            "lounge.settled",
            "consultation.words_recorded",
            "consultation.uninterrupted",
            "car.cleaned",
            "car.shown",
            "promise.kept",
        }
        yield next(visit for visit in rows.select_related("thread").distinct() if whole <= set(visit.thread.facts))


def test_history_folds_and_judges_as_the_acts_did(lived):
    log = Event.objects.filter(thread=lived.thread).order_by("id").values_list("name", "at", "data", "by_id")
    facts, rows = history.judge_log(history.book(lived.site_id), lived.thread_id, list(log))
    assert facts == Thread.objects.get(pk=lived.thread_id).facts
    kept = {
        row.code: (row.state, row.since, row.due_at, row.value, row.owner_id, row.day)
        for row in Outcome.objects.filter(thread=lived.thread)
    }
    assert {row.code: (row.state, row.since, row.due_at, row.value, row.owner_id, row.day) for row in rows} == kept
    assert len(kept) > 15


def test_the_demo_tells_the_same_events_with_the_same_particulars(lived, written):
    def particulars(visit):
        return {name: set(fact["data"]) for name, fact in visit.thread.facts.items()}

    services, demo = particulars(lived), particulars(written)
    differ = {name: (services[name], demo[name]) for name in services.keys() & demo.keys() if services[name] != demo[name]}
    assert not differ, differ


def test_the_demo_tells_what_the_services_tell(lived, written):
    known = {"consultation.symptoms_added", "line.added", "operation.assigned", "operation.paused", "operation.resumed", "car.parked"}
    assert {name for name in lived.thread.facts if ":" not in name} - set(written.thread.facts) - known == set()


@pytest.mark.parametrize("model", COMPARED, ids=lambda model: model.__name__)
def test_the_demo_fills_the_columns_that_the_services_fill(model, both, lived, written):
    site, _visit, demo = both
    with scope(site=site):
        one = _filled(model, lived)
    with scope(site=demo):
        other = _filled(model, written)
    assert one == other


def _filled(model, visit) -> dict[str, bool]:
    """Column → has a value, of the row of this visit that says most about the way it took."""
    paths = {"visit": "visit", "order": "order__visit", "line": "line__order__visit", "operation": "operation__line__order__visit"}
    names = {field.name for field in model._meta.fields}
    if model is Visit:
        rows = model.objects.filter(pk=visit.pk)
    elif model is StockMovement:
        demands = PartDemand.objects.filter(line__order__visit=visit).values("pk")
        rows = model.objects.filter(demand_id__in=demands, kind="issued")
    elif model is InvoiceLine:
        rows = model.objects.filter(invoice__visit=visit)
    elif path := next((paths[name] for name in paths if name in names), ""):
        rows = model.objects.filter(**{path: visit})
    else:
        rows = model.objects.filter(thread_id=visit.thread_id)
    row = rows.order_by("pk").first()
    assert row is not None, f"no {model.__name__}"
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in FREE]
    return {name: getattr(row, name) not in (None, "", {}, []) for name in columns}
