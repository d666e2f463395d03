"""Form fields at the edge: a decimal is typed, an integer of the smallest unit comes out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from .rules import digits, from_minor, to_minor

MOST_MINOR = 2_000_000_000  # fits the databases' integer
MOST_QUANTITY = Decimal(1_000_000)


class MoneyField(forms.DecimalField):
    """An amount of `currency`, typed as people write it, as minor units; initial values are minor units too."""

    def __init__(self, *, currency: str = "CNY", **options: Any):
        self.currency = currency
        options.setdefault("min_value", 0)
        super().__init__(max_value=from_minor(MOST_MINOR, currency), decimal_places=digits(currency), **options)

    def in_currency(self, currency: str) -> None:
        """Set at form time, when the site is known."""
        self.__init__(  # type: ignore[misc]
            currency=currency, label=self.label, help_text=self.help_text, required=self.required, min_value=self.min_value
        )

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        cleaned = super().clean(value)
        return None if cleaned is None else to_minor(cleaned, self.currency)

    def prepare_value(self, value: Any) -> Any:
        return from_minor(value, self.currency) if isinstance(value, int) else value


class QuantityField(forms.DecimalField):
    """A quantity with up to three decimals, as thousandths; initial values are thousandths too."""

    def __init__(self, **options: Any):
        options.setdefault("min_value", Decimal("0.001"))
        super().__init__(max_value=MOST_QUANTITY, decimal_places=3, **options)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned * 1000)

    def prepare_value(self, value: Any) -> Any:
        return (Decimal(value) / 1000).normalize().__format__("f") if isinstance(value, int) else value


class PercentField(forms.DecimalField):
    """A percentage with two decimals, as hundredths of a percent; initial values are hundredths too."""

    def __init__(self, **options: Any):
        super().__init__(min_value=0, max_value=100, decimal_places=2, **options)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned * 100)

    def prepare_value(self, value: Any) -> Any:
        return (Decimal(value) / 100).normalize().__format__("f") if isinstance(value, int) else value
