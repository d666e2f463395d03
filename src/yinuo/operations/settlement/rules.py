"""What is owed, what was paid, and whether a car may leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yinuo.core.money.rules import line_amount, tax_of, totals

RETURNED = ("key", "licence", "old_parts")
NEXT_SERVICE_DAYS, NEXT_SERVICE_KM = 182, 10_000  # what is proposed; the advisor changes it to what the maker asks for


@dataclass(frozen=True, slots=True)
class Priced:
    """One line as an invoice shows it: `amount` as priced (with tax where prices include it), `tax` within or on top."""

    line_id: int
    amount: int
    tax_rate: int
    tax: int


def next_service(*, today: date, mileage: int | None) -> tuple[date, int | None]:
    """A proposal for the next service: half a year on, ten thousand km on, in whole thousands."""
    km = None if mileage is None else (mileage + NEXT_SERVICE_KM + 500) // 1000 * 1000
    return today + timedelta(days=NEXT_SERVICE_DAYS), km


def priced(*, line_id: int, quantity: int, unit_price: int, discount: int, tax_rate: int, included: bool) -> Priced:
    amount = line_amount(quantity=quantity, unit_price=unit_price, discount=discount)
    return Priced(line_id, amount, tax_rate, tax_of(amount, rate=tax_rate, included=included))


def invoice_totals(lines: Iterable[Priced], *, included: bool) -> tuple[int, int, int]:
    """(net, tax, gross) in minor units; the sum of the lines' own roundings, so that every line can be explained."""
    return totals(((line.amount, line.tax_rate) for line in lines), included=included)


def still_owed(*, gross: int, paid: int, balance: int) -> int:
    """What can still be paid on an invoice: no more than its payer owes in all, since what was paid on a credited invoice counts for the next."""
    return max(0, min(gross - paid, balance))


def may_leave(balances: Mapping[str, int]) -> bool:
    """A car may leave when its customer owes nothing; what warranty, insurer and house owe is settled on account."""
    return balances.get("customer", 0) <= 0


def difference(*, expected: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """Counted less expected per method, minor units; methods that agree are left out."""
    methods = {*expected, *counted}
    return {
        method: counted.get(method, 0) - expected.get(method, 0)
        for method in sorted(methods)
        if counted.get(method, 0) != expected.get(method, 0)
    }
