"""Material against stock: reserved by approval, waited for when short, given to who waits longest."""

from __future__ import annotations

from datetime import date

import pytest

from tests.operations.orders.conftest import agree, minutes, new_visit
from yinuo.core.events.models import Event
from yinuo.information.promises.models import Promise
from yinuo.operations.orders.models import Line, PartDemand
from yinuo.operations.orders.services import changes, lines, opening, parts
from yinuo.operations.stock import services as stock


@pytest.fixture
def demand(released, brake_line) -> PartDemand:
    """Two pads, approved and reserved, of a released order."""
    return PartDemand.objects.get(line__parent=brake_line)


def short_order(house, plate, at):
    """An agreed order for five litres of oil, of which the shelf holds none."""
    order = opening.open_order(visit_id=new_visit(house, plate=plate, at=minutes(at)).pk, by=house.advisor, at=minutes(at + 1))
    lines.add_part(order_id=order.pk, part_id=house.oil.pk, quantity=5000, by=house.advisor, at=minutes(at + 2))
    agree(house, order, at=minutes(at + 3))
    opening.release_order(order_id=order.pk, by=house.advisor, at=minutes(at + 6))
    return PartDemand.objects.get(line__order=order)


def test_an_issued_part_leaves_the_shelf(house, demand):
    parts.issue(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    house.pad.refresh_from_db()
    assert (house.pad.on_hand, house.pad.reserved) == (2000, 0)


def test_all_that_lies_reserved_for_an_order_is_handed_out_in_one_tap(house, order, demand):
    assert [one.pk for one in parts.issue_all(order_id=order.pk, by=house.clerk, at=minutes(20))] == [demand.pk]
    house.pad.refresh_from_db()
    assert (house.pad.on_hand, house.pad.reserved) == (2000, 0)
    with pytest.raises(parts.NotWanted):
        parts.issue_all(order_id=order.pk, by=house.clerk, at=minutes(21))


def test_a_part_that_nobody_agreed_to_stays_on_the_shelf(house, order, brake_line):
    with pytest.raises(parts.NotWanted):
        parts.issue(demand_id=PartDemand.objects.get(line__parent=brake_line).pk, by=house.clerk, at=minutes(20))


def test_parts_are_handed_out_when_the_order_is_released(house, agreed, brake_line):
    with pytest.raises(parts.NotReleased):
        parts.issue(demand_id=PartDemand.objects.get(line__parent=brake_line).pk, by=house.clerk, at=minutes(20))


def test_a_returned_part_is_not_paid(house, demand, order):
    parts.issue(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    parts.take_back(demand_id=demand.pk, by=house.clerk, at=minutes(30))
    house.pad.refresh_from_db()
    assert house.pad.on_hand == 4000
    assert not Line.objects.filter(order=order, kind="part", removed=False).exists()


def test_of_a_part_that_comes_back_in_part_the_rest_is_paid(house, demand):
    parts.issue(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    parts.take_back(demand_id=demand.pk, quantity=1000, by=house.clerk, at=minutes(30))
    demand.refresh_from_db()
    assert (demand.state, demand.quantity, demand.line.quantity) == ("issued", 1000, 1000)
    with pytest.raises(parts.Returned):
        parts.take_back(demand_id=demand.pk, quantity=2000, by=house.clerk, at=minutes(31))


def test_a_wrong_part_comes_back_and_another_is_reserved(house, demand):
    parts.issue(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    parts.take_back(demand_id=demand.pk, still_needed=True, by=house.clerk, at=minutes(30))
    demand.refresh_from_db()
    assert (demand.state, demand.line.removed) == ("reserved", False)


def test_a_short_part_is_waited_for_and_its_arrival_promised(house):
    demand = short_order(house, "沪C00001", 0)
    assert (demand.state, demand.expected_on) == ("back_ordered", date(2026, 3, 4))
    assert Promise.objects.get(kind="parts_arrival").state == "open"


def test_an_announced_delivery_says_when(house):
    stock.order(part_id=house.oil.pk, quantity=20000, expected_on=date(2026, 3, 9), by=house.clerk, at=minutes(0))
    assert short_order(house, "沪C00001", 0).expected_on == date(2026, 3, 9)


def test_that_the_customer_was_told_is_kept_as_a_contact(house):
    from yinuo.information.encounters.models import Encounter

    demand = short_order(house, "沪C00001", 0)
    parts.tell_delay(demand_id=demand.pk, channel="wechat", by=house.advisor, at=minutes(30))
    told = Encounter.objects.get(about="parts")
    assert (told.channel, told.direction) == ("wechat", "out")
    assert "2026-03-04" in told.text


def test_another_day_is_another_promise(house):
    demand = short_order(house, "沪C00001", 0)
    parts.back_order(demand_id=demand.pk, expected_on=date(2026, 3, 6), by=house.clerk, at=minutes(60))
    assert set(Promise.objects.filter(kind="parts_arrival").values_list("state", flat=True)) == {"withdrawn", "open"}
    with pytest.raises(parts.PastDate):
        parts.back_order(demand_id=demand.pk, expected_on=date(2026, 3, 1), by=house.clerk, at=minutes(61))


def test_who_waits_longest_gets_the_part_that_arrives(house, django_capture_on_commit_callbacks):
    first, second = short_order(house, "沪C00001", 0), short_order(house, "沪C00002", 30)
    with django_capture_on_commit_callbacks(execute=True):
        stock.receive(part_id=house.oil.pk, quantity=8000, by=house.clerk, at=minutes(90))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("reserved", "back_ordered")
    told = Event.objects.get(name="part.reserved", subject_id=first.pk)
    assert told.thread_id == first.line.order.visit.thread_id
    assert Promise.objects.filter(kind="parts_arrival", state="kept").count() == 1


def test_a_delivery_whose_reaction_was_lost_is_given_out_by_the_worker(house):
    from yinuo.operations.orders.jobs import give_out_free_parts

    demand = short_order(house, "沪C00001", 0)
    stock.receive(part_id=house.oil.pk, quantity=8000, by=house.clerk, at=minutes(90))
    assert give_out_free_parts(minutes(91)) == 1
    demand.refresh_from_db()
    assert demand.state == "reserved"
    assert give_out_free_parts(minutes(92)) == 0


def test_the_last_part_is_reserved_once(house, order, agreed):
    second = opening.open_order(visit_id=new_visit(house, plate="沪C00003", at=minutes(20)).pk, by=house.advisor, at=minutes(21))
    lines.add_part(order_id=second.pk, part_id=house.pad.pk, quantity=3000, by=house.advisor, at=minutes(22))
    agree(house, second, at=minutes(23))
    assert PartDemand.objects.get(line__order=second).state == "back_ordered"


def test_a_part_that_is_not_needed_is_free_for_others(house, demand, brake_line):
    parts.drop(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    house.pad.refresh_from_db()
    assert house.pad.reserved == 0
    assert Line.objects.get(pk=demand.line_id).removed  # nobody pays for it


def test_what_the_customer_was_only_offered_is_not_the_counters_to_take_out(house, demand):
    Line.objects.filter(pk=demand.line_id).update(approval="proposed")
    with pytest.raises(parts.NotWanted):
        parts.drop(demand_id=demand.pk, by=house.clerk, at=minutes(20))


def test_more_of_a_reserved_part_is_reserved_anew_once_agreed(house, agreed, brake_line):
    pads = Line.objects.get(parent=brake_line)
    changes.change_line(line_id=pads.pk, quantity=3000, by=house.advisor, at=minutes(20))
    pads.refresh_from_db()
    assert pads.approval == "proposed"


def test_an_issued_part_cannot_be_taken_out(house, demand):
    parts.issue(demand_id=demand.pk, by=house.clerk, at=minutes(20))
    with pytest.raises(changes.PartIssued):
        changes.remove_line(line_id=demand.line_id, by=house.advisor, at=minutes(21))
