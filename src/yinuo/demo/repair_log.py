"""An event log (XES) of a repair service: each case a visit with the steps that were recorded, by whom and when."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree import ElementTree

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.accounts.models import User
from yinuo.core.search.rules import keys_of
from yinuo.core.sites.models import Site
from yinuo.operations.orders.models import Order
from yinuo.operations.visits.models import Visit

from .real import Loading, Report

SOURCE = "repair log"
# the standards of which this log keeps a record: that the customer is told before the case is archived
JUDGES = ["handover.notice"]
ROWS_IN_A_BATCH = 250
LONGEST = 2000  # events of one case


class Step(NamedTuple):
    """One event of the log."""

    activity: str
    phase: str
    at: datetime
    person: str
    more: dict[str, str]


class Meaning(NamedTuple):
    """What an activity is here: the event recorded, and where it leaves the car ("" = where it was)."""

    event: str
    state: str = ""


MEANINGS: dict[tuple[str, str], Meaning] = {
    ("Register", "complete"): Meaning("visit.arrived", "arrived"),
    ("Analyze Defect", "start"): Meaning("consultation.started", "consulting"),
    ("Analyze Defect", "complete"): Meaning("consultation.ended", "confirming"),
    ("Repair (Simple)", "start"): Meaning("operation.started", "repairing"),
    ("Repair (Simple)", "complete"): Meaning("operation.finished", "repairing"),
    ("Repair (Complex)", "start"): Meaning("operation.started", "repairing"),
    ("Repair (Complex)", "complete"): Meaning("operation.finished", "repairing"),
    ("Test Repair", "start"): Meaning("inspection.started", "repairing"),
    ("Test Repair", "complete"): Meaning("inspection.passed", "ready"),
    ("Restart Repair", "complete"): Meaning("order.back_to_repair", "repairing"),
    ("Inform User", "complete"): Meaning("customer.told_ready"),
    ("Archive Repair", "complete"): Meaning("visit.delivered", "closed"),
}


class Unreadable(ValueError):
    pass


def load_repair_log(path: Path | str, site: Site, *, now: datetime | None = None) -> Report:
    """Load an XES file (plain or gzipped) into the site. A second run adds new cases only; a case that cannot be read is reported, the rest is kept."""
    with scope(site=site), transaction.atomic(), _opened(Path(path)) as file:
        loading, people = Loading(site, source=SOURCE, now=now or timezone.now()), _People(site)
        for n, (name, steps) in enumerate(cases(file), 1):
            try:
                _write(loading, people, name, list(steps))
            except Unreadable as problem:
                loading.report.refuse(n, str(problem))
            if n % ROWS_IN_A_BATCH == 0:
                loading.write()
        return loading.finish()


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]


def cases(file: IO[bytes]) -> Iterator[tuple[str, list[ElementTree.Element]]]:
    """(name, its event elements) of every case, one after the other. Raises Unreadable when it is no XES file or refers to other files."""
    try:
        for _event, element in ElementTree.iterparse(file, events=("end",)):
            if _tag(element) == "trace":
                yield _value(element, "concept:name"), [child for child in element if _tag(child) == "event"]
                element.clear()
    except ElementTree.ParseError as problem:
        raise Unreadable(_("This is not an XES file: %(problem)s") % {"problem": problem}) from None


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _value(element: ElementTree.Element, key: str) -> str:
    return next((child.get("value", "") for child in element if child.get("key") == key), "")


def read(element: ElementTree.Element) -> Step:
    """One event. Raises Unreadable without a time or with an activity that nobody knows."""
    told = {child.get("key", ""): child.get("value", "") for child in element}
    try:
        at = datetime.fromisoformat(told["time:timestamp"])
    except (KeyError, ValueError):
        raise Unreadable(_("an event without a time")) from None
    activity, phase = told.get("concept:name", ""), told.get("lifecycle:transition", "complete")
    if (activity, phase) not in MEANINGS:
        raise Unreadable(_("an activity that is not known: %(name)s") % {"name": f"{activity} {phase}"[:80]})
    more = {key: value for key, value in told.items() if ":" not in key}
    return Step(activity, phase, at if at.tzinfo else at.replace(tzinfo=UTC), told.get("org:resource", ""), more)


class _People:
    """The people of the log: testers inspect, solvers repair; they cannot sign in."""

    def __init__(self, site: Site):
        self.site = site
        self.actors: dict[str, Actor] = {}

    def named(self, name: str, loading: Loading) -> Actor:
        if name in ("", "System"):
            return loading.by
        if name not in self.actors:
            username = f"{self.site.code}-log-{name.lower()}"[:150]
            role = "inspector" if name.startswith("Tester") else "technician"
            person = User.objects.filter(username=username).first() or create_person(username=username, display_name=name[:60])
            give_role(person=person, site=self.site, role=role)
            self.actors[name] = staff(site_id=self.site.pk, user=person, roles=[role], origin="import")
        return self.actors[name]


def _write(loading: Loading, people: _People, name: str, elements: list[ElementTree.Element]) -> None:
    number = loading.number(name)
    if number in loading.known:
        loading.report.known += 1
        return
    if not name or not 0 < len(elements) <= LONGEST:
        raise Unreadable(_("a case without a name or without events"))
    steps = [read(element) for element in elements]
    visit = _visit(loading, name, steps)
    order = loading.batch.add(Order, by=loading.by, at=visit.arrived_at, visit=visit, number=number, state=_order_state(visit))
    told: dict[str, Any] = {"source": SOURCE, "case": name, "judges": JUDGES}
    loading.batch.tell(visit.thread, "history.loaded", visit.arrived_at, visit, loading.by, **told)
    for step in steps:
        _tell(loading, people.named(step.person, loading), visit, order, step)
    loading.known.add(number)
    loading.report.loaded += 1


def _visit(loading: Loading, name: str, steps: list[Step]) -> Visit:
    batch, by, began = loading.batch, loading.by, steps[0].at
    reached = [(step.at, state) for step in steps if (state := _state_after(step))]
    moment, state = reached[-1] if reached else (began, "arrived")
    gone = next((step.at for step in steps if step.activity == "Archive Repair"), None)
    fixed = [step.at for step in steps if _is_ready(step)]
    day = began.astimezone(loading.site.zone).date()
    row = batch.add(
        Visit, by=by, at=began, changed=moment, thread=batch.thread(), plate=f"CASE{name}"[:16], day=day, ticket=loading.ticket(day), state=state,
        state_since=moment, waits=False, arrived_at=began, ready_at=fixed[-1] if fixed else None, delivered_at=gone, closed_at=gone,
    )  # fmt: skip
    if not gone:
        batch.later.append(("visit", row, keys_of(plate=row.plate, ticket=row.ticket)))
    return row


def _is_ready(step: Step) -> bool:
    return step.activity == "Test Repair" and step.phase == "complete" and step.more.get("defectFixed") == "true"


def _state_after(step: Step) -> str:
    if step.activity == "Test Repair" and step.phase == "complete" and not _is_ready(step):
        return "repairing"
    return MEANINGS[step.activity, step.phase].state


def _order_state(visit: Visit) -> str:
    return {"closed": "cleared", "ready": "cleared", "repairing": "in_work"}.get(visit.state, "draft")


def _tell(loading: Loading, by: Actor, visit: Visit, order: Order, step: Step) -> None:
    """The event as it was recorded, and what follows from it here."""
    tell, thread = loading.batch.tell, visit.thread
    event = MEANINGS[step.activity, step.phase].event
    data: dict[str, Any] = {"activity": step.activity, "phase": step.phase, **step.more}
    if event == "visit.arrived":
        data |= {"ticket": visit.ticket, "plain_maintenance": False, "booked": False}
    if event == "inspection.passed":
        data |= {"kind": "quality", "technicians_own": False}
        event = event if _is_ready(step) else "inspection.failed"
    tell(thread, event, step.at, order if event.split(".")[0] in ("operation", "inspection", "order") else visit, by, **data)
    if _is_ready(step):
        tell(thread, "visit.ready", step.at, visit, by, promised_at=None)
    elif event == "visit.delivered":
        tell(thread, "visit.closed", step.at, visit, by)
