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
    },
)

AT_RISK_MARGIN = timedelta(minutes=15)


def at_risk(*, due_at: datetime, expected_at: datetime | None, at: datetime, margin: timedelta = AT_RISK_MARGIN) -> bool:
    """True when the schedule says it will be broken, or when it falls due within `margin` and nothing says that it will be kept."""
    if expected_at is not None and expected_at > at:
        return expected_at > due_at
    return at + margin >= due_at
