"""Writing an order: lines, prices, payers, discounts within authority, two people at once."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.utils.translation import override

from tests.operations.orders.conftest import agree, minutes, new_visit
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.information.promises.models import Promise
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.orders.models import Line, Order
from yinuo.operations.orders.queries import menu_item_for_point
from yinuo.operations.orders.services import changes, lines, opening
from yinuo.operations.orders.services.common import BadAmount, EditedMeanwhile, NoWords, OrderClosed, UnknownPayer
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Finding

STAMP = {"created_at": minutes(9), "changed_at": minutes(9)}


def test_orders_are_numbered_by_year(house, visit, order):
    second = opening.open_order(visit_id=visit.pk, by=house.advisor, at=minutes(12))
    assert [order.number, second.number] == ["2026-000001", "2026-000002"]


def test_a_menu_item_brings_its_parts_at_list_price(house, brake_line, order):
    pads = Line.objects.get(parent=brake_line)
    assert (brake_line.unit_price, brake_line.operation.standard_minutes) == (20000, 60)
    assert (pads.quantity, pads.unit_price, pads.demand.state) == (2000, 18000, "planned")


def test_a_menu_item_with_its_own_price_does_not_follow_the_labour_rate(house, order):
    line = lines.add_menu_item(order_id=order.pk, menu_item_id=house.check.pk, by=house.advisor, at=minutes(11))
    assert line.unit_price == 5000


def test_every_kind_of_line_can_be_written(house, order):
    common = {"order_id": order.pk, "by": house.advisor, "at": minutes(11)}
    lines.add_labour(description="查找异响", standard_minutes=45, **common)
    lines.add_part(part_id=house.oil.pk, quantity=4500, payer="warranty", **common)
    lines.add_sublet(description="轮毂修复", supplier="浦东轮毂", price=40000, cost=30000, **common)
    lines.add_fee(description="诊断费", **common)
    kept = {line.kind: (line.unit_price, line.payer) for line in Line.objects.filter(order=order)}
    assert kept == {
        "labour": (15000, "customer"),
        "part": (6800, "warranty"),
        "sublet": (40000, "customer"),
        "fee": (10000, "customer"),
    }


@pytest.mark.parametrize("price", [-1, 10**13])
def test_an_unbelievable_price_is_refused(house, order, price):
    with pytest.raises(BadAmount):
        lines.add_fee(order_id=order.pk, description="费", price=price, by=house.advisor, at=minutes(11))


@pytest.mark.parametrize("quantity", [0, -1000, 10**12])
def test_an_unbelievable_quantity_is_refused(house, order, quantity):
    with pytest.raises(BadAmount):
        lines.add_part(order_id=order.pk, part_id=house.oil.pk, quantity=quantity, by=house.advisor, at=minutes(11))


@pytest.mark.parametrize("words", ["", "   ", "a" * 201, "a\x00b"])
def test_a_line_needs_words_that_fit(house, order, words):
    with pytest.raises(NoWords):
        lines.add_labour(order_id=order.pk, description=words, standard_minutes=10, by=house.advisor, at=minutes(11))


def test_an_unknown_payer_is_refused(house, order):
    with pytest.raises(UnknownPayer):
        lines.add_fee(order_id=order.pk, description="费", payer="somebody", by=house.advisor, at=minutes(11))


def test_a_technician_does_not_write_prices(house, order):
    with pytest.raises(Forbidden):
        lines.add_fee(order_id=order.pk, description="费", by=house.technician, at=minutes(11))


def test_a_discount_needs_a_reason_and_stays_within_the_givers_authority(house, brake_line):
    edit = {"line_id": brake_line.pk, "at": minutes(12)}
    with pytest.raises(changes.ReasonNeeded):
        changes.change_line(discount=1000, by=house.advisor, **edit)
    with pytest.raises(changes.DiscountTooHigh, match="10 %"):
        changes.change_line(discount=2001, discount_reason="老顾客", by=house.advisor, **edit)
    with pytest.raises(changes.DiscountTooHigh):
        changes.change_line(unit_price=17999, discount_reason="老顾客", by=house.advisor, **edit)
    assert changes.change_line(discount=2000, discount_reason="老顾客", by=house.advisor, **edit).discount == 2000
    assert changes.change_line(discount=20000, discount_reason="致歉", by=house.manager, **edit).discount == 20000
    with pytest.raises(changes.TooMuchOff):
        changes.change_line(discount=20001, discount_reason="致歉", by=house.manager, **edit)


def test_other_standard_minutes_are_another_price(house, brake_line):
    line = changes.change_line(line_id=brake_line.pk, minutes=90, by=house.advisor, at=minutes(12))
    assert line.unit_price == 30000
    line.operation.refresh_from_db()
    assert line.operation.standard_minutes == 90


def test_the_second_of_two_people_who_edit_a_line_is_told(house, brake_line):
    seen = brake_line.revision
    changes.change_line(line_id=brake_line.pk, revision=seen, payer="warranty", by=house.advisor, at=minutes(12))
    with pytest.raises(EditedMeanwhile):
        changes.change_line(line_id=brake_line.pk, revision=seen, payer="insurance", by=house.manager, at=minutes(12))
    brake_line.refresh_from_db()
    assert brake_line.payer == "warranty"


def test_what_was_agreed_stays_agreed_only_while_it_gets_no_dearer(house, agreed, brake_line):
    edit = {"line_id": brake_line.pk, "by": house.advisor, "at": minutes(20)}
    assert changes.change_line(discount=1000, discount_reason="老顾客", **edit).approval == "approved"
    assert changes.change_line(discount=0, **edit).approval == "proposed"


def test_a_line_is_taken_out_with_its_parts(house, order, brake_line):
    changes.remove_line(line_id=brake_line.pk, by=house.advisor, at=minutes(12))
    assert not Line.objects.filter(order=order, removed=False).exists()
    assert set(Line.objects.filter(order=order).values_list("demand__state", "operation__state")) == {(None, "dropped"), ("dropped", None)}


def test_a_line_is_moved_among_its_kind(house, order, brake_line):
    fee = lines.add_fee(order_id=order.pk, description="诊断费", by=house.advisor, at=minutes(12))
    changes.move_line(line_id=fee.pk, up=True, by=house.advisor, at=minutes(12))
    assert list(Line.objects.filter(order=order, parent=None).order_by("position").values_list("pk", flat=True)) == [fee.pk, brake_line.pk]


def test_a_finding_becomes_a_line_in_one_tap_and_only_once(house, visit, order):
    finding = Finding.objects.create(
        site_id=visit.site_id, visit=visit, source="nine_point", point="brakes", grade="red", created_at=minutes(9), changed_at=minutes(9)
    )
    tap = {"order_id": order.pk, "finding_id": finding.pk, "by": house.advisor, "at": minutes(12)}
    line = lines.line_from_finding(**tap)
    assert (line.menu_item_id, line.finding_id) == (house.brakes.pk, finding.pk)
    assert lines.line_from_finding(**tap).pk == line.pk
    assert Line.objects.filter(order=order).count() == 2


def test_the_menu_says_what_answers_a_finding(house, visit, order):
    """Of two items that answer it the first by code, or the one that was taken last; of what no item answers, labour to price."""
    discs = MenuItem.objects.create(
        site_id=visit.site_id, code="ZZ", name="刹车盘", standard_minutes=90, cures=["brakes", "brake_discs"], **STAMP
    )
    assert (menu_item_for_point("brakes"), menu_item_for_point("brake_discs"), menu_item_for_point("doors")) == (
        house.brakes.pk,
        discs.pk,
        None,
    )
    finding = Finding.objects.create(site_id=visit.site_id, visit=visit, source="nine_point", point="brakes", grade="red", **STAMP)
    lines.line_from_finding(order_id=order.pk, finding_id=finding.pk, menu_item_id=discs.pk, by=house.advisor, at=minutes(12))
    assert menu_item_for_point("brakes") == discs.pk
    MenuItem.objects.filter(pk=discs.pk).update(active=False)
    assert (menu_item_for_point("brakes"), menu_item_for_point("brake_discs")) == (house.brakes.pk, None)


def test_a_menu_from_before_says_what_it_was_taken_to_answer(house):
    migration = import_module("yinuo.operations.menu.migrations.0002_cures")
    MenuItem.objects.update(cures=[])
    migration.say_what_was_guessed(apps, None)
    assert {"brakes", "brake_pads_front"} <= set(MenuItem.objects.get(pk=house.brakes.pk).cures)


def test_a_finding_of_another_visit_is_not_here(house, order):
    other = new_visit(house, plate="沪B88888", at=minutes(5))
    finding = Finding.objects.create(
        site_id=other.site_id, visit=other, source="nine_point", point="brakes", grade="red", created_at=minutes(9), changed_at=minutes(9)
    )
    with pytest.raises(NotHere):
        lines.line_from_finding(order_id=order.pk, finding_id=finding.pk, by=house.advisor, at=minutes(12))


def test_nothing_is_added_to_a_void_order(house, order):
    opening.void_order(order_id=order.pk, reason="重复开单", by=house.advisor, at=minutes(12))
    with pytest.raises(OrderClosed):
        lines.add_fee(order_id=order.pk, description="费", by=house.advisor, at=minutes(13))


def test_a_void_order_needs_a_reason(house, order):
    with pytest.raises(Invalid):
        opening.void_order(order_id=order.pk, reason=" ", by=house.advisor, at=minutes(12))
    assert Order.objects.get(pk=order.pk).state == "draft"


def test_an_unknown_line_is_not_here(house, brake_line):
    with pytest.raises(NotHere):
        changes.change_line(line_id=brake_line.pk + 100, payer="warranty", by=house.advisor, at=minutes(12))


def test_work_declined_once_is_offered_again_at_the_next_visit(house, visit, order, brake_line):
    from yinuo.operations.orders import queries
    from yinuo.operations.visits import services as visits

    agree(house, order, approved=False)
    visits.end_without_repair(visit_id=visit.pk, reason="顾客不同意", by=house.advisor, at=minutes(30))
    again = queries.declined_of_vehicle(visit.vehicle_id)
    assert [line.pk for line in again] == [brake_line.pk]
    assert brake_line.pk not in [line.pk for line in queries.declined_of_vehicle(visit.vehicle_id, before_visit=visit.pk)]


def test_what_was_invoiced_stays_as_it_was_invoiced(house, order, agreed, brake_line):
    from yinuo.core.events.services import story
    from yinuo.operations.orders.services.common import Invoiced

    with story(Order, order.pk, by=house.advisor, at=minutes(30), right="estimate.write") as act:
        act.record("invoice.issued", order)
    edit = {"line_id": brake_line.pk, "by": house.advisor, "at": minutes(31)}
    with pytest.raises(Invoiced):
        changes.change_line(payer="warranty", **edit)
    with pytest.raises(Invoiced):
        changes.remove_line(**edit)
    with story(Order, order.pk, by=house.advisor, at=minutes(32), right="estimate.write") as act:
        act.record("invoice.credited", order)
    assert changes.change_line(payer="warranty", **edit).payer == "warranty"


def test_a_decision_recorded_wrongly_is_asked_again(house, order, agreed, brake_line):
    changes.ask_again(line_id=brake_line.pk, reason="点错了", by=house.advisor, at=minutes(20))
    pads = Line.objects.get(parent=brake_line)
    house.pad.refresh_from_db()
    brake_line.refresh_from_db()
    assert (brake_line.approval, pads.approval, pads.demand.state, house.pad.reserved) == ("proposed", "proposed", "planned", 0)
    again = agree(house, order, at=minutes(21))
    assert (again.version, again.state) == (2, "agreed")
    house.pad.refresh_from_db()
    assert house.pad.reserved == 2000


def test_declined_work_that_is_asked_again_can_be_done(house, order, brake_line):
    agree(house, order, approved=False)
    changes.ask_again(line_id=brake_line.pk, reason="顾客改变主意", by=house.advisor, at=minutes(20))
    agree(house, order, at=minutes(21))
    brake_line.refresh_from_db()
    assert (brake_line.approval, brake_line.operation.state) == ("approved", "planned")


def test_a_release_by_mistake_is_taken_back_and_the_standards_forget_it(house, released):
    opening.recall_order(order_id=released.pk, reason="点错了", by=house.advisor, at=minutes(19))
    released.refresh_from_db()
    released.visit.refresh_from_db()
    released.visit.thread.refresh_from_db()
    assert (released.state, released.visit.state) == ("draft", "confirming")
    assert "order.released" not in released.visit.thread.facts
    opening.release_order(order_id=released.pk, by=house.advisor, at=minutes(25))
    assert Order.objects.get(pk=released.pk).state == "released"


def test_the_insurer_behind_a_payer_is_named_once(house, order, brake_line):
    from yinuo.information.customers.models import Customer
    from yinuo.operations.orders.services import payers

    for number in ("A1", "A2"):
        named = payers.name_payer(order_id=order.pk, payer="insurance", name="平安保险", reference=number, by=house.advisor, at=minutes(12))
    assert (named.customer.name, named.reference) == ("平安保险", "A2")
    assert Customer.objects.filter(name="平安保险").count() == 1
    with pytest.raises(Invalid):
        payers.name_payer(order_id=order.pk, payer="customer", name="王芳", by=house.advisor, at=minutes(12))


def test_work_done_elsewhere_goes_and_comes_back_once(house, order):
    from yinuo.operations.orders.services import payers

    line = lines.add_sublet(order_id=order.pk, description="轮毂修复", supplier="浦东轮毂", price=40000, by=house.advisor, at=minutes(11))
    with pytest.raises(payers.NotAway):
        payers.send_out(line_id=line.pk, by=house.advisor, at=minutes(12))
    agree(house, order)
    payers.send_out(line_id=line.pk, by=house.advisor, at=minutes(20))
    payers.bring_back(line_id=line.pk, by=house.advisor, at=minutes(90))
    with pytest.raises(payers.NotAway):
        payers.bring_back(line_id=line.pk, by=house.advisor, at=minutes(91))


def test_a_new_payer_of_the_work_pays_its_parts_too(house, order, brake_line):
    pads = Line.objects.get(parent=brake_line)
    oil = lines.add_part(
        order_id=order.pk, part_id=house.oil.pk, parent_id=brake_line.pk, payer="insurance", by=house.advisor, at=minutes(11)
    )
    changes.change_line(line_id=brake_line.pk, payer="warranty", parts_too=True, by=house.advisor, at=minutes(12))
    later = lines.add_part(order_id=order.pk, part_id=house.oil.pk, parent_id=brake_line.pk, by=house.advisor, at=minutes(13))
    paid_by = dict(Line.objects.filter(order=order).values_list("pk", "payer"))
    assert paid_by == {brake_line.pk: "warranty", pads.pk: "warranty", oil.pk: "insurance", later.pk: "warranty"}


def test_a_fee_agreed_after_the_visit_ended_promises_no_ready_time_and_speaks_the_houses_language(house, visit, order):
    visits.end_without_repair(visit_id=visit.pk, reason="下次再修", by=house.advisor, at=minutes(30))
    lines.add_fee(order_id=order.pk, description="诊断费", by=house.advisor, at=minutes(31))
    with override("en"):
        agree(house, order, at=minutes(32))
    assert list(Promise.objects.filter(subject_type="visit").values_list("kind", "text")) == [("price", "约定价格")]
    visit.refresh_from_db()
    assert visit.promised_ready_at is None
