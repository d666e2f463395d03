"""The same visit through the program's own pages: forms posted to a served Yinuo, each by the person whose screen it is."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from tools.postgres import free_port

from bench import engines, script

TOKEN = "x" * 32


class Person:
    """Somebody signed in: a connection kept open, a session made beforehand."""

    def __init__(self, port: int, session: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
            "Accept": "text/html",
        }

    def post(self, path: str, **fields: Any) -> float:
        """Send the form; the seconds it took. Anything but an answer of success is a failure."""
        body = urllib.parse.urlencode({"_key": os.urandom(16).hex(), **fields}, doseq=True)
        started = time.perf_counter()
        self.connection.request("POST", path, body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 302):  # a refused form is a 422
            said = re.findall(
                r'(?:class="invalid-feedback[^>]*|role="alert"[^>]*|class="sentence[^>]*|<h1[^>]*)>(.*?)</',
                text.decode(errors="replace"),
                re.S,
            )
            raise RuntimeError(f"{path}: {answer.status} {[' '.join(words.split())[:200] for words in said]}")
        return time.perf_counter() - started

    def get(self, path: str) -> tuple[float, int]:
        """Read a page; the seconds it took and its length."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers | {"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        length = len(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return time.perf_counter() - started, length


def session_of(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store.update({
        SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend", HASH_SESSION_KEY: person.get_session_auth_hash(),
    })  # fmt: skip
    store.create()
    return store.session_key


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Yinuo served on a free port by its own command: (port, pid)."""
    port = free_port()
    command = [sys.executable, "-m", "yinuo.config.cli", "serve", "--port", str(port), "--no-work"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen) -> None:
    for _try in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/accounts/login/")
            connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def acts(story: script.Story, people: dict[str, Person]) -> Iterator[Callable[[], float]]:
    """The visit's acts as forms, in the order of bench.script; ids that pages would carry are read from the database beside the clock."""
    yield from _receive(story, people)
    yield from _consult(story, people["advisor"])
    yield from _agree(story, people["advisor"])
    yield from _repair(story, people)
    yield from _leave(story, people)


def _base(story: script.Story) -> str:
    return f"/s/{story.centre.site.code}"


def _visit(story: script.Story) -> str:
    return f"{_base(story)}/visits/{story.visit.pk}"


def _paper(story: script.Story) -> str:
    return f"{_base(story)}/orders/{story.order.pk}"


def _receive(story: script.Story, people: dict[str, Person]) -> Iterator[Callable[[], float]]:
    from django.utils import timezone

    from yinuo.operations.booking.models import Appointment
    from yinuo.operations.visits.models import Visit

    base, advisor = _base(story), people["advisor"]
    starts = timezone.localtime(timezone.now() + timedelta(minutes=40), story.centre.site.zone)
    starts = starts.replace(minute=30 * (starts.minute // 30), second=0, microsecond=0) + timedelta(minutes=30)
    yield lambda: advisor.post(
        f"{base}/booking/new/", items=[story.centre.menu_item.pk], plate=story.plate, name="王芳", phone=story.customer.phone, customer=story.customer.pk,
        vehicle=story.vehicle.pk, waits="1", origin="desk", starts_at=starts.isoformat(),
    )  # fmt: skip
    appointment = Appointment.objects.filter(plate=story.plate).latest("id")
    yield lambda: advisor.post(f"{base}/booking/{appointment.pk}/reconfirm/", channel="phone")
    yield lambda: people["coordinator"].post(f"{base}/gate/arrive/", appointment=appointment.pk)
    story.known["visit"] = Visit.objects.filter(plate=story.plate).latest("id")
    at = _visit(story)
    yield lambda: advisor.post(f"{at}/take/")
    yield lambda: advisor.post(f"{at}/greet/")
    yield lambda: advisor.post(f"{at}/record/", customer=story.customer.pk, vehicle=story.vehicle.pk)


def _consult(story: script.Story, advisor: Person) -> Iterator[Callable[[], float]]:
    from yinuo.operations.visits import rules as visit_rules

    at = _visit(story)
    yield lambda: advisor.post(f"{at}/consultation/start/")
    yield lambda: advisor.post(f"{at}/consultation/words/", words="冷车启动时前面有异响")
    yield lambda: advisor.post(f"{at}/consultation/symptom/", kind="noise", when=["cold_start"], often="often")
    yield lambda: advisor.post(f"{at}/consultation/declare/", yes="1")
    yield lambda: advisor.post(f"{at}/walk-around/", valuables_asked="on", fuel="4", mileage="41200", damages="[]")
    points = {f"state-{point}": "work" if point == "brakes" else "ok" for point in visit_rules.NINE_POINTS}
    yield lambda: advisor.post(f"{at}/nine-points/", **points)
    yield lambda: advisor.post(f"{at}/consultation/end/")


def _agree(story: script.Story, advisor: Person) -> Iterator[Callable[[], float]]:
    from django.utils import timezone

    from yinuo.operations.orders.models import Estimate, Order
    from yinuo.operations.visits.models import Finding

    base, at = _base(story), _visit(story)
    yield lambda: advisor.post(f"{at}/orders/open/")
    story.known["order"] = order = Order.objects.filter(visit=story.visit).latest("id")
    paper, finding = _paper(story), Finding.objects.get(visit=story.visit, grade="amber")
    yield lambda: advisor.post(f"{paper}/finding/{finding.pk}/")
    ready = timezone.localtime(timezone.now() + timedelta(hours=4), story.centre.site.zone).strftime("%Y-%m-%dT%H:%M")
    yield lambda: advisor.post(
        f"{paper}/present/", ready_at=ready, revision=Order.objects.values_list("revision", flat=True).get(pk=order.pk)
    )
    estimate = Estimate.objects.filter(order=order).latest("id")
    answers = {f"line-{line['id']}": "yes" for line in estimate.lines if line["ask"] and line["parent"] is None}
    yield lambda: advisor.post(f"{base}/estimates/{estimate.pk}/tablet/", channel="phone", decided_by="王芳", **answers)
    yield lambda: advisor.post(f"{paper}/release/")
    yield lambda: advisor.post(f"{at}/settle/")


def _repair(story: script.Story, people: dict[str, Person]) -> Iterator[Callable[[], float]]:
    from yinuo.operations.orders.models import Operation, PartDemand
    from yinuo.operations.orders.rules import CHECKLISTS

    base, technician = _base(story), people["technician"]
    approved = Operation.objects.filter(line__order=story.order, line__removed=False, line__approval="approved").order_by("id")
    operations = list(approved.values_list("id", flat=True))
    own = story.centre.person("technician", story.crew).pk
    for pk in operations:
        yield lambda pk=pk: people["dispatcher"].post(f"{base}/work/{pk}/assign/", technician=own)
    for pk in PartDemand.objects.filter(line__order=story.order, state__in=["requested", "reserved"]).values_list("id", flat=True):
        yield lambda pk=pk: people["parts_clerk"].post(f"{base}/parts/{pk}/issue/")
    for pk in operations:
        yield lambda pk=pk: technician.post(f"{base}/work/{pk}/start/")
        yield lambda pk=pk: technician.post(f"{base}/work/{pk}/finish/")
    for kind, role in (("self", "technician"), ("quality", "inspector"), ("final", "inspector")):
        yield lambda kind=kind, role=role: people[role].post(
            f"{_paper(story)}/inspect/", **{f"ok_{code}": "yes" for code in CHECKLISTS[kind]}
        )


def _leave(story: script.Story, people: dict[str, Person]) -> Iterator[Callable[[], float]]:
    from yinuo.operations.settlement.models import Invoice
    from yinuo.supervision.follow_up.models import DueCall

    base, at = _base(story), _visit(story)
    advisor, cashier = people["advisor"], people["cashier"]
    for name in ("clean", "tell", "show", "explain"):
        yield lambda name=name: advisor.post(f"{at}/checkout/{name}/", channel="phone")
    yield lambda: cashier.post(f"{at}/invoices/issue/")
    invoice = Invoice.objects.get(visit=story.visit, payer="customer")
    paid = {"amount": f"{invoice.gross / 100:.2f}", "method": "wechat", "reference": ""}
    yield lambda: cashier.post(f"{base}/invoices/{invoice.pk}/pay/", **{f"i{invoice.pk}-{name}": value for name, value in paid.items()})
    yield lambda: cashier.post(f"{at}/checkout/return/", key="key", licence="licence", old_parts="old_parts")
    yield lambda: advisor.post(f"{at}/checkout/next-service/", km="46200")
    yield lambda: cashier.post(f"{at}/checkout/deliver/")
    yield lambda: people["follow_up_agent"].post(f"{base}/follow-up/{DueCall.objects.get(visit=story.visit).pk}/", outcome="happy")


def measure(run: Callable[..., dict[str, Any]], options: Any, centre: script.Centre) -> dict[str, Any]:
    """`run` is bench.visit.clients; the server's processor time is counted with the database's."""
    sessions = {name: session_of(person) for name, person in centre.people.items()}
    with served() as (port, pid):
        before = engines.processor_seconds(engines.processes_of(pid))
        told = run(options, lambda client, visits: drive(centre, sessions, port, client, visits))
        spent = engines.processor_seconds(engines.processes_of(pid)) - before
    acts_done = told.pop("acts")
    return told | {"cpu_ms_per_act": round(told["cpu_ms_per_act"] + spent * 1000 / acts_done, 2)}


def drive(centre: script.Centre, sessions: dict[str, str], port: int, client: int, visits: int) -> list[float]:
    from django.utils import timezone
    from django_scopes import scope

    people = {role: Person(port, sessions[role]) for role in script.ROLES}
    people["technician"] = Person(port, sessions[f"technician {client % script.CREWS}"])
    seconds = []
    with scope(site=centre.site):
        for n in range(visits):
            story = script.prepare(centre, timezone.now(), 50_000 + client * 1000 + n, crew=client)
            seconds += [act() for act in acts(story, people)]
    return seconds
