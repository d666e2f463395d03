"""The life of an appointment."""

from __future__ import annotations

from yinuo.core.workflow.rules import Flow, Move

OPEN = ("booked", "reconfirmed")

FLOW = Flow(
    name="appointment",
    initial="booked",
    moves={
        "reconfirm": Move(("booked",), "reconfirmed", "appointment.reconfirmed"),
        "arrive": Move(OPEN, "arrived", "appointment.arrived"),
        "no_show": Move(OPEN, "no_show", "appointment.no_show"),
        "cancel": Move(OPEN, "cancelled", "appointment.cancelled"),
        "return_to_booked": Move(("arrived", "no_show", "cancelled"), "booked", "appointment.reopened"),
    },
)
