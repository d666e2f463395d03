"""The workshop's acts on an operation: who does it where, the technician's clock, technical problems."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import works_as
from yinuo.core.errors import DomainError, Forbidden, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.asked import record, records
from yinuo.core.statements.writes import change as write_changes
from yinuo.core.workflow.services import IllegalMove, LostMove, move, swap
from yinuo.operations.workshop.models import Bay

from ..models import ClockEntry, Line, Operation, Order


class NotApproved(DomainError):
    sentence = _("The customer has not approved this work yet. Start another job, or ask the advisor how far the approval is.")


class NotReleased(DomainError):
    sentence = _("The order is not released to the workshop. Ask the advisor.")


class WaitsForPredecessor(DomainError):
    sentence = _("Another operation of this order has to be finished first: %(name)s.")

    def __init__(self, name: str):
        super().__init__(self.sentence % {"name": name})


class OtherJobRuns(DomainError):
    sentence = _("Your clock is running on another job: %(job)s. Stop it first.")

    def __init__(self, job: str):
        super().__init__(self.sentence % {"job": job})


class SomebodyElses(DomainError):
    sentence = _("This job is given to %(name)s. Ask the dispatcher to give it to you.")

    def __init__(self, name: str):
        super().__init__(self.sentence % {"name": name})


class BeforeClockOn(Invalid):
    sentence = _("The clock cannot stop before it started. Check the clock of this device.")


class UnknownTechnician(Invalid):
    sentence = _("This person does not work as a technician at this centre. Choose another.")


class UnknownBay(Invalid):
    sentence = _("There is no such bay in use at this centre. Choose another.")


def assign(
    *, operation_id: int, technician_id: int | None, bay_id: int | None = None, planned_at: datetime | None = None, by: Actor, at: datetime
) -> Operation:
    """Give an open operation to a technician and a bay (None takes it back from them). A running one keeps its technician: IllegalMove."""
    if technician_id is not None and not works_as(technician_id, "work.do"):
        raise UnknownTechnician
    if bay_id is not None and record(Bay, pk=bay_id, active=True) is None:
        raise UnknownBay
    with story(Operation, operation_id, by=by, at=at, right="work.plan") as act:
        operation = act.subject
        if operation.state not in ("planned", "paused"):
            raise IllegalMove
        swap(
            operation,
            act=act,
            expect={"state": operation.state, "technician_id": operation.technician_id},
            technician_id=technician_id,
            bay_id=bay_id,
            planned_at=planned_at or operation.planned_at or at,
        )
        act.record("operation.assigned", operation, technician=technician_id, bay=bay_id)
    return operation


def start(*, operation_id: int, by: Actor, at: datetime) -> Operation:
    """Clock on: begin or take up an operation. An unassigned one becomes the technician's own.

    Raises NotReleased, NotApproved (nothing starts before its line is approved), WaitsForPredecessor, SomebodyElses, OtherJobRuns, IllegalMove.
    """
    with story(Operation, operation_id, by=by, at=at, right="work.do") as act:
        operation = act.subject
        line, order = operation.line, operation.line.order
        _may_start(operation, line, order, by)
        fresh = operation.state == "planned"
        changes = {"technician_id": by.user_id, "stop_reason": ""} | ({"started_at": at} if fresh else {})
        move(
            operation,
            "start" if fresh else "resume",
            act=act,
            changes=changes,
            added=line.added,
            approved=line.approval == Line.Approval.APPROVED,
            order=order.pk,
        )
        _clock_on(act, operation)
        if order.state == Order.State.RELEASED:
            move(order, "start", act=act)
    return operation


def _may_start(operation: Operation, line: Line, order: Order, by: Actor) -> None:
    if order.state not in (Order.State.RELEASED, Order.State.IN_WORK):
        raise NotReleased
    if line.approval != Line.Approval.APPROVED:
        raise NotApproved
    if operation.technician_id not in (None, by.user_id) and not by.may("work.any"):
        raise SomebodyElses(str(operation.technician))
    before = operation.predecessor
    if before is not None and before.state not in ("done", "dropped"):
        raise WaitsForPredecessor(before.line.description)


def _clock_on(act: Act, operation: Operation) -> None:
    try:
        with transaction.atomic():
            ClockEntry.objects.create(
                site_id=act.site_id, operation=operation, technician_id=act.by.user_id, on_at=act.at, **stamps(act.by, act.at)
            )
    except IntegrityError:
        running = (
            ClockEntry.objects.filter(technician_id=act.by.user_id, off_at=None).select_related("operation__line__order__visit").first()
        )
        raise OtherJobRuns(_job_words(running)) from None


def _job_words(entry: ClockEntry | None) -> str:
    if entry is None:
        return "?"
    line = entry.operation.line
    return f"{line.order.visit.plate} · {line.description}"


def _clock_off(act: Act, operation: Operation, reason: str) -> None:
    entry = record(ClockEntry, operation=operation, off_at=None)
    if entry is None:
        raise IllegalMove
    if act.at < entry.on_at:
        raise BeforeClockOn
    if entry.technician_id != act.by.user_id and not (act.by.may("work.any") or act.by.may("work.plan")):
        raise Forbidden
    changes = {"off_at": act.at, "reason": reason} | change_stamps(act.by, act.at)
    if write_changes(ClockEntry, entry.pk, changes, expect={"off_at": None}) != 1:
        raise LostMove


def pause(*, operation_id: int, reason: str, by: Actor, at: datetime, expert_id: int | None = None, note: str = "") -> Operation:
    """Clock off with a reason (ClockEntry.Reason). A technical problem may name the expert who is asked; the asking is an event with its own clock."""
    if reason not in ClockEntry.Reason.values or reason == ClockEntry.Reason.DONE:
        raise Invalid(_("Choose why the work stops."))
    with story(Operation, operation_id, by=by, at=at, right="work.do") as act:
        operation = act.subject
        _clock_off(act, operation, reason)
        move(operation, "pause", act=act, changes={"stop_reason": reason, "expert_id": expert_id}, reason=reason)
        if reason == ClockEntry.Reason.PROBLEM:
            act.record("problem.asked", operation, expert=expert_id, note=note)
    return operation


def answer_problem(*, operation_id: int, answer: str, by: Actor, at: datetime) -> Operation:
    """The expert's (or anybody's) answer to a technical problem; the technician sees it on the job."""
    if not answer.strip():
        raise Invalid(_("Write the answer first."))
    with story(Operation, operation_id, by=by, at=at, right="order.read") as act:
        if act.subject.stop_reason != ClockEntry.Reason.PROBLEM:
            raise IllegalMove
        act.record("problem.answered", act.subject, answer=answer.strip()[:1000])
    return act.subject


def finish(*, operation_id: int, by: Actor, at: datetime) -> Operation:
    """The operation is done: clock off if it runs; when it was the order's last one, the order waits for its inspections."""
    with story(Operation, operation_id, by=by, at=at, right="work.do") as act:
        operation = act.subject
        if operation.technician_id not in (None, by.user_id) and not by.may("work.any"):
            raise SomebodyElses(str(operation.technician))
        if operation.state == Operation.State.RUNNING:
            _clock_off(act, operation, ClockEntry.Reason.DONE)
        move(operation, "finish", act=act, changes={"finished_at": at, "stop_reason": ""})
        _finish_order_if_last(act, operation.line.order)
    return operation


def _finish_order_if_last(act: Act, order: Order) -> None:
    if order.state != Order.State.IN_WORK:
        return
    open_work = records(Operation, "line", line__order=order, line__removed=False, state__in=("planned", "running", "paused"))
    if all(operation.line.approval == Line.Approval.DECLINED for operation in open_work):
        move(order, "finish", act=act)


def unstart(*, operation_id: int, reason: str, by: Actor, at: datetime) -> Operation:
    """A wrong tap on "start" is set right: the clock entry is void, the correction is recorded with its reason."""
    if not reason.strip():
        raise Invalid(_("Say why this is corrected."))
    with story(Operation, operation_id, by=by, at=at, right="work.do") as act:
        operation = act.subject
        entry = ClockEntry.objects.filter(operation=operation, off_at=None).first()
        if entry is None:
            raise IllegalMove
        if entry.technician_id != by.user_id and not by.may("work.plan"):
            raise Forbidden
        ClockEntry.objects.filter(pk=entry.pk).update(off_at=max(at, entry.on_at), void=True, **change_stamps(by, at))
        earlier = ClockEntry.objects.filter(operation=operation, void=False).exists()
        if earlier:
            move(operation, "pause", act=act, changes={"stop_reason": ClockEntry.Reason.OTHER_JOB}, reason="correction")
        else:
            move(operation, "unstart", act=act, changes={"started_at": None})
        facts = act.thread.facts.get("operation.started")
        only_one = facts is not None and facts["n"] == 1
        act.record(
            "correction.made",
            operation,
            of="operation.started",
            to=None if only_one and not earlier else facts and facts["first"],
            reason=reason.strip()[:240],
        )
    return operation
