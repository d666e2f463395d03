"""Quantities in words: `{% load stock %}{{ part.available|quantity }}`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from yinuo.operations.stock.forms import UNITS

register = template.Library()


@register.filter
def quantity(thousandths: int | None) -> str:
    """Thousandths as people write them: 1500 is "1.5", 4000 is "4"."""
    if thousandths is None:
        return "—"
    return f"{(Decimal(thousandths) / 1000).normalize():f}"


@register.filter
def signed(thousandths: int) -> str:
    """With its sign: "+4", "−0.5"."""
    return f"+{quantity(thousandths)}" if thousandths > 0 else quantity(thousandths).replace("-", "−")


@register.filter
def unit(code: str) -> str:
    """The usual units in the user's language; others as they were typed."""
    return str(UNITS.get(code, code))


@register.filter
def to_come(order: Any) -> int:
    """What has not come of a supplier's order."""
    return order.quantity - order.received
