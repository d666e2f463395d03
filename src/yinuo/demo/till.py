"""The cashier's close of each day: what was taken, what was counted, now and then a small difference with its note."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from random import Random

from yinuo.core.events.models import Thread
from yinuo.operations.settlement.models import CashClose, Payment

from .cast import minutes
from .desk import Desk


def close_days(desk: Desk) -> None:
    """Every day before the present one is closed after its last payment."""
    taken: dict[date, list[Payment]] = defaultdict(list)
    for payment in Payment.objects.order_by("paid_at", "pk").only("method", "amount", "paid_at", "site_id"):
        taken[desk.house.local(payment.paid_at).date()].append(payment)
    taken.pop(desk.house.local(desk.batch.now).date(), None)
    random = Random(f"till:{desk.house.site.code}")
    closes = [(_close(desk, payments, random), payments) for payments in taken.values()]
    desk.batch.write()
    for close, payments in closes:
        Payment.objects.filter(pk__in=[payment.pk for payment in payments]).update(close=close)


def _close(desk: Desk, payments: list[Payment], random: Random) -> CashClose:
    house, batch, cashier = desk.house, desk.batch, desk.house.actor("cashier")
    expected: Counter[str] = Counter()
    for payment in payments:
        expected[payment.method] += payment.amount
    counted, note = dict(expected), ""
    if counted.get("cash") and random.random() < 0.05:
        counted["cash"] -= house.price(random.choice([1, 5, 10]))
        note = house.country.SHORT_CHANGE
    at = payments[-1].paid_at + minutes(random.uniform(8, 25))
    close = batch.add(
        CashClose, by=cashier, at=at, day=house.local(at).date(), cashier_id=cashier.user_id, expected=dict(expected), counted=counted, note=note, closed_at=at
    )  # fmt: skip
    batch.tell(batch.thread(Thread.SITE), "cash.closed", at, close, cashier, expected=dict(expected), counted=counted)
    return close
