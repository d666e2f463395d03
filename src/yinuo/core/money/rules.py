"""Arithmetic of money: integers in minor units, quantities in thousandths, hours in minutes, tax in hundredths of a percent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0}


def half_up(value: Fraction) -> int:
    """The nearest integer; a half goes away from zero (commercial rounding)."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def digits(currency: str) -> int:
    """How many decimals the currency has."""
    return MINOR_DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """A decimal amount as minor units, half up: 12.345 CNY → 1235."""
    return int((amount * 10 ** digits(currency)).to_integral_value(ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-digits(currency))


def line_amount(*, quantity: int, unit_price: int, discount: int = 0) -> int:
    """Price of a line in minor units: quantity (thousandths) × unit price − discount, rounded half up."""
    return half_up(Fraction(quantity * unit_price, 1000)) - discount


def labour_amount(*, minutes: int, hourly_rate: int) -> int:
    """Price of `minutes` standard minutes at a rate per hour, rounded half up."""
    return half_up(Fraction(minutes * hourly_rate, 60))


def tax_of(amount: int, *, rate: int, included: bool) -> int:
    """Tax of a line's amount. `rate` in hundredths of a percent (1300 = 13 %); `included`: the amount contains it already."""
    base = 10_000 + rate if included else 10_000
    return half_up(Fraction(amount * rate, base))


def totals(lines: Iterable[tuple[int, int]], *, included: bool) -> tuple[int, int, int]:
    """(net, tax, gross) of lines (amount, rate); tax is rounded by line, so that each line can be explained."""
    net = tax = 0
    for amount, rate in lines:
        line_tax = tax_of(amount, rate=rate, included=included)
        tax += line_tax
        net += amount - line_tax if included else amount
    return net, tax, net + tax


def shares(amount: int, weights: list[int]) -> list[int]:
    """`amount` split by integer weights so that the parts sum to it exactly (largest remainders get the odd units)."""
    total = sum(weights)
    if total <= 0:
        raise ValueError("weights must sum to more than zero")
    exact = [Fraction(amount * weight, total) for weight in weights]
    parts = [int(value // 1) for value in exact]
    order = sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts
