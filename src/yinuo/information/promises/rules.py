"""The life of a promise."""

from __future__ import annotations

from datetime import datetime, timedelta

from yinuo.core.workflow.rules import Flow, Move

FLOW = Flow(
    name="promise",
    initial="open",
    moves={
        "keep": Move(("open",), "kept", "promise.kept"),
        "break": Move(("open",), "broken", "promise.broken"),
        "renegotiate": Move(("open",), "renegotiated", "promise.renegotiated"),
        "withdraw": Move(("open",), "withdrawn", "promise.withdrawn"),
        # by a recorded correction only
        "set_kept": Move(("broken", "withdrawn"), "kept", "promise.kept"),
        "set_broken": Move(("kept", "withdrawn"), "broken", "promise.broken"),
        "set_open": Move(("kept", "broken", "withdrawn"), "open", "promise.reopened"),
    },
)
CORRECTIONS = {"kept": "set_kept", "broken": "set_broken", "open": "set_open"}
# Kept or broken by the amount, not by the hour: the clock says nothing of them.
NOT_BY_CLOCK = frozenset({"price"})
# Ours to keep only once the customer has come: before that, nobody can break them. `expected_at` is set on arrival.
WAITS_FOR_CUSTOMER = frozenset({"arrival_slot"})

# (kind, what it is about): promises that are kept by the act that fulfils them; nobody says by hand that they were
KEPT_BY_ACT = frozenset(
    {
        ("arrival_slot", "appointment"),
        ("price", "visit"),
        ("ready_time", "visit"),
        ("added_work_answer", "estimate"),
        ("parts_arrival", "appointment"),
        ("parts_arrival", "partdemand"),
        ("call_back", "duecall"),
    }
)

AT_RISK_MARGIN = timedelta(minutes=15)


def at_risk(*, due_at: datetime, expected_at: datetime | None, at: datetime, margin: timedelta = AT_RISK_MARGIN) -> bool:
    """True when the schedule says it will be broken, or when it falls due within `margin` and nothing says that it will be kept."""
    if expected_at is not None and expected_at > at:
        return expected_at > due_at
    return at + margin >= due_at


def by_clock(kind: str) -> bool:
    return kind not in NOT_BY_CLOCK


def kept_by_act(kind: str, subject_type: str) -> bool:
    """Whether the program keeps it by what is recorded; one that somebody gave by hand is about nothing, and kept by hand."""
    return (kind, subject_type) in KEPT_BY_ACT


def runs(kind: str, *, expected_at: datetime | None) -> bool:
    """Whether the clock says something of the promise at all, now."""
    return by_clock(kind) and not (kind in WAITS_FOR_CUSTOMER and expected_at is None)


def kept_in_time(kind: str, *, due_at: datetime, at: datetime) -> bool:
    """What is done after it was due was not kept, whether or not the watcher has seen it."""
    return not by_clock(kind) or at <= due_at


def may_renegotiate(kind: str, *, due_at: datetime, at: datetime) -> bool:
    """Only before it is due; afterwards it is broken, and what is agreed then is a new promise."""
    return not by_clock(kind) or at < due_at
