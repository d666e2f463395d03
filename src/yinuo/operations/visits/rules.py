"""Where a car stands: the flow of a visit, and the ribbon of its ten steps."""

from __future__ import annotations

from yinuo.core.workflow.rules import Flow, Move

# the car stands in the shop in one of these; what paper there is and what was approved is told elsewhere
OPEN = ("arrived", "received", "consulting", "confirming", "repairing", "ready", "settled")

FLOW = Flow(
    name="visit",
    initial="arrived",
    moves={
        "greet": Move(("arrived",), "received", "visit.greeted"),
        "consult": Move(("received", "confirming"), "consulting", "consultation.started"),
        "confirm": Move(("received", "consulting"), "confirming", "consultation.ended"),
        "release": Move(("confirming",), "repairing", "visit.released"),
        "finish": Move(("repairing",), "ready", "visit.ready"),
        "rework": Move(("ready",), "repairing", "visit.back_to_repair"),
        "end_without_repair": Move(("received", "consulting", "confirming"), "ready", "visit.ended_without_repair"),
        "settle": Move(("ready",), "settled", "visit.settled"),
        "unsettle": Move(("settled",), "ready", "visit.unsettled"),
        "deliver": Move(("ready", "settled"), "delivered", "visit.delivered"),
        "close": Move(("delivered",), "closed", "visit.closed"),
        "reopen": Move(("delivered", "closed"), "ready", "visit.reopened"),
        "void": Move(("arrived", "received"), "void", "visit.voided"),
        "ungreet": Move(("received",), "arrived", "visit.ungreeted"),
    },
)

STEP_OF_STATE = {
    "arrived": "reception",
    "received": "reception",
    "consulting": "consultation",
    "confirming": "confirmation",
    "repairing": "repair",
    "ready": "handover",
    "settled": "checkout",
    "delivered": "follow_up",
    "closed": "follow_up",
    "void": "reception",
}
