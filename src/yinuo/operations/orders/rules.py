"""Flows of the work order, its operations and part demands, and of a line's approval."""

from __future__ import annotations

from yinuo.core.workflow.rules import Flow, Move

ORDER_FLOW = Flow(
    name="order",
    initial="draft",
    moves={
        "release": Move(("draft",), "released", "order.released"),
        "start": Move(("released",), "in_work", "order.started"),
        "finish": Move(("in_work",), "inspecting", "order.work_finished"),
        "rework": Move(("inspecting", "cleared"), "in_work", "order.back_to_repair"),
        "clear": Move(("inspecting",), "cleared", "order.cleared"),
        "void": Move(("draft", "released"), "void", "order.voided"),
    },
)

OPERATION_FLOW = Flow(
    name="operation",
    initial="planned",
    moves={
        "start": Move(("planned",), "running", "operation.started"),
        "pause": Move(("running",), "paused", "operation.paused"),
        "resume": Move(("paused",), "running", "operation.resumed"),
        "finish": Move(("running", "paused"), "done", "operation.finished"),
        "redo": Move(("done",), "paused", "operation.reworked"),
        "drop": Move(("planned", "paused"), "dropped", "operation.dropped"),
        "unstart": Move(("running",), "planned", "operation.unstarted"),
    },
)

PART_FLOW = Flow(
    name="part demand",
    initial="planned",
    moves={
        "request": Move(("planned",), "requested", "part.requested"),
        "reserve": Move(("planned", "requested", "back_ordered"), "reserved", "part.reserved"),
        "back_order": Move(("planned", "requested"), "back_ordered", "part.back_ordered"),
        "issue": Move(("requested", "reserved", "back_ordered"), "issued", "part.issued"),
        "return": Move(("issued",), "returned", "part.returned"),
        "drop": Move(("planned", "requested", "reserved", "back_ordered"), "dropped", "part.dropped"),
    },
)
