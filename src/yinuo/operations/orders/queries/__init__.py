"""What is read of orders, shaped for those who read it."""

from .basics import (
    agreed_totals,
    asked_about,
    declined_of_vehicle,
    demand_of,
    expected_ready,
    is_operation_of,
    menu_item_for_point,
    open_work,
    policy_of,
    remaining_minutes,
    suggested_ready,
    waiting_demands,
)

__all__ = [
    "agreed_totals",
    "asked_about",
    "declined_of_vehicle",
    "demand_of",
    "expected_ready",
    "is_operation_of",
    "menu_item_for_point",
    "open_work",
    "policy_of",
    "remaining_minutes",
    "suggested_ready",
    "waiting_demands",
]
