"""All payments: found by car, invoice and reference, narrowed, paged and exported."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.people import create_person, give_role
from yinuo.operations.settlement.models import RARE, Invoice, Payment
from yinuo.operations.settlement.queries import found_payments
from yinuo.operations.settlement.services import payments

SLIP = "SLIP-77A"
numbers = count(1)


def opened(story, role: str = "service_manager", **asked):
    """The list as somebody in this role reads it at the end of the story."""
    person = create_person(username=f"{role}-{next(numbers)}", display_name=role)
    give_role(person=person, site=story.centre.site, role=role)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    with time_machine.travel(story.at, tick=False):
        return client.get(reverse("settlement:payments", args=[story.centre.site.code]), asked)


@pytest.fixture
def paid(car):  # noqa: F811
    """A car whose customer paid a deposit, a part by card with a slip and the rest in cash."""
    story = car.until("invoice")
    invoice = Invoice.objects.get(visit=story.visit, payer="customer")
    payments.take_deposit(visit_id=story.visit.pk, method="cash", amount=7_700, **story.told("cashier"))
    payments.pay(invoice_id=invoice.pk, method="card", amount=1_000, reference=SLIP, **story.told("cashier"))
    payments.pay(invoice_id=invoice.pk, method="cash", amount=invoice.gross - 1_000, **story.told("cashier"))
    return story


def kinds(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 200
    return [(payment.kind, payment.method) for payment in answer.context["rows"]]


ALL = [("payment", "cash"), ("payment", "card"), ("deposit", "cash")]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ALL),
        ({"sort": "oldest"}, ALL[::-1]),
        ({"q": "slip-77a"}, [("payment", "card")]),
        ({"q": "2026-000001"}, ALL[:2]),
        ({"q": "1"}, ALL[:2]),
        ({"q": "no such thing"}, []),
        ({"method": "cash"}, [ALL[0], ALL[2]]),
        ({"method": "cash", "kind": "deposit"}, [ALL[2]]),
        ({"cashier": "999999"}, ALL),
    ],
)
def test_it_finds_what_is_asked(paid, asked, expected):
    assert kinds(opened(paid, **asked)) == expected


def test_it_finds_a_car_by_a_part_of_its_plate(paid):
    other = Car(paid.centre, number=2).until("pay")
    assert other.visit.plate != paid.visit.plate
    found = opened(other, q=paid.visit.plate[-4:].lower()).context["rows"]
    assert {payment.visit_id for payment in found} == {paid.visit.pk}
    assert len(found) == 3


def test_it_is_narrowed_to_days_of_the_site_and_to_a_cashier(paid):
    day = paid.at.astimezone(paid.centre.site.zone).date()
    assert len(kinds(opened(paid, since=day.isoformat(), until=day.isoformat()))) == 3
    assert kinds(opened(paid, since=(day + timedelta(days=1)).isoformat())) == []
    cashier = paid.centre.person("cashier")
    assert len(kinds(opened(paid, cashier=str(cashier.pk), kind="payment", method="cash"))) == 1
    assert opened(paid, since="9999-12-31", q="x", until="0001-01-01").status_code == 200


def test_it_is_paged_by_keys(paid):
    visit, by = paid.visit, Payment.objects.latest("id").created_by_id
    fields = {"site": paid.centre.site, "visit": visit, "kind": "deposit", "method": "alipay", "created_by_id": by, "changed_by_id": by}
    moments = [paid.at - timedelta(days=1, minutes=n // 3) for n in range(60)]  # three at each moment
    Payment.objects.bulk_create(Payment(amount=100 + n, paid_at=at, created_at=at, changed_at=at, **fields) for n, at in enumerate(moments))
    first = opened(paid, method="alipay")
    second = opened(paid, method="alipay", cursor=first.context["listing"].older)
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)
    assert len({payment.pk for payment in [*first.context["rows"], *second.context["rows"]]}) == 60
    assert first.context["rows"][-1].paid_at >= second.context["rows"][0].paid_at


def test_it_is_exported_by_who_may(paid):
    text = b"".join(opened(paid, q=SLIP, **{"as": "csv"}).streaming_content).decode()
    _head, row = text.strip().splitlines()
    assert f",10.0,CNY,2026-000001,{SLIP}," in row
    assert opened(paid, "cashier", **{"as": "csv"}).status_code == 403


def test_it_is_closed_to_who_may_not_read_settlement_and_open_from_the_till(paid):
    assert opened(paid, "technician").status_code == 403
    answer = opened(paid, "cashier")
    till = answer.client.get(reverse("settlement:till", args=[paid.centre.site.code]))
    assert reverse("settlement:payments", args=[paid.centre.site.code]) in till.content.decode()


def test_an_empty_list_says_what_to_do(car):  # noqa: F811
    story = car.until("greet")
    assert "Open a car that waits at the till" in opened(story).content.decode()
    assert "Try a part of the plate" in opened(story, q="nothing").content.decode()


@pytest.mark.parametrize("kind", RARE)
def test_a_rare_kind_is_found_by_its_own_index(site, kind):
    if connection.vendor == "postgresql":  # which would read an empty table as it is
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    plan = found_payments(site=site, year=2026, kind=kind).order_by("-paid_at", "-id")[:51].explain()
    assert "payment_rare" in plan, plan
    assert "payment_rare" not in found_payments(site=site, year=2026, kind="payment").order_by("-paid_at", "-id")[:51].explain()
