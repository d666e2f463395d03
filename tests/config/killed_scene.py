"""Run as a program in the data folder of a served house: `scene` makes it, `check` proves that nothing in it is half done, `late` makes promises
that are overdue, `counter` a counter at which several want the same. What they find is printed as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
django.setup()

from bench import http, script  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402

from yinuo.core.access.people import give_role  # noqa: E402
from yinuo.core.events import registry  # noqa: E402
from yinuo.core.events.models import ActKey, Event, Thread  # noqa: E402
from yinuo.core.events.rules import fold  # noqa: E402
from yinuo.core.sites.models import NumberSeries  # noqa: E402
from yinuo.core.sites.soundness import strangers  # noqa: E402
from yinuo.information.promises.models import Promise  # noqa: E402
from yinuo.information.promises.services import make_promise  # noqa: E402
from yinuo.information.promises.watch import MOST_AT_ONCE  # noqa: E402
from yinuo.operations.orders.models import Line, Order  # noqa: E402
from yinuo.operations.orders.services import lines, opening  # noqa: E402
from yinuo.operations.settlement.models import Invoice, Payment  # noqa: E402
from yinuo.operations.visits import services as visits  # noqa: E402
from yinuo.operations.visits.models import Visit  # noqa: E402

LATE = MOST_AT_ONCE + 20  # more than the watcher does in one turn: however slow the machine, some are left when it is killed
BEGUN_BY = {Visit: ("visit.arrived",), Order: ("order.opened",), Line: ("line.added",), Payment: ("payment.deposit",)}


def scene() -> dict[str, str]:
    """A centre whose advisor may do all that the clients do."""
    centre = script.centre(at=timezone.now())
    person = centre.person("advisor")
    for role in ("coordinator", "cashier"):
        give_role(person=person, site=centre.site, role=role)
    return {"session": http.session_of(person), "site": centre.site.code}


def counter() -> dict[str, object]:
    """One lift, a car that is to be paid, and a car whose order is being written; an advisor who may do it all."""
    now = timezone.now()
    centre = script.centre(code="counter", at=now)
    centre.site.overbooking_percent = 0
    centre.site.save(update_fields=["overbooking_percent"])
    person, by = centre.person("advisor"), centre.who("advisor")
    give_role(person=person, site=centre.site, role="cashier")
    with scope(site=centre.site):
        story = script.prepare(centre, now - timedelta(days=4), 1)
        for name, act in script.acts(story):
            act()
            if name == "invoice":
                break
        invoice = Invoice.objects.get(visit=story.visit, payer="customer")
        visit = visits.arrive(plate="沪C12345", by=centre.who("coordinator"), at=now)
        visits.greet(visit_id=visit.pk, by=by, at=now)
        order = opening.open_order(visit_id=visit.pk, by=by, at=now)
        line = lines.add_fee(order_id=order.pk, description="检测费", price=8800, by=by, at=now)
    starts_at = (now.astimezone(centre.site.zone) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    return {
        "session": http.session_of(person), "site": centre.site.code, "item": centre.menu_item.pk, "starts_at": starts_at.isoformat(),
        "visit": visit.pk, "invoice": invoice.pk, "owed": str(invoice.gross / 100), "line": line.pk, "revision": line.revision,
    }  # fmt: skip


def late() -> dict[str, int]:
    """Promises whose time ran out while nobody watched."""
    centre = script.centre(code="late", at=timezone.now())
    long_ago = timezone.now() - timedelta(days=3)
    with scope(site=centre.site):
        story, by = script.prepare(centre, long_ago, 1), centre.who("advisor")
        for n in range(LATE):
            due_at = long_ago + timedelta(hours=1, seconds=n)
            make_promise(customer_id=story.customer.pk, kind="call_back", text="回电", due_at=due_at, by=by, at=long_ago)
    return {"promises": LATE}


def check(told: dict) -> dict[str, object]:
    """What is wrong (nothing, that is to say), and how many of each there are."""
    wrong = [str(found) for found in strangers()]
    wrong += [*_threads(), *_begun(), *_greeted(), *_numbers(), *_promises(), *_engine(), *_keys(told.get("answered", []))]
    counts = {model.__name__.lower(): model.objects.count() for model in BEGUN_BY}
    plates = Counter(Visit.objects.values_list("plate", flat=True))
    references = Counter(Payment.objects.values_list("reference", flat=True))
    return {"wrong": wrong, "counts": counts, "plates": plates, "references": references}


def _threads():
    """The facts of each story are its log, folded."""
    for thread in Thread.objects.all():
        log = Event.objects.filter(thread=thread).order_by("id").values_list("name", "at", "data")
        if fold({}, log, registry.facet_of) != thread.facts:
            yield f"thread {thread.pk}: its facts are not its log"


def _begun():
    """Each record was begun by one event, and each such event has its record."""
    for model, names in BEGUN_BY.items():
        told = Counter(Event.objects.filter(name__in=names).values_list("subject_id", flat=True))
        there = Counter(model.objects.values_list("pk", flat=True))
        if told != there:
            yield f"{model.__name__}: told {told - there}, there {there - told}"


def _greeted():
    """Where the car stands is what the log says."""
    greeted = set(Event.objects.filter(name="visit.greeted").values_list("subject_id", flat=True))
    for visit in Visit.objects.all():
        if (visit.state == "arrived") == (visit.pk in greeted):
            yield f"visit {visit.pk} is {visit.state}, greeted: {visit.pk in greeted}"


def _numbers():
    """Tickets and order numbers run from 1 without a gap, and the series stand where the last one does."""
    for series, numbers in (
        ("ticket", [visit.ticket for visit in Visit.objects.all()]),
        ("order", [int(order.number.rpartition("-")[2]) for order in Order.objects.all()]),
    ):
        last = list(NumberSeries.objects.filter(series__startswith=f"{series}:").values_list("last", flat=True))
        if sorted(numbers) != list(range(1, len(numbers) + 1)) or sum(last) != len(numbers):
            yield f"{series}: {len(numbers)} given out, the series says {last}: {sorted(numbers)}"


def _promises():
    """A promise is called broken once, and is so."""
    told = Counter(Event.objects.filter(name="promise.broken").values_list("subject_id", flat=True))
    there = Counter(Promise.objects.filter(state="broken").values_list("pk", flat=True))
    if told != there:
        yield f"broken promises: told {told - there}, there {there - told}"


def _keys(answered: list[str]):
    """What was answered was kept."""
    kept = set(ActKey.objects.values_list("key", flat=True))
    if lost := set(answered) - kept:
        yield f"answered, but lost: {sorted(lost)}"


def _engine():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            if (said := cursor.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
                yield f"the database: {said}"


if __name__ == "__main__":
    with scopes_disabled():
        asked = {"scene": scene, "late": late, "counter": counter}.get(sys.argv[1])
        print(json.dumps(asked() if asked else check(json.loads(sys.stdin.read() or "{}"))))
