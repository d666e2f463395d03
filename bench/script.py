"""One car from booking to the closed follow-up, as a list of named acts through the services. The bench times them, a test checks the end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.accounts.models import User
from yinuo.core.sites.models import Site, stamps
from yinuo.information.customers.services import create_customer
from yinuo.information.vehicles.services import create_vehicle
from yinuo.operations.booking import services as booking
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.orders.models import Operation, PartDemand
from yinuo.operations.orders.rules import CHECKLISTS
from yinuo.operations.orders.services import estimates, inspections, lines, opening, parts, work
from yinuo.operations.settlement.models import Invoice
from yinuo.operations.settlement.services import handover, invoices, payments
from yinuo.operations.stock.models import Part
from yinuo.operations.visits import rules as visit_rules
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Finding
from yinuo.operations.workshop.models import Bay, OpeningHours
from yinuo.people.shifts.models import WeeklyShift
from yinuo.people.skills.models import Skill, StaffSkill
from yinuo.supervision.follow_up import services as follow_up
from yinuo.supervision.follow_up.models import DueCall

ROLES = ("advisor", "coordinator", "inspector", "dispatcher", "cashier", "parts_clerk", "follow_up_agent")
CREWS = 16
MONDAY = date(2026, 3, 2)


@dataclass
class Centre:
    """A centre that is open, staffed and stocked; `who` gives an actor per role."""

    site: Site
    people: dict[str, User]
    menu_item: MenuItem

    def who(self, role: str, crew: int = 0) -> Actor:
        """The person in this role; of technicians there is one per crew, since a person's clock runs on one job at a time."""
        return staff(site_id=self.site.pk, user=self.person(role, crew), roles=[role], origin="bench")

    def person(self, role: str, crew: int = 0) -> User:
        return self.people[f"technician {crew % CREWS}" if role == "technician" else role]


def centre(*, code: str = "bench", at: datetime) -> Centre:
    """Make the centre (inside the site's scope afterwards: the caller opens it). Open round the clock, so that many visits fit one day."""
    from django_scopes import scope

    site = Site.objects.create(code=code, name="浦东站", overbooking_percent=10_000)
    with scope(site=site):
        names = [*ROLES, *(f"technician {n}" for n in range(CREWS))]
        people = {
            name: create_person(username=f"{code}-{name.replace(' ', '')}", display_name=name.title(), password=None) for name in names
        }
        for name, person in people.items():
            give_role(person=person, site=site, role=name.split()[0])
        technicians = [people[f"technician {n}"] for n in range(CREWS)]
        made = stamps(staff(site_id=site.pk, user=people["advisor"], roles=[]), at)
        for weekday in range(7):
            hours = {"site": site, "weekday": weekday, **made}
            OpeningHours.objects.create(opens=time(0), closes=time(23, 59), **hours)
            for person in technicians:
                WeeklyShift.objects.create(user=person, starts=time(0), ends=time(23, 59), **hours)
        Bay.objects.create(site=site, name="1", kind="lift", **made)
        skill = Skill.objects.create(site=site, code="maintenance", name="保养")
        for person in technicians:
            StaffSkill.objects.create(site=site, user=person, skill=skill, level=3, **made)
        part = Part.objects.create(site=site, number="OF-1", name="机油滤清器", price=4500, cost=3000, on_hand=10**12, **made)
        item = MenuItem.objects.create(site=site, code="A1", name="小保养", standard_minutes=60, bay_kind="lift", **made)
        MenuPart.objects.create(site=site, item=item, part=part)
    return Centre(site, people, item)


@dataclass
class Story:
    """What one run of the script has made so far."""

    centre: Centre
    at: datetime
    crew: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.known[name]
        except KeyError:
            raise AttributeError(name) from None

    def told(self, role: str, minutes: float = 1) -> dict[str, Any]:
        """`by` and `at` of the next act, some minutes later."""
        self.at += timedelta(minutes=minutes)
        return {"by": self.centre.who(role, self.crew), "at": self.at}


def prepare(centre: Centre, at: datetime, number: int, crew: int = 0) -> Story:
    """A customer with a car, known before the visit begins."""
    plate = f"沪A{number % 100_000:05d}"
    by = centre.who("advisor")
    customer = create_customer(by=by, at=at, name=f"王芳{number}", phone=f"138{number % 10**8:08d}")
    vehicle = create_vehicle(by=by, at=at, plate=plate, make="大众", model="帕萨特", customer_id=customer.pk)
    return Story(centre, at, crew, {"customer": customer, "vehicle": vehicle, "plate": plate})


def acts(story: Story) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The acts in order, each a name and what to call; the ids that a page would carry are read beside the clock."""
    keep = story.known.__setitem__
    start = story.at.replace(minute=0, second=0, microsecond=0) + timedelta(days=1, hours=random.Random(story.plate).randrange(2, 12))

    def reconfirm() -> None:
        story.at = start - timedelta(hours=1)
        booking.reconfirm(appointment_id=story.appointment.pk, channel="phone", **story.told("advisor"))

    def arrive() -> None:
        story.at = start
        keep(
            "visit",
            visits.arrive(
                appointment_id=story.appointment.pk, vehicle_id=story.vehicle.pk, plain_maintenance=False, **story.told("coordinator", 0)
            ),
        )

    yield "book", lambda: keep("appointment", _book(story, start))
    yield "reconfirm", reconfirm
    yield "arrive", arrive
    yield "take", lambda: visits.take(visit_id=story.visit.pk, **story.told("advisor", 0.3))
    yield "greet", lambda: visits.greet(visit_id=story.visit.pk, **story.told("advisor", 0.3))
    yield (
        "record",
        lambda: visits.confirm_record(
            visit_id=story.visit.pk, customer_id=story.customer.pk, vehicle_id=story.vehicle.pk, **story.told("advisor")
        ),
    )
    yield from _consult(story)
    yield from _agree(story, keep)
    yield from _repair(story)
    yield from _leave(story)


def _book(story: Story, start: datetime) -> Any:
    caller = booking.Caller(customer_id=story.customer.pk, vehicle_id=story.vehicle.pk)
    return booking.book(starts_at=start, menu_item_ids=[story.centre.menu_item.pk], caller=caller, **story.told("advisor"))


def _consult(story: Story):
    visit = lambda: {"visit_id": story.visit.pk}  # noqa: E731
    yield "consult", lambda: visits.start_consultation(**visit(), **story.told("advisor"))
    yield "words", lambda: visits.record_words(words="冷车启动时前面有异响", **visit(), **story.told("advisor", 3))
    yield (
        "symptoms",
        lambda: visits.add_symptoms(
            symptoms=[{"kind": "noise", "when": ["cold_start"], "often": "often"}], **visit(), **story.told("advisor", 3)
        ),
    )
    yield "uninterrupted", lambda: visits.declare_uninterrupted(yes=True, **visit(), **story.told("advisor", 1))
    yield "walk round", lambda: visits.walk_around(valuables_asked=True, fuel=4, mileage=41_200, **visit(), **story.told("advisor"))
    yield (
        "nine points",
        lambda: visits.nine_point(
            points={point: {"state": "work" if point == "brakes" else "ok"} for point in visit_rules.NINE_POINTS},
            **visit(),
            **story.told("advisor", 2),
        ),
    )
    yield "consulted", lambda: visits.end_consultation(**visit(), **story.told("advisor"))


def _agree(story: Story, keep):
    order = lambda: {"order_id": story.order.pk}  # noqa: E731

    def present() -> None:
        told = story.told("advisor")
        estimate, token = estimates.present_estimate(ready_at=told["at"] + timedelta(hours=4), **order(), **told)
        keep("estimate", estimate)
        keep("token", token)

    def decide() -> None:
        answers = {copy["id"]: estimates.Answer(True) for copy in story.estimate.lines if copy["ask"] and copy["parent"] is None}
        estimates.decide(estimate_id=story.estimate.pk, answers=answers, channel="tablet", decided_by="王芳", **story.told("advisor", 2))

    yield "order", lambda: keep("order", opening.open_order(visit_id=story.visit.pk, **story.told("advisor")))
    finding = Finding.objects.get(visit=story.visit, grade="amber")
    yield "finding's line", lambda: lines.line_from_finding(finding_id=finding.pk, **order(), **story.told("advisor"))
    yield "estimate", present
    yield "agree", decide
    yield "release", lambda: opening.release_order(**order(), **story.told("advisor"))
    yield "lounge", lambda: visits.settle_customer(visit_id=story.visit.pk, **story.told("advisor"))


def _repair(story: Story):
    approved = Operation.objects.filter(line__order=story.order, line__removed=False, line__approval="approved").order_by("id")
    operations = list(approved.values_list("id", flat=True))
    waiting = PartDemand.objects.filter(line__order=story.order, state__in=["requested", "reserved"])
    demands = list(waiting.values_list("id", flat=True))
    technician_id = story.centre.person("technician", story.crew).pk

    def each(ids: list[int], act: Callable[[int], Any]) -> Callable[[], None]:
        return lambda: [act(pk) for pk in ids] and None

    def work_on(pk: int) -> None:
        work.start(operation_id=pk, **story.told("technician"))
        work.finish(operation_id=pk, **story.told("technician", 20))

    def inspect(kind: str, role: str) -> Callable[[], Any]:
        points = [{"code": code, "ok": True, "note": ""} for code in CHECKLISTS[kind]]
        return lambda: inspections.inspect(order_id=story.order.pk, kind=kind, items=points, **story.told(role, 3))

    yield (
        "assign",
        each(operations, lambda pk: work.assign(operation_id=pk, technician_id=technician_id, **story.told("dispatcher", 0.1))),
    )
    yield "issue parts", each(demands, lambda pk: parts.issue(demand_id=pk, **story.told("parts_clerk")))
    yield "work", each(operations, work_on)
    yield "own inspection", inspect("self", "technician")
    yield "quality inspection", inspect("quality", "inspector")
    yield "final inspection", inspect("final", "inspector")


def _leave(story: Story):
    visit = lambda: {"visit_id": story.visit.pk}  # noqa: E731

    def call() -> None:
        story.at += timedelta(days=2)
        follow_up.reached(due_call_id=due.pk, outcome="happy", interrupted=False, **story.told("follow_up_agent"))

    yield "clean", lambda: handover.clean(**visit(), **story.told("technician", 5))
    yield "tell", lambda: handover.tell_ready(channel="phone", **visit(), **story.told("advisor"))
    yield "show", lambda: handover.show_car(**visit(), **story.told("advisor", 4))
    yield "explain", lambda: handover.explain_charges(**visit(), **story.told("advisor", 3))
    yield "invoice", lambda: invoices.issue(**visit(), **story.told("cashier"))
    invoice = Invoice.objects.get(visit=story.visit, payer="customer")
    yield "pay", lambda: payments.pay(invoice_id=invoice.pk, method="wechat", amount=invoice.gross, **story.told("cashier"))
    yield "hand back", lambda: handover.return_things(things=["key", "licence", "old_parts"], **visit(), **story.told("cashier"))
    yield (
        "next service",
        lambda: handover.tell_next_service(on=story.at.date() + timedelta(days=180), km=46_200, **visit(), **story.told("advisor")),
    )
    yield "deliver", lambda: handover.deliver(**visit(), **story.told("advisor"))
    due = DueCall.objects.get(visit=story.visit)
    yield "follow up", call


def monday(hour: int = 2) -> datetime:
    """A Monday in the demo's spring, `hour` o'clock UTC."""
    return datetime.combine(MONDAY, time(hour), UTC)


__all__ = ["Centre", "Story", "acts", "centre", "monday", "prepare"]
