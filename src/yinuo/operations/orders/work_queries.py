"""What the workshop looks at: a technician's jobs, the dispatcher's list, the orders that wait for an inspection."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from yinuo.core.access.queries import staff_in_role
from yinuo.core.events.models import Event
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import among, asked, record, records
from yinuo.core.workflow.queries import in_states
from yinuo.operations.visits.models import Consultation
from yinuo.operations.workshop.models import Bay
from yinuo.people.shifts.queries import on_shift
from yinuo.people.skills.queries import skills_of_staff

from . import rules, words
from .models import ClockEntry, Inspection, Line, Operation, Order, PartDemand
from .queries import policy_of

OPEN = ("planned", "running", "paused")
IN_SHOP = (Order.State.RELEASED, Order.State.IN_WORK, Order.State.INSPECTING)
MOST_JOBS, MOST_INSPECTED = 60, 100


@dataclass(frozen=True, slots=True)
class Job:
    """One operation as its technician sees it."""

    operation: Operation
    line: Line
    order: Order
    visit: Any
    parts: list[PartDemand]
    worked_minutes: int
    running_since: datetime | None
    words: str
    blocked: str = ""
    failed: Inspection | None = None  # the inspection that sent it back

    @property
    def faults(self) -> list[str]:
        """What the inspection that sent the work back found wrong, point by point."""
        items = self.failed.items if self.failed else []
        return [f"{words.POINTS.get(item['code'], item['code'])}: {item['note']}" for item in items if not item["ok"]]

    @property
    def waits_for_approval(self) -> bool:
        return self.line.approval != Line.Approval.APPROVED

    @property
    def state(self) -> str:
        return self.operation.state

    @property
    def parts_to_come(self) -> list[PartDemand]:
        """What the counter has not issued yet."""
        return [demand for demand in self.parts if demand.state != PartDemand.State.ISSUED]

    @property
    def stop_label(self) -> str:
        reason = self.operation.stop_reason
        return str(ClockEntry.Reason(reason).label) if reason else ""


@dataclass(slots=True)
class Bench:
    """A technician's page: jobs of their own, those that nobody has yet, orders that wait for their own inspection."""

    mine: list[Job] = field(default_factory=list)
    free: list[Job] = field(default_factory=list)
    to_inspect: list[Order] = field(default_factory=list)

    @property
    def running(self) -> Job | None:
        return next((job for job in self.mine if job.state == Operation.State.RUNNING), None)


def _open_operations() -> QuerySet[Operation]:
    return (
        Operation.objects.filter(in_states(OPEN), line__removed=False, line__order__state__in=IN_SHOP)
        .exclude(line__approval=Line.Approval.DECLINED)
        .select_related("line__order__visit__vehicle", "technician", "bay", "predecessor__line", "expert")
        .prefetch_related(Prefetch("clock", ClockEntry.objects.filter(void=False).order_by("on_at")))
    )


def bench(user_id: int, *, at: datetime) -> Bench:
    """The technician's jobs (running, paused, then planned in the dispatcher's order), and what is free to take with their skills. Nine queries at most."""
    skills = skills_of_staff().get(user_id, {})
    theirs = Q(technician_id=user_id) | Q(technician=None, skill__in=list(skills))
    operations = list(_open_operations().filter(theirs).order_by("planned_at", "id")[:MOST_JOBS])
    jobs = _jobs(operations, at)
    order = {"running": 0, "paused": 1, "planned": 2}
    mine = sorted((job for job in jobs if job.operation.technician_id == user_id), key=lambda job: order[job.state])
    free = [job for job in jobs if job.operation.technician_id is None and not job.waits_for_approval]
    return Bench(mine, free, own_inspections(user_id))


def _jobs(operations: list[Operation], at: datetime) -> list[Job]:
    order_ids = {operation.line.order_id for operation in operations}
    demands = defaultdict(list)
    for demand in (
        PartDemand.objects.filter(line__order__in=order_ids, line__removed=False).exclude(state="dropped").select_related("part", "line")
    ):
        demands[demand.line.order_id].append(demand)
    visit_ids = {operation.line.order.visit_id for operation in operations}
    said = dict(Consultation.objects.filter(visit__in=visit_ids).values_list("visit_id", "words"))
    again = {operation.line.order_id for operation in operations if operation.rework}
    failed = {row.order_id: row for row in Inspection.objects.filter(order__in=again, passed=False).order_by("id")} if again else {}
    return [_job(operation, demands, said, failed, at) for operation in operations]


def _job(
    operation: Operation, demands: dict[int, list[PartDemand]], said: dict[int, str], failed: dict[int, Inspection], at: datetime
) -> Job:
    entries = list(operation.clock.all())
    running = next((entry for entry in entries if entry.off_at is None), None)
    worked = sum(int(((entry.off_at or at) - entry.on_at).total_seconds()) for entry in entries) // 60
    order = operation.line.order
    before = operation.predecessor
    blocked = before.line.description if before is not None and before.state in OPEN else ""
    return Job(
        operation,
        operation.line,
        order,
        order.visit,
        demands[order.pk],
        max(worked, 0),
        running.on_at if running else None,
        said.get(order.visit_id, ""),
        blocked,
        failed.get(order.pk) if operation.rework else None,
    )


def own_inspections(user_id: int) -> list[Order]:
    """Orders whose work is done and on which the technician worked, waiting for the own inspection."""
    return [order for order in waiting_for("self") if user_id in order.workers]


def waiting_for(*kinds: str) -> list[Order]:
    """Orders in inspection whose next one is of these kinds, oldest promise first; each with `.next_kind` and `.workers` (ids). Three queries."""
    orders = _in_inspection()
    ids = [order.pk for order in orders]
    workers, passed = defaultdict(set), defaultdict(set)
    for order_id, technician_id in _clocked_on(orders=ids):
        workers[order_id].add(technician_id)
    for order_id, round_, kind in _passed(orders=ids):
        passed[order_id, round_].add(kind)
    for order in orders:
        order.workers = workers[order.pk]
        order.next_kind = rules.next_inspection(passed[order.pk, order.round])
    return [order for order in orders if order.next_kind in kinds]


@asked(ClockEntry)
def _clocked_on(rows: QuerySet[ClockEntry], orders: Any) -> QuerySet:
    rows = rows.filter(among("operation__line__order_id", orders), void=False)
    return rows.values_list("operation__line__order_id", "technician_id")


@asked(Inspection)
def _passed(rows: QuerySet[Inspection], orders: Any) -> QuerySet:
    return rows.filter(among("order_id", orders), passed=True).values_list("order_id", "round", "kind")


def not_handed_out(order_ids: list[int]) -> dict[int, list[PartDemand]]:
    """{order: agreed parts that the counter has not handed out}: with one of them the final inspection does not clear the order. One query."""
    waiting: dict[int, list[PartDemand]] = defaultdict(list)
    for demand in _not_handed_out(orders=order_ids) if order_ids else ():
        waiting[demand.line.order_id].append(demand)
    return waiting


@asked(PartDemand)
def _not_handed_out(rows: QuerySet[PartDemand], orders: Any) -> QuerySet:
    rows = rows.filter(among("line__order_id", orders), state__in=[*rules.PART_WAITS])
    rows = rows.filter(line__removed=False, line__approval=str(Line.Approval.APPROVED))
    return rows.select_related("part", "line").order_by("id")


@asked(Order)
def _in_inspection(rows: QuerySet[Order]) -> QuerySet:
    rows = rows.filter(state=Order.State.INSPECTING).select_related("visit__vehicle", "visit__advisor")
    return rows.order_by("visit__promised_ready_at", "id")[:MOST_INSPECTED]


@dataclass(frozen=True, slots=True)
class Load:
    """A technician with what is given to them: minutes of standard time still open, what they do now, whether they are on shift."""

    user: Any
    jobs: list[Job]
    open_minutes: int
    now: Job | None
    here: bool
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unassigned:
    """An operation without technician: who on shift has the skill (who works on the car first, then the least loaded), and the bay for it."""

    job: Job
    fitting: list[Load]
    bay: Bay | None


def dispatch_list(*, at: datetime) -> tuple[list[Unassigned], list[Load], list[Bay]]:
    """The dispatcher's page: operations without technician (at stake first), each technician's load (free first), the bays in use. Nine queries."""
    jobs = _jobs(list(_open_operations().order_by("line__order__visit__promised_ready_at", "id")[:400]), at)
    by_person: dict[int, list[Job]] = defaultdict(list)
    for job in jobs:
        if job.operation.technician_id is not None:
            by_person[job.operation.technician_id].append(job)
    today = at.astimezone(current_site().zone).date()
    presence, skills = on_shift(today), skills_of_staff(on=today)
    here = {user_id for user_id, spans in presence.items() if any(start <= at < end for start, end in spans)}
    loads = [_load(user, by_person[user.pk], user.pk in here, frozenset(skills.get(user.pk, {}))) for user in staff_in_role("technician")]
    loads.sort(key=lambda load: (not load.here, load.open_minutes))
    bays = list(Bay.objects.filter(active=True).order_by("kind", "name"))
    return [_unassigned(job, jobs, loads, bays) for job in jobs if job.operation.technician_id is None], loads, bays


def _unassigned(job: Job, jobs: list[Job], loads: list[Load], bays: list[Bay]) -> Unassigned:
    skill = job.operation.skill
    fitting = [load for load in loads if load.here and (not skill or skill in load.skills)]
    fitting.sort(key=lambda load: all(other.order.pk != job.order.pk for other in load.jobs))
    return Unassigned(job, fitting, _bay_for(job, jobs, bays))


def _bay_for(job: Job, jobs: list[Job], bays: list[Bay]) -> Bay | None:
    """The bay of the kind in which the car stands already; else the first that no other open work has."""
    fit = [bay for bay in bays if bay.kind == job.operation.bay_kind]
    own = {other.operation.bay_id for other in jobs if other.order.pk == job.order.pk}
    taken = {other.operation.bay_id for other in jobs}
    return next((bay for bay in fit if bay.pk in own), None) or next((bay for bay in fit if bay.pk not in taken), None)


def _load(user: Any, jobs: list[Job], here: bool, skills: frozenset[str]) -> Load:
    left = sum(max(job.operation.standard_minutes - job.worked_minutes, 5) for job in jobs)
    jobs = sorted(
        jobs,
        key=lambda job: (job.state != "running", job.operation.planned_at is None, job.operation.planned_at or job.operation.created_at),
    )
    return Load(user, jobs, left, next((job for job in jobs if job.state == "running"), None), here, skills)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An inspection to make: the order, its kind, the points with their words, what failed in earlier rounds."""

    order: Order
    kind: str
    points: list[tuple[str, Any]]
    operations: list[Operation]
    earlier: list[Inspection]
    waiting: list[PartDemand] = field(default_factory=list)

    @property
    def ready(self) -> list[PartDemand]:
        """What lies reserved on the shelf."""
        return [demand for demand in self.waiting if demand.state == PartDemand.State.RESERVED]


def inspection_sheet(order_id: int) -> Sheet | None:
    """The next inspection of an order; None when it waits for none."""
    order = record(Order, "visit__vehicle", "visit__advisor", pk=order_id)
    if order is None:
        return None
    earlier = records(Inspection, "by", order=order, order_by=("at",))
    kind = rules.next_inspection({row.kind for row in earlier if row.passed and row.round == order.round})
    if order.state != Order.State.INSPECTING or kind is None:
        return None
    done = records(Operation, "line", "technician", line__order=order, line__removed=False, state="done")
    points = [(code, words.POINTS.get(code, code)) for code in rules.points_of(kind, policy_of(order.site_id).checklists)]
    return Sheet(order, kind, points, done, earlier, not_handed_out([order.pk]).get(order.pk, []))


def problem(operation_id: int) -> tuple[Operation, list[Event]] | None:
    """An operation with the questions and answers of its technical problems, oldest first; None when it is not this site's."""
    operation = Operation.objects.filter(pk=operation_id).select_related("line__order__visit__vehicle", "technician", "expert").first()
    if operation is None:
        return None
    told = Event.objects.filter(
        thread_id=operation.line.order.visit.thread_id,
        name__in=["problem.asked", "problem.answered"],
        subject_type="operation",
        subject_id=operation_id,
    )
    return operation, list(told.order_by("at", "id")[:50])
