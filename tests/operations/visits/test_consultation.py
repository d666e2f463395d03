"""Listening, looking round the car, grading what is seen."""

from __future__ import annotations

import pytest

from yinuo.core.errors import Invalid
from yinuo.core.events.models import Event
from yinuo.core.workflow.services import IllegalMove
from yinuo.operations.visits import services
from yinuo.operations.visits.models import Finding, WalkAround
from yinuo.operations.visits.queries import visit as queries

from .conftest import minutes
from .test_arrival import facts


def names(visit) -> list[str]:
    return list(Event.objects.filter(thread=visit.thread).order_by("id").values_list("name", flat=True))


def test_the_customers_words_are_kept_unedited_and_the_listen_clock_ends(received, acting):
    visit, by = received(), acting("advisor")
    services.start_consultation(visit_id=visit.pk, by=by, at=minutes(1))
    kept = services.record_words(visit_id=visit.pk, words="  冷车启动时,前面“咯噔”一声 😀\n昨天开始的  ", by=by, at=minutes(5))
    services.end_consultation(visit_id=visit.pk, by=by, at=minutes(8))
    assert kept.words == "冷车启动时,前面“咯噔”一声 😀\n昨天开始的"
    assert facts(visit)["consultation.started"]["first"] < facts(visit)["consultation.ended"]["last"]
    visit.refresh_from_db()
    assert visit.state == "confirming"


def test_the_same_words_twice_are_recorded_once(received, acting):
    visit, by = received(), acting("advisor")
    for n in (2, 3):
        services.record_words(visit_id=visit.pk, words="刹车响", by=by, at=minutes(n))
    assert names(visit).count("consultation.words_recorded") == 1


def test_saying_nothing_is_no_record(received, acting):
    with pytest.raises(services.NothingSaid):
        services.record_words(visit_id=received().pk, words=" \n ", by=acting("advisor"), at=minutes(2))


def test_symptoms_are_picked_and_what_is_unknown_is_left_out(received, acting):
    visit, by = received(), acting("advisor")
    picked = {
        "kind": "noise",
        "when": ["cold_start", "moonlight"],
        "speed": ["60-80"],
        "weather": ["rain"],
        "often": "sometimes",
        "note": "左前",
    }
    kept = services.add_symptoms(visit_id=visit.pk, symptoms=[picked, {"kind": "ghost"}], by=by, at=minutes(3))
    assert kept.symptoms == [{**picked, "when": ["cold_start"]}]
    assert services.remove_symptom(visit_id=visit.pk, position=0, by=by, at=minutes(4)).symptoms == []


def test_one_may_go_back_from_the_estimate_to_listening(received, acting):
    visit, by = received(), acting("advisor")
    services.start_consultation(visit_id=visit.pk, by=by, at=minutes(1))
    services.end_consultation(visit_id=visit.pk, by=by, at=minutes(8))
    services.start_consultation(visit_id=visit.pk, by=by, at=minutes(10))
    assert facts(visit)["consultation.started"]["n"] == 2


def test_nobody_is_consulted_before_being_greeted(arrived, acting):
    with pytest.raises(IllegalMove):
        services.start_consultation(visit_id=arrived().pk, by=acting("advisor"), at=minutes(1))


def test_the_walk_round_marks_damage_and_reads_the_odometer(received, known, acting):
    vehicle, _customer = known("沪AD12345", mileage=12_000)
    visit = received("沪AD12345")
    marks = [{"id": "a1", "x": 400, "y": 120, "zone": "roof", "kind": "dent", "note": "右前门"}]
    services.walk_around(
        visit_id=visit.pk, damages=marks, valuables_asked=True, valuables="行车记录仪", fuel=3, mileage=15_300, by=acting("advisor"), at=minutes(9)
    )  # fmt: skip
    visit.refresh_from_db()
    vehicle.refresh_from_db()
    assert (visit.mileage, visit.fuel, vehicle.mileage) == (15_300, 3, 15_300)
    assert facts(visit)["consultation.walked_around"]["data"] == {"valuables_asked": True, "damages": 1}
    assert WalkAround.objects.get(visit=visit).damages == marks


def test_a_mileage_below_the_last_one_warns_and_can_be_confirmed(received, known, acting):
    known("沪AD12345", mileage=12_000)
    visit, by = received("沪AD12345"), acting("advisor")
    with pytest.raises(services.MileageLower):
        services.walk_around(visit_id=visit.pk, mileage=11_000, by=by, at=minutes(9))
    services.walk_around(visit_id=visit.pk, mileage=11_000, lower_is_right=True, by=by, at=minutes(9))
    visit.refresh_from_db()
    assert visit.mileage == 11_000


@pytest.mark.parametrize("wrong", [{"fuel": 9}, {"mileage": -1}, {"mileage": 10**9}, {"damages": [{"x": "left"}]}])
def test_what_cannot_be_is_refused(received, acting, wrong):
    with pytest.raises(Invalid):
        services.walk_around(visit_id=received().pk, by=acting("advisor"), at=minutes(9), **wrong)


def test_nine_points_become_findings_once_and_only_changes_are_recorded(received, acting):
    visit, by = received(), acting("advisor")
    points = {
        "coolant": {"state": "ok"},
        "tyres": {"state": "attended"},
        "brakes": {"state": "work", "note": "前片 3 毫米"},
        "soul": {"state": "ok"},
    }
    services.nine_point(visit_id=visit.pk, points=points, by=by, at=minutes(10))
    services.nine_point(visit_id=visit.pk, points=points, by=by, at=minutes(11))
    services.nine_point(visit_id=visit.pk, points={"brakes": {"state": "now", "note": "到底了"}}, by=by, at=minutes(12))
    found = {finding.point: (finding.grade, finding.attended, finding.note) for finding in Finding.objects.filter(visit=visit)}
    assert found == {"coolant": ("green", False, ""), "tyres": ("green", True, ""), "brakes": ("red", False, "到底了")}
    assert names(visit).count("car.nine_points_checked") == 2
    assert facts(visit)["car.nine_points_checked"]["data"] == {"red": ["brakes"], "amber": [], "points": 1}


def test_an_inspection_grades_red_amber_green(received, acting):
    visit = received()
    points = {"suspension": {"grade": "red"}, "wipers": {"grade": "amber"}, "glass": {"grade": "purple"}}
    services.inspect(visit_id=visit.pk, points=points, by=acting("technician"), at=minutes(10))
    assert dict(Finding.objects.values_list("point", "grade")) == {"suspension": "red", "wipers": "amber"}


def test_a_sheet_with_nothing_on_it_is_refused(received, acting):
    with pytest.raises(Invalid):
        services.inspect(visit_id=received().pk, points={}, by=acting("technician"), at=minutes(10))


def test_the_customer_is_shown_to_the_lounge_or_seen_off(received, acting):
    visit, by = received(), acting("host")
    services.settle_customer(visit_id=visit.pk, by=by, at=minutes(12))
    assert facts(visit)["lounge.settled"]["data"] == {"where": "lounge"}
    assert services.settle_customer(visit_id=visit.pk, seen_off=True, by=by, at=minutes(13)).waits is False


def test_key_and_place_are_noted_and_the_night(received, acting):
    visit, by = received(), acting("advisor")
    services.park(visit_id=visit.pk, key_tag="17", place="B-04", by=by, at=minutes(15))
    visit = services.stay_overnight(visit_id=visit.pk, reason="缺件", by=by, at=minutes(500))
    assert (visit.key_tag, visit.parking_place, visit.overnight) == ("17", "B-04", True)


def test_a_visit_may_end_without_repair_with_a_reason(received, acting):
    visit, by = received(), acting("advisor")
    with pytest.raises(services.ReasonMissing):
        services.end_without_repair(visit_id=visit.pk, reason=" ", by=by, at=minutes(20))
    visit = services.end_without_repair(visit_id=visit.pk, reason="客户考虑后再来", by=by, at=minutes(20))
    assert (visit.state, visit.ready_at) == ("ready", minutes(20))


def test_a_round_through_the_lounge_keeps_what_is_amiss(acting, site):
    check = services.lounge_check(
        items={"floor": True, "coffee": False, "moon": True}, note="咖啡豆没了", by=acting("host"), at=minutes(30)
    )
    assert check.items == {"floor": True, "coffee": False}
    assert Event.objects.get(name="lounge.checked").data == {"amiss": ["coffee"]}


def test_what_is_done_over_and_over_within_a_minute_is_told_once(received, acting):
    visit, by = received(), acting("advisor")
    for n in range(3):
        services.park(visit_id=visit.pk, key_tag=str(n), by=by, at=minutes(15 + n / 10))
    services.park(visit_id=visit.pk, key_tag="9", by=acting("coordinator"), at=minutes(15.4))
    told = [(row.by, row.times) for row in queries.told(visit)]
    assert told[:2] == [("Coordinator", 1), ("Advisor", 3)]
