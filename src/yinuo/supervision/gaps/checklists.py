"""What the self-audits of gaps 1 to 4 ask, and what customers expect unless a site says otherwise: codes; the words are in words.py."""

from __future__ import annotations

from typing import NamedTuple

QUESTIONS: dict[int, tuple[str, ...]] = {
    1: ("who_they_are", "what_they_expect", "wanted_services", "how_we_listen", "reward_listening", "owner_of_survey", "complaints_welcome", "convenient"),
    2: ("service_concept", "staff_accept", "posts_described", "customers_side", "no_contradiction", "flow_together"),
    3: ("simple", "concrete", "trained", "watched", "systems", "pay", "culture"),
    4: ("consistent", "together", "not_over", "not_casual"),
}  # fmt: skip


class Ready(NamedTuple):
    """An expectation to begin with; `standards` by code, `level` in their unit."""

    code: str
    importance_key: str
    standards: tuple[str, ...]
    level: int | None = None


EXPECTATIONS = (
    Ready("understood", "put_right", ("consultation.listen",), 360),
    Ready("own_words", "put_right", ("consultation.verbatim",)),
    Ready("looked_at", "put_right", ("consultation.walk_around",)),
    Ready("checked", "put_right", ("repair.inspections",)),
    Ready("not_back", "put_right", ()),
    Ready("price_first", "price", ("confirmation.explained",)),
    Ready("bill_as_agreed", "price", ("confirmation.estimate_accuracy",), 1000),
    Ready("asked_first", "price", ("exception.approval",)),
    Ready("bill_explained", "price", ("checkout.explained",)),
    Ready("greeted", "friendly", ("reception.greet",), 60),
    Ready("listened", "friendly", ("consultation.uninterrupted",)),
    Ready("shown_lounge", "friendly", ("lounge.settled",)),
    Ready("shown_car", "friendly", ("handover.accompanied",)),
    Ready("asked_after", "friendly", ("follow_up.call",), 3),
    Ready("answered", "friendly", ("follow_up.reply",)),
    Ready("booked_when", "convenience", ("booking.workload",)),
    Ready("parts_told", "convenience", ("booking.parts_shortage_notice",), 3600),
    Ready("ready_on_time", "convenience", ("handover.on_time",), 0),
    Ready("told_ready", "convenience", ("handover.notice",)),
    Ready("clean_car", "convenience", ("handover.clean",)),
    Ready("quick_to_pay", "convenience", ()),
)
