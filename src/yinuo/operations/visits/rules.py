"""Where a car stands: the flow of a visit, what is looked at on a car, and the ribbon of the ten steps."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yinuo.core.workflow.rules import Flow, Move

# the car stands in the shop in one of these; what paper there is and what was approved is told elsewhere
OPEN = ("arrived", "received", "consulting", "confirming", "repairing", "ready", "settled")

FLOW = Flow(
    name="visit",
    initial="arrived",
    moves={
        "greet": Move(("arrived",), "received", "visit.greeted"),
        "consult": Move(("received", "confirming"), "consulting", "consultation.started"),
        "skip_consultation": Move(("received",), "confirming", "consultation.skipped"),
        "confirm": Move(("consulting",), "confirming", "consultation.ended"),
        "release": Move(("confirming",), "repairing", "visit.released"),
        "recall": Move(("repairing",), "confirming", "visit.recalled"),
        "finish": Move(("repairing",), "ready", "visit.ready"),
        "rework": Move(("ready",), "repairing", "visit.back_to_repair"),
        "end_without_repair": Move(("received", "consulting", "confirming"), "ready", "visit.ended_without_repair"),
        "settle": Move(("ready",), "settled", "visit.settled"),
        "unsettle": Move(("settled",), "ready", "visit.unsettled"),
        "deliver": Move(("ready", "settled"), "delivered", "visit.delivered"),
        "close": Move(("delivered",), "closed", "visit.closed"),
        "reopen": Move(("delivered", "closed"), "ready", "visit.reopened"),
        "void": Move(("arrived", "received", "consulting"), "void", "visit.voided"),
        "arrive_again": Move(("void",), "arrived", "visit.arrived"),
        "ungreet": Move(("received",), "arrived", "visit.ungreeted"),
        "unconsult": Move(("consulting",), "received", "consultation.undone"),
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

# lifetime free nine-point check
NINE_POINTS = ("coolant", "washer_fluid", "wheel_nuts", "engine_oil", "lights", "brakes", "battery", "tyres", "doors")

INSPECTION_AREAS: dict[str, tuple[str, ...]] = {
    "front": ("belts", "hoses", "air_filter", "leaks_engine"),
    "wheels": ("tyre_tread", "brake_pads_front", "brake_pads_rear", "brake_discs"),
    "below": ("suspension", "steering", "drive_shafts", "exhaust", "leaks_below"),
    "inside": ("warning_lights", "air_conditioning", "cabin_filter", "seat_belts"),
    "outside": ("wipers", "glass", "body"),
}
INSPECTION_POINTS = tuple(point for points in INSPECTION_AREAS.values() for point in points)

SYMPTOM_KINDS = (
    "noise",
    "vibration",
    "warning_light",
    "power",
    "starting",
    "braking",
    "steering",
    "leak",
    "smell",
    "air_conditioning",
    "electric",
    "other",
)
SYMPTOM_WHEN = ("cold_start", "warm", "idle", "accelerating", "braking", "turning", "rough_road", "parked")
SYMPTOM_SPEED = ("0-20", "20-60", "60-80", "80-120", "120+")
SYMPTOM_WEATHER = ("rain", "cold", "heat", "wet_road", "after_washing")
SYMPTOM_OFTEN = ("always", "often", "sometimes", "once")
DAMAGE_KINDS = ("scratch", "dent", "crack", "chip", "missing", "other")
LOUNGE_ITEMS = ("floor", "toilets", "papers", "coffee", "devices", "wall", "seats", "children", "temperature")

ROUND_EVERY = timedelta(hours=1)
"""From one round of the host through lounge and hall to the next."""
EXPLAINED_FOR = timedelta(minutes=30)
"""How long a customer who was told that it takes longer is not told again."""


def plain_plate(text: str) -> str:
    """A plate as it is kept: upper case, half-width, letters and digits of any script without separators ("沪A·D12345" → "沪AD12345")."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Step:
    """One of the ten steps on one visit. `state`: done, here, todo, skipped; `since` when the car came to it, for the step that is here."""

    code: str
    state: str
    since: datetime | None = None


STEPS = ("booking", "reception", "consultation", "confirmation", "lounge", "repair", "exception", "handover", "checkout", "follow_up")
# the fact that shows that a step was done
_DONE_BY = {
    "booking": ("appointment.booked",),
    "reception": ("visit.greeted",),
    "consultation": ("consultation.ended", "consultation.words_recorded"),
    "confirmation": ("visit.released", "estimate.agreed"),
    "lounge": ("lounge.settled",),
    "repair": ("visit.ready",),
    "exception": ("added_work.decided",),
    "handover": ("car.shown", "visit.delivered"),
    "checkout": ("visit.settled", "visit.delivered"),
    "follow_up": ("follow_up.called",),
}
_BEGUN_BY = {
    "reception": "visit.arrived",
    "consultation": "consultation.started",
    "confirmation": "consultation.ended",
    "repair": "visit.released",
    "exception": "added_work.requested",
    "handover": "visit.ready",
    "checkout": "charges.explained",
    "follow_up": "visit.delivered",
}


def step_here(facts: Mapping[str, Any], state: str) -> str:
    """The step at which the car is; "" when all is over or the visit is void."""
    if state == "void" or (state == "closed" and "follow_up.called" in facts):
        return ""
    if state == "repairing" and _times(facts, "added_work.requested") > _times(facts, "added_work.decided") + _times(
        facts, "added_work.dropped"
    ):
        return "exception"
    if state == "ready" and ("charges.explained" in facts or "invoice.issued" in facts):
        return "checkout"
    return STEP_OF_STATE[state]


def ribbon(facts: Mapping[str, Any], state: str) -> list[Step]:
    """The ten steps of a visit from the folded facts of its thread and its state: done, here, todo or skipped. Pure."""
    here = step_here(facts, state)
    reached = STEPS.index(here) if here else len(STEPS)
    return [_step(code, n, here, reached, facts) for n, code in enumerate(STEPS)]


def _step(code: str, n: int, here: str, reached: int, facts: Mapping[str, Any]) -> Step:
    if code == here:
        return Step(code, "here", begun(facts, code))
    if here == "exception" and code == "repair":
        return Step(code, "todo")
    comes_again = n > reached and code in ("repair", "handover", "checkout", "follow_up")
    if not comes_again and any(name in facts for name in _DONE_BY[code]) and not _undone(code, facts):
        return Step(code, "done")
    return Step(code, "skipped" if _passed(code, n, reached) else "todo")


def _passed(code: str, n: int, reached: int) -> bool:
    """A step that was not done and will not come: lounge may still come while the car is in repair."""
    return code == "booking" or (reached > STEPS.index("exception") if code == "lounge" else n < reached)


def _undone(code: str, facts: Mapping[str, Any]) -> bool:
    return code == "repair" and "visit.ended_without_repair" in facts and "visit.released" not in facts


def begun(facts: Mapping[str, Any], code: str) -> datetime | None:
    """When the car came to this step (last, where it came several times); None when the log does not say."""
    fact = facts.get(_BEGUN_BY.get(code, ""))
    return datetime.fromisoformat(fact["last"]) if fact else None


def _times(facts: Mapping[str, Any], name: str) -> int:
    return facts[name]["n"] if name in facts else 0
