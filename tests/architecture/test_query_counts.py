"""Pages ask the database as often for forty cars as for ten, not too often, and never from a template.

Cars are taken through the visit by the bench's script and stop at every stage; then each page of a site is opened by a service manager, the same
records each time. A new page falls under this by itself, one that names a record as soon as its key is known below.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from bench import script
from django.apps import apps
from django.db import connection
from django.test import Client
from django_scopes import scope

from tests.whole_visit import Car
from yinuo.core.access.people import create_person, give_role

from .urls import NOBODY, SITE, Address, addresses

STOPS = ("book", "arrive", "greet", "consult", "estimate", "release", "work", "final inspection", "invoice", "deliver")
FEW, MANY = 1, 4  # rounds of as many cars as there are stops
MOST_QUERIES = 60
KEPT_BY_THE_PROCESS = 'FROM "standards_standard"'  # read again now and then, by the clock, on whichever page comes next
# what a key in an address is the key of
KEYS = {
    "appointment_id": "booking.Appointment", "bay_id": "workshop.Bay", "call_id": "follow_up.DueCall", "case_id": "cases.Case",
    "complaint_id": "complaints.Complaint", "customer_id": "customers.Customer",
    "estimate_id": "orders.Estimate", "invoice_id": "settlement.Invoice", "item_id": "menu.MenuItem", "line_id": "orders.Line",
    "operation_id": "orders.Operation", "order_id": "orders.Order", "part_id": "stock.Part", "promise_id": "promises.Promise", "reminder_id": "reminders.Reminder",
    "questionnaire_id": "surveys.Questionnaire", "version_id": "surveys.QuestionnaireVersion", "wave_id": "surveys.Wave",
    "user_id": "accounts.User", "vehicle_id": "vehicles.Vehicle", "visit_id": "visits.Visit",
}  # fmt: skip


@dataclass
class Asked:
    """What one page asked the database."""

    queries: Counter = field(default_factory=Counter)
    from_templates: set[str] = field(default_factory=set)

    def __call__(self, execute, sql, params, many, context):
        if KEPT_BY_THE_PROCESS in sql:
            return execute(sql, params, many, context)
        self.queries[sql.split(" LIMIT ")[0][:160]] += 1
        if (files := _callers()) and "/django/template/base.py" in files and "/django/forms/" not in files:  # a form's choices are its own
            self.from_templates.add(sql[:160] + " …" + sql[-160:])
        return execute(sql, params, many, context)


def _callers() -> str:
    """The files from which this query was asked."""
    frame, files = sys._getframe(), []
    while frame := frame.f_back:  # type: ignore[assignment]
        files.append(frame.f_code.co_filename)
    return " ".join(files)


def open_page(client: Client, path: str) -> tuple[int, Asked]:
    asked = Asked()
    with connection.execute_wrapper(asked):
        status = client.get(path).status_code
    return status, asked


def paths_of(address: Address, known: dict[str, list[int]]) -> list[str]:
    """The address with keys of records that exist; nothing when a key's model is not known."""
    if not address.unknown:
        return [address.path]
    names = [part.split(":")[-1].rstrip(">") for part in address.route.split("<")[1:]]
    names = [name.split(">")[0] for name in names if not name.startswith("site")]
    if len(names) != 1 or names[0] not in known:
        return []
    return [address.path.replace(str(NOBODY), str(key)) for key in known[names[0]]]


def opened(client: Client, known: dict[str, list[int]]) -> dict[str, Asked]:
    """Every page that opens (a page of a record that is at another stage may not)."""
    found = {}
    for address in addresses():
        if address.of_a_site and "GET" in address.methods:
            for path in paths_of(address, known):
                status, asked = open_page(client, path)
                if status == 200:
                    found[path] = asked
    return found


def cars(centre: script.Centre, rounds: range) -> None:
    for n in rounds:
        for place, stop in enumerate(STOPS):
            Car(centre, number=1 + n * len(STOPS) + place, crew=(n * len(STOPS) + place) % script.CREWS).until(stop)


def keys() -> dict[str, list[int]]:
    """Of each kind of record a few keys of different stages."""
    found = {}
    for name, label in KEYS.items():
        pks = list(apps.get_model(label)._base_manager.order_by("pk").values_list("pk", flat=True))
        found[name] = sorted({pks[0], pks[len(pks) // 2], pks[-1]} if name != "visit_id" else set(pks)) if pks else []
    return found


_results: list[tuple[dict[str, Asked], dict[str, Asked]]] = []


@pytest.fixture
def measured(db):
    """(pages with few cars, pages with many), made once."""
    if not _results:
        _results.append(_measure())
    return _results[0]


def _measure() -> tuple[dict[str, Asked], dict[str, Asked]]:
    centre = script.centre(code=SITE, at=script.monday())
    manager = create_person(username="manager", display_name="Manager")
    give_role(person=manager, site=centre.site, role="service_manager")
    client = Client()
    with scope(site=centre.site), time_machine.travel(script.monday() + timedelta(hours=3), tick=False):
        cars(centre, range(FEW))
        known = keys()
        client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
        opened(client, known)  # what a process learns once (content types, sites' standards) does not count
        few = opened(client, known)
        cars(centre, range(FEW, MANY))
        return few, opened(client, known)


def test_most_pages_were_opened(measured):
    few, _many = measured
    assert len(few) > 60


def test_no_page_asks_more_often_when_there_is_more(measured):
    few, many = measured
    grown = {}
    for path in few.keys() & many.keys():
        if (after := many[path].queries.total()) > (before := few[path].queries.total()):
            more = many[path].queries - few[path].queries
            grown[path] = f"{before} → {after}: {[sql for sql, _n in more.most_common(2)]}"
    assert not grown


def test_no_page_asks_too_often(measured):
    _few, many = measured
    assert not {path: asked.queries.total() for path, asked in many.items() if asked.queries.total() > MOST_QUERIES}


def test_no_template_asks_the_database(measured):
    _few, many = measured
    asking = [f"{path}: {sql}" for path, asked in many.items() for sql in sorted(asked.from_templates)]
    assert not asking, "\n".join(asking)
