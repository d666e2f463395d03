"""Pricing and approval as arithmetic: what holds for all orders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.core.clock.rules import Calendar
from yinuo.operations.orders import rules

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class ALine:
    payer: str = "customer"
    quantity: int = 1000
    unit_price: int = 10000
    list_price: int = 10000
    discount: int = 0
    tax_rate: int = 1300
    cost: int = 4000


@st.composite
def lines(draw):
    quantity, price = draw(st.integers(1, 10**6)), draw(st.integers(0, 10**8))
    largest = quantity * price // 1000
    return ALine(
        payer=draw(st.sampled_from(rules.PAYERS)),
        quantity=quantity,
        unit_price=price,
        list_price=draw(st.integers(0, 10**8)),
        discount=draw(st.integers(0, largest)),
        tax_rate=draw(st.sampled_from([0, 300, 600, 900, 1300, 2000])),
        cost=draw(st.integers(0, 10**6)),
    )


@given(st.lists(lines(), max_size=8), st.booleans())
def test_what_the_payers_pay_is_what_the_lines_cost(priced, included):
    by_payer = rules.totals_by_payer(priced, included=included)
    assert sum(total.gross for total in by_payer.values()) == sum(rules.total_of(line, included=included).gross for line in priced)
    assert set(by_payer) == {line.payer for line in priced}


@given(lines(), st.booleans())
def test_a_line_is_its_net_and_its_tax(line, included):
    total = rules.total_of(line, included=included)
    assert total.gross == total.net + total.tax
    assert total.tax >= 0
    assert (total.gross if included else total.net) == rules.amount_of(line)


def test_tax_is_taken_out_of_an_including_price_and_put_on_an_excluding_one():
    line = ALine(unit_price=11300, list_price=11300)
    assert rules.total_of(line, included=True) == rules.Total(10000, 1300)
    assert rules.total_of(line, included=False) == rules.Total(11300, 1469)


@given(lines(), st.integers(0, 100))
def test_a_discount_within_authority_never_takes_more_than_the_percent(line, percent):
    if rules.within_authority(line, percent=percent):
        listed = replace(line, unit_price=line.list_price, discount=0)
        assert rules.amount_of(listed) - rules.amount_of(line) <= rules.amount_of(listed) * percent / 100


def test_a_lowered_price_counts_like_a_discount():
    assert not rules.within_authority(ALine(unit_price=8900), percent=10)
    assert not rules.within_authority(ALine(discount=1001), percent=10)
    assert not rules.within_authority(ALine(unit_price=9500, discount=600), percent=10)
    assert rules.within_authority(ALine(unit_price=9500, discount=500), percent=10)


def test_the_widest_role_decides_how_much_may_be_given():
    limits = rules.default_discount_limits()
    assert rules.authority(["cashier", "advisor"], limits) == 10
    assert rules.authority(["technician"], limits) == 0


@given(st.sampled_from(["proposed", "approved", "declined"]), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_nothing_dearer_is_agreed_without_asking(approval, before, after, same_work):
    result = rules.approval_after_change(approval, customer_before=before, customer_after=after, same_work=same_work)
    assert (result == "approved") == (approval == "approved" and same_work and after <= before)


def test_margin_is_net_of_tax_and_cost():
    line = ALine(unit_price=11300, list_price=11300, quantity=2000)
    assert rules.margin([line], included=True) == (20000 - 8000, 20000)


@pytest.mark.parametrize(
    ("begun", "minutes", "ready"),
    [("10:00", 60, "2026-03-02 11:00"), ("17:30", 60, "2026-03-03 08:30"), ("06:00", 30, "2026-03-02 08:30")],
)
def test_ready_counts_open_hours_only(begun, minutes, ready):
    calendar = Calendar(SHANGHAI, {day: ((time(8), time(18)),) for day in range(7)})
    at = datetime.fromisoformat(f"2026-03-02 {begun}").replace(tzinfo=SHANGHAI)
    assert rules.expected_ready(calendar, at=at, minutes=minutes) == datetime.fromisoformat(ready).replace(tzinfo=SHANGHAI)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31)))  # noqa: DTZ001 (the zone does not matter here)
def test_a_suggested_time_is_a_full_quarter_and_never_earlier(moment):
    rounded = rules.rounded_up(moment)
    assert rounded >= moment
    assert rounded.minute % 15 == 0
    assert (rounded - moment).total_seconds() < 15 * 60
    assert rounded.second == rounded.microsecond == 0
