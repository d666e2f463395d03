"""How one standard is judged from the folded facts of a story: pure functions `(Case) -> Verdict`, combined in `rules.py`.

A verdict says what the facts say; that a clock has run out is added by `rules.at_time`, since time alone decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

NOT_DUE, RUNNING, MET, MISSED, NOT_APPLICABLE = "not_due", "running", "met", "missed", "not_applicable"

Facts = Mapping[str, Mapping[str, Any]]


class Verdict(NamedTuple):
    """`since` … `due_at` is the clock; `value` what was measured, in the standard's unit."""

    state: str
    since: datetime | None = None
    due_at: datetime | None = None
    value: int | None = None


class Case(NamedTuple):
    """What one standard is judged by: the facts, the limit and earliness of the version in force, the site's zone."""

    facts: Facts
    limit: int | None = None
    early: int | None = None
    zone: tzinfo = UTC

    def has(self, *names: str) -> bool:
        return any(name in self.facts for name in names)

    def first(self, name: str) -> datetime | None:
        fact = self.facts.get(name)
        return datetime.fromisoformat(fact["first"]) if fact else None

    def last(self, name: str) -> datetime | None:
        fact = self.facts.get(name)
        return datetime.fromisoformat(fact["last"]) if fact else None

    def told(self, name: str, key: str) -> Any:
        """What the last such event said about `key`."""
        fact = self.facts.get(name)
        return fact["data"].get(key) if fact else None

    def after_limit(self, since: datetime) -> datetime:
        return since + timedelta(seconds=self.limit or 0)


Judge = Callable[[Case], Verdict]

not_due = Verdict(NOT_DUE)
not_applicable = Verdict(NOT_APPLICABLE)
NO_REPAIR = ("visit.ended_without_repair",)
PAST_TALKING = ("visit.released", "visit.ended_without_repair", "visit.delivered")


def told_time(text: Any) -> datetime | None:
    """A time told in an event's data (ISO 8601); None when absent or unreadable."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def never(case: Case) -> Verdict:
    return not_applicable


def present(*names: str, before: tuple[str, ...], unless: tuple[str, ...] = (), sound: Callable[[Case], bool] = lambda case: True) -> Judge:
    """Met when all of `names` happened (and are `sound`) no later than the first of `before`; missed once that came; not applicable
    when one of `unless` happened and the act was not done all the same."""

    def judge(case: Case) -> Verdict:
        deadline = min((moment for name in before if (moment := case.first(name))), default=None)
        done = [moment for name in names if (moment := case.first(name))]
        if len(done) == len(names) and sound(case):
            at = max(done)
            return Verdict(MISSED if deadline and at > deadline else MET, due_at=deadline)
        if unless and case.has(*unless):
            return not_applicable
        return Verdict(MISSED, due_at=deadline) if deadline else not_due

    return judge


def clock_maximum(since: str, until: str) -> Judge:
    """From the last `since` until the first `until` no more than the limit; value in seconds."""

    def judge(case: Case) -> Verdict:
        start = case.last(since)
        if start is None:
            return not_due
        due, end = case.after_limit(start), case.first(until)
        if end is None or end < start:
            return Verdict(RUNNING, start, due)
        return Verdict(MET if end <= due else MISSED, start, due, seconds(start, end))

    return judge


def clock_minimum(since: str, until: str, *, over: tuple[str, ...]) -> Judge:
    """From the first `since` until the last `until` no less than the limit; judged when its act ends, or has not come when `over` did."""

    def judge(case: Case) -> Verdict:
        start, end = case.first(since), case.last(until)
        if start is None:
            return Verdict(MISSED, value=0) if case.has(*over) else not_due
        reached, again = case.after_limit(start), case.last(since)
        if end is None or (again and again > end):
            return Verdict(RUNNING, start, reached)
        value = seconds(start, end)
        return Verdict(MET if value >= (case.limit or 0) else MISSED, start, reached, value)

    return judge


def unless_plain_maintenance(judge: Judge) -> Judge:
    def judged(case: Case) -> Verdict:
        return not_applicable if case.told("visit.arrived", "plain_maintenance") else judge(case)

    return judged


def only_booked(judge: Judge) -> Judge:
    """A walk-in has no booking to judge; a booking called off before the limit neither."""

    def judged(case: Case) -> Verdict:
        if not case.has("appointment.booked"):
            return not_applicable if case.has("visit.arrived") else not_due
        verdict = judge(case)
        called_off = case.last("appointment.cancelled")
        if verdict.state == RUNNING and called_off and verdict.due_at and called_off <= verdict.due_at:
            return not_applicable
        return verdict

    return judged


def stands_in_table(case: Case) -> Verdict:
    """The appointment has an estimated workload and stands in the booking table; value: minutes of work."""
    minutes = case.told("appointment.booked", "minutes") or 0
    sound = minutes > 0 and bool(case.told("appointment.booked", "in_table"))
    return Verdict(MET if sound else MISSED, value=int(minutes))


def shortage_notice(case: Case) -> Verdict:
    if not case.told("appointment.booked", "parts_short"):
        return not_applicable
    return clock_maximum("appointment.booked", "appointment.shortage_told")(case)


def starts_at(case: Case) -> datetime | None:
    return told_time(case.told("appointment.moved", "to")) or told_time(case.told("appointment.booked", "starts_at"))


def reconfirmed(case: Case) -> Verdict:
    """Contacted again no earlier than `early` seconds and no later than `limit` seconds before the start; value: seconds before."""
    start, booked = starts_at(case), case.first("appointment.booked")
    if start is None or booked is None:
        return not_applicable
    due = start - timedelta(seconds=case.limit or 0)
    contact, arrived = case.last("appointment.reconfirmed"), case.first("visit.arrived")
    if contact and (case.early is None or contact >= start - timedelta(seconds=case.early)):
        return Verdict(MET if contact <= due else MISSED, booked, due, seconds(contact, start))
    if booked >= due or (arrived and arrived <= due):
        return not_applicable  # booked too late to ask again, or here before we had to ask
    return Verdict(MISSED, booked, due) if arrived else Verdict(RUNNING, booked, due)


def declared_uninterrupted(case: Case) -> Verdict:
    """The advisor declared it; the customer, asked at the follow-up, may say otherwise."""
    if case.told("follow_up.called", "interrupted"):
        return Verdict(MISSED)
    said = case.told("consultation.uninterrupted", "yes")
    if said is not None:
        return Verdict(MET if said else MISSED)
    return Verdict(MISSED) if case.has(*PAST_TALKING) else not_due


def signed_before_start(case: Case) -> Verdict:
    agreed, started = case.first("estimate.agreed"), case.first("operation.started")
    if started and (agreed is None or agreed > started):
        return Verdict(MISSED, due_at=started)
    if agreed:
        return Verdict(MET, due_at=started)
    return not_applicable if case.has(*NO_REPAIR) else not_due


def estimate_accuracy(case: Case) -> Verdict:
    """abs(final − agreed) / agreed in hundredths of a percent, half up; nothing to pay was agreed → not applicable."""
    invoice = "invoice.issued:customer" if case.has("invoice.issued:customer") else "invoice.issued"
    final, agreed = case.told(invoice, "customer_total"), case.told("estimate.agreed", "customer_total")
    if final is None or not agreed:
        return not_applicable if case.has("visit.delivered", *NO_REPAIR) or (agreed == 0 and final is not None) else not_due
    value = (abs(final - agreed) * 20_000 + agreed) // (2 * agreed)
    within = abs(final - agreed) * 10_000 <= (case.limit or 0) * agreed
    return Verdict(MET if within else MISSED, value=value)


def approved_before_start(case: Case) -> Verdict:
    if case.has("operation.started:unapproved"):
        return Verdict(MISSED)
    if case.has("operation.started:added"):
        return Verdict(MET)
    return not_applicable if case.has("visit.ready", "visit.delivered") else not_due


def inspections_in_order(case: Case) -> Verdict:
    """Own, quality and final inspection passed in this order after the last failure, and not by the technician who did the work."""
    passed = [case.last(f"inspection.passed:{kind}") for kind in ("self", "quality", "final")]
    ready = case.last("visit.ready")
    if case.has("inspection.passed:own"):
        return Verdict(MISSED)
    if all(passed):
        failed = case.last("inspection.failed")
        if passed == sorted(passed) and (failed is None or failed < passed[0]):
            return Verdict(MET)
    if ready is None:
        return not_applicable if case.has(*NO_REPAIR) else not_due
    return Verdict(MISSED, due_at=ready)


def ready_promise(case: Case) -> tuple[datetime, datetime] | None:
    """(made, due) of the ready time in force: the newest word, by whatever act it was given."""
    words = [
        (case.last("visit.ready"), told_time(case.told("visit.ready", "promised_at"))),
        (case.last("promise.made:ready_time"), told_time(case.told("promise.made:ready_time", "due_at"))),
        (case.last("estimate.agreed"), told_time(case.told("estimate.agreed", "ready_at"))),
    ]
    given = [(made, due) for made, due in words if made and due]
    return max(given) if given else None


def ready_on_time(case: Case) -> Verdict:
    """Ready no later than promised; value: seconds late (negative: early). A promise that was broken stays broken."""
    promise, ready = ready_promise(case), case.last("visit.ready")
    if case.has(*NO_REPAIR) and not ready:
        return not_applicable
    if promise is None:
        return not_applicable if ready else not_due
    made, due = promise
    broken, back = case.first("promise.broken:ready_time"), case.last("visit.back_to_repair")
    since = case.first("estimate.agreed") or made
    if ready is None or (back and back > ready):
        return Verdict(MISSED if broken else RUNNING, since, due)
    return Verdict(MET if ready <= due and not broken else MISSED, since, due, seconds(due, ready))


def called_in_days(case: Case) -> Verdict:
    """Contact by the end of the limit's last calendar day, counted from the day of delivery; value: days."""
    delivered = case.last("visit.delivered")
    if delivered is None:
        return not_due
    day = delivered.astimezone(case.zone)
    due = (day + timedelta(days=(case.limit or 0) + 1)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    called = case.first("follow_up.called")
    if called is None:
        return Verdict(RUNNING, delivered, due)
    value = (called.astimezone(case.zone).date() - day.date()).days
    return Verdict(MET if called < due else MISSED, delivered, due, value)


def answered_as_agreed(case: Case) -> Verdict:
    """What the customer raised is answered by the agreed date (the limit's days where none was agreed)."""
    called = case.last("follow_up.called")
    if called is None:
        return not_due
    if not case.told("follow_up.called", "raised"):
        return not_applicable
    agreed = told_time(case.told("follow_up.called", "answer_due_at"))
    due, answered = agreed or called + timedelta(days=case.limit or 0), case.first("follow_up.answered")
    if answered is None:
        return Verdict(RUNNING, called, due)
    return Verdict(MET if answered <= due else MISSED, called, due)
