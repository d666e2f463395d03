"""The life of a follow-up that is due."""

from __future__ import annotations

from yinuo.core.workflow.rules import Flow, Move

DUE_DAYS = 3  # calendar days from delivery, where the standard `follow_up.call` is switched off
TRIES = 3

FLOW = Flow(
    name="follow-up",
    initial="due",
    moves={
        "reach": Move(("due", "unreachable"), "done", "follow_up.called"),
        "give_up": Move(("due",), "unreachable", "follow_up.unreachable"),
        "cancel": Move(("due",), "cancelled", "follow_up.cancelled"),
        "reopen": Move(("done", "unreachable", "cancelled"), "due", "follow_up.reopened"),
    },
)
