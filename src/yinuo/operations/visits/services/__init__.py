"""The only writer of visits. Use cases take `by` and `at`; functions that take `act` work inside somebody else's act."""

from .arrival import arrive, assign, confirm_record, greet, hand_cars_over, take
from .car import add_pictures, inspect, nine_point, record_finding, walk_around
from .consultation import add_symptoms, declare_uninterrupted, end_consultation, record_words, skip_consultation, start_consultation
from .corrections import correct, void
from .errors import (
    AlreadyGreeted,
    AlreadyHere,
    AlreadyTaken,
    CannotBeSetRight,
    MileageLower,
    NotAnAdvisor,
    NothingSaid,
    ReasonMissing,
    VisitOver,
)
from .lounge import lounge_check
from .moves import close, deliver, finish, promise_ready, recall, release, reopen, rework, settled, unsettle
from .whereabouts import bring_back, end_without_repair, park, settle_customer, stay_overnight

__all__ = [
    "AlreadyGreeted",
    "AlreadyHere",
    "AlreadyTaken",
    "CannotBeSetRight",
    "MileageLower",
    "NotAnAdvisor",
    "NothingSaid",
    "ReasonMissing",
    "VisitOver",
    "add_pictures",
    "add_symptoms",
    "arrive",
    "assign",
    "bring_back",
    "close",
    "confirm_record",
    "correct",
    "declare_uninterrupted",
    "deliver",
    "end_consultation",
    "end_without_repair",
    "finish",
    "greet",
    "hand_cars_over",
    "inspect",
    "lounge_check",
    "nine_point",
    "park",
    "promise_ready",
    "recall",
    "record_finding",
    "record_words",
    "release",
    "reopen",
    "rework",
    "settle_customer",
    "settled",
    "skip_consultation",
    "start_consultation",
    "stay_overnight",
    "take",
    "unsettle",
    "void",
    "walk_around",
]
