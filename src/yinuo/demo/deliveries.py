"""What the parts clerk has ordered: one delivery is late, two come today, others in the days to come."""

from __future__ import annotations

from datetime import timedelta

from yinuo.operations.stock import services as stock

from .desk import Desk
from .shop import RARE

# (part number, days from today until it was announced, quantity)
ANNOUNCED = (("SENS-O2", -1, 4), (RARE[0], 0, 4), ("LT-205", 0, 20), (RARE[1], 1, 12), ("YL-DOT4", 1, 40), ("HOSE-C", 3, 10))


def order_parts(desk: Desk) -> None:
    house, now = desk.house, desk.batch.now
    if "parts_clerk" not in house.staff:
        return
    for n, (number, days, quantity) in enumerate(ANNOUNCED):
        stock.order(
            part_id=house.parts[number].pk,
            quantity=quantity * 1000,
            expected_on=house.local(now).date() + timedelta(days=days),
            supplier=house.country.SUPPLIERS[n % len(house.country.SUPPLIERS)],
            by=house.actor("parts_clerk", n),
            at=now - timedelta(days=3 - min(days, 2), minutes=40 + 13 * n),
        )
