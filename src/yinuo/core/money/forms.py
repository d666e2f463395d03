"""Typed amounts, quantities and hours: decimals at the edge, integers inside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from .rules import digits, from_minor, to_minor


class AmountField(forms.DecimalField):
    """An amount typed in the site's currency; cleans to minor units."""

    def __init__(self, *, currency: str = "CNY", **kwargs: Any):
        self.currency = currency
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("max_value", Decimal("99999999.99"))
        kwargs.setdefault("widget", forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01" if digits(currency) else "1"}))
        super().__init__(decimal_places=digits(currency), **kwargs)

    def clean(self, value: Any) -> int | None:
        cleaned = super().clean(value)
        return None if cleaned is None else to_minor(cleaned, self.currency)


class QuantityField(forms.DecimalField):
    """A quantity typed with up to three decimals; cleans to thousandths."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("min_value", Decimal("0.001"))
        kwargs.setdefault("max_value", Decimal(100_000))
        kwargs.setdefault("widget", forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}))
        super().__init__(decimal_places=3, **kwargs)

    def clean(self, value: Any) -> int | None:
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned * 1000)


class HoursField(forms.DecimalField):
    """Standard hours typed as a decimal (1.5); cleans to whole minutes."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("max_value", Decimal(500))
        kwargs.setdefault("widget", forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}))
        super().__init__(decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int | None:
        cleaned = super().clean(value)
        return None if cleaned is None else round(cleaned * 60)


def typed_amount(minor: int | None, currency: str) -> Decimal | None:
    """What stands in an amount's field."""
    return None if minor is None else from_minor(minor, currency)


def typed_quantity(thousandths: int) -> str:
    """What stands in a quantity's field: 4500 → 4.5."""
    return f"{Decimal(thousandths) / 1000:f}".rstrip("0").rstrip(".") if thousandths % 1000 else str(thousandths // 1000)


def typed_hours(minutes: int) -> str:
    return f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".")
