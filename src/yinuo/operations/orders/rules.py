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

INSPECTIONS = ("self", "quality", "final")

# what is looked at; words for the codes are in words.py
CHECKLISTS: dict[str, tuple[str, ...]] = {
    "self": ("as_ordered", "torque", "levels", "leaks", "tools_out", "old_parts", "clean_hands"),
    "quality": ("complaint_gone", "work_complete", "fastening", "fluids", "warning_lights", "test_drive", "findings_told"),
    "final": ("clean_inside", "clean_outside", "settings_restored", "belongings", "papers"),
}

COMEBACK_DAYS = 30
COMEBACK_KM = 1000


def next_inspection(passed: set[str]) -> str | None:
    """Which of the three comes next in this round; None when all have passed."""
    return next((kind for kind in INSPECTIONS if kind not in passed), None)


def is_comeback(*, days: int, km: int | None) -> bool:
    """A car back for the same fault within 30 days or 1,000 km (the mileage may be unknown)."""
    return days <= COMEBACK_DAYS or (km is not None and km <= COMEBACK_KM)
