"""The technician's clock, the dispatcher's giving, the three inspections."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.errors import Invalid
from yinuo.core.events.models import Event
from yinuo.core.pictures import services as pictures
from yinuo.core.pictures.models import Picture
from yinuo.core.ui.matters import Asked
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.promises.models import Promise
from yinuo.operations.orders import work_attention, work_queries
from yinuo.operations.orders.models import ClockEntry, Inspection, Operation, Order, PartDemand
from yinuo.operations.orders.queries.counter import counter
from yinuo.operations.orders.rules import CHECKLISTS
from yinuo.operations.orders.services import inspections, work
from yinuo.operations.standards.models import Outcome


def first(story) -> Operation:
    return Operation.objects.filter(line__order=story.order).order_by("id").first()


def ticked(kind: str, wrong: str = "") -> list[dict]:
    return [{"code": code, "ok": code != wrong, "note": "还有异响" if code == wrong else ""} for code in CHECKLISTS[kind]]


def test_nothing_starts_before_the_order_is_released(car):  # noqa: F811
    story = car.until("agree")
    with pytest.raises(work.NotReleased):
        work.start(operation_id=first(story).pk, **story.told("technician"))


def test_a_clock_runs_on_one_job_at_a_time(centre):  # noqa: F811
    one, two = Car(centre, 1).until("release"), Car(centre, 2).until("release")
    work.start(operation_id=first(one).pk, **one.told("technician"))
    with pytest.raises(work.OtherJobRuns) as refused:
        work.start(operation_id=first(two).pk, by=one.centre.who("technician"), at=one.at)
    assert one.plate in str(refused.value)
    assert first(two).state == "planned"


def test_a_pause_keeps_its_reason_and_the_time_worked(car):  # noqa: F811
    story = car.until("release")
    operation = first(story)
    work.start(operation_id=operation.pk, **story.told("technician"))
    work.pause(operation_id=operation.pk, reason="parts", **story.told("technician", 20))
    entry = ClockEntry.objects.get(operation=operation)
    assert (entry.reason, (entry.off_at - entry.on_at).total_seconds()) == ("parts", 1200)
    work.start(operation_id=operation.pk, **story.told("technician", 5))
    assert first(story).state == "running"


def test_a_job_given_to_somebody_else_cannot_be_started(car):  # noqa: F811
    story = car.until("assign")
    with pytest.raises(work.SomebodyElses):
        work.start(operation_id=first(story).pk, by=story.centre.who("technician", 1), at=story.at)


def test_a_wrong_start_is_set_right_and_stays_in_the_log(car):  # noqa: F811
    story = car.until("assign")
    operation = first(story)
    work.start(operation_id=operation.pk, **story.told("technician"))
    work.unstart(operation_id=operation.pk, reason="按错了", **story.told("technician", 0.2))
    assert first(story).state == "planned"
    assert ClockEntry.objects.get(operation=operation).void
    names = set(Event.objects.filter(thread=story.visit.thread).values_list("name", flat=True))
    assert {"operation.started", "operation.unstarted", "correction.made"} <= names
    work.start(operation_id=operation.pk, **story.told("technician"))


def test_the_clock_cannot_stop_before_it_started(car):  # noqa: F811
    story = car.until("assign")
    work.start(operation_id=first(story).pk, **story.told("technician"))
    with pytest.raises(work.BeforeClockOn):
        work.finish(operation_id=first(story).pk, by=story.centre.who("technician"), at=story.at.replace(year=2025))


def test_inspections_go_in_their_order(car):  # noqa: F811
    story = car.until("work")
    with pytest.raises(inspections.OutOfOrder):
        inspections.inspect(order_id=story.order.pk, kind="quality", items=ticked("quality"), **story.told("inspector"))


def test_nobody_passes_their_own_work(car):  # noqa: F811
    story = car.until("own inspection")
    from yinuo.core.access.people import give_role

    give_role(person=story.centre.person("technician"), site=story.centre.site, role="inspector")
    from yinuo.core.access.actor import staff

    both = staff(site_id=story.centre.site.pk, user=story.centre.person("technician"), roles=["technician", "inspector"])
    with pytest.raises(inspections.OwnWork):
        inspections.inspect(order_id=story.order.pk, kind="quality", items=ticked("quality"), by=both, at=story.at)


def test_a_failed_inspection_sends_the_order_back_as_rework(car):  # noqa: F811
    story = car.until("own inspection")
    found = inspections.inspect(
        order_id=story.order.pk,
        kind="quality",
        items=ticked("quality", "complaint_gone"),
        redo=[first(story).pk],
        **story.told("inspector"),
    )
    assert not found.passed
    order = Order.objects.get(pk=story.order.pk)
    assert (order.state, order.round) == ("in_work", 2)
    assert (first(story).state, first(story).rework) == ("paused", 1)
    work.start(operation_id=first(story).pk, **story.told("technician"))
    work.finish(operation_id=first(story).pk, **story.told("technician", 10))
    for kind, role in (("self", "technician"), ("quality", "inspector"), ("final", "inspector")):
        inspections.inspect(order_id=story.order.pk, kind=kind, items=ticked(kind), **story.told(role))
    story.visit.refresh_from_db()
    assert story.visit.state == "ready"
    assert Inspection.objects.filter(order=order).count() == 5
    assert Outcome.objects.get(thread=story.visit.thread, code="repair.inspections").state == "met"


def test_rework_that_no_longer_fits_puts_the_promised_time_at_risk(car):  # noqa: F811
    story = car.until("own inspection")
    told = story.told("inspector")
    ready = Promise.objects.filter(thread=story.visit.thread, kind="ready_time", state="open")
    ready.update(due_at=told["at"] + timedelta(minutes=20), at_risk_at=None)
    inspections.inspect(order_id=story.order.pk, kind="quality", items=ticked("quality", "complaint_gone"), **told)
    promise = ready.get()
    assert promise.expected_at > promise.due_at and promise.at_risk_at == told["at"]


def test_nobody_is_charged_for_a_part_that_lies_on_the_shelf(car):  # noqa: F811
    story = car.until("quality inspection")
    demand = PartDemand.objects.filter(line__order=story.order, state="issued").first()
    PartDemand.objects.filter(pk=demand.pk).update(state="reserved")
    with pytest.raises(inspections.PartsNotIssued) as refused:
        inspections.inspect(order_id=story.order.pk, kind="final", items=ticked("final"), **story.told("inspector"))
    assert demand.part.name in str(refused.value)
    assert Order.objects.get(pk=story.order.pk).state == "inspecting"
    assert work_queries.inspection_sheet(story.order.pk).ready == [demand]  # the inspector sees it before ticking
    basket = counter(at=story.told("inspector")["at"]).soon[0]
    assert basket.holds_car and basket.order == story.order  # and the counter before all else
    PartDemand.objects.filter(pk=demand.pk).update(state="dropped")
    inspections.inspect(order_id=story.order.pk, kind="final", items=ticked("final"), **story.told("inspector"))
    assert Order.objects.get(pk=story.order.pk).state == "cleared"


def test_every_point_is_answered_and_what_fails_is_told(car):  # noqa: F811
    story = car.until("work")
    with pytest.raises(Invalid):
        inspections.inspect(order_id=story.order.pk, kind="self", items=ticked("self")[1:], **story.told("technician"))
    silent = [item | {"note": ""} for item in ticked("self", "leaks")]
    with pytest.raises(Invalid):
        inspections.inspect(order_id=story.order.pk, kind="self", items=silent, **story.told("technician"))


def test_a_technical_problem_waits_for_the_named_expert(car):  # noqa: F811
    story = car.until("assign")
    operation = first(story)
    work.start(operation_id=operation.pk, **story.told("technician"))
    expert = story.centre.person("technician", 1)
    work.pause(operation_id=operation.pk, reason="problem", expert_id=expert.pk, note="报码 P0301", **story.told("technician", 10))
    work.answer_problem(operation_id=operation.pk, answer="先换点火线圈对比", by=story.centre.who("technician", 1), at=story.at)
    assert Event.objects.filter(thread=story.visit.thread, name="problem.answered").exists()


def test_a_running_job_keeps_its_technician(car):  # noqa: F811
    story = car.until("assign")
    work.start(operation_id=first(story).pk, **story.told("technician"))
    with pytest.raises(IllegalMove):
        work.assign(operation_id=first(story).pk, technician_id=None, **story.told("dispatcher"))


def test_the_dispatcher_is_offered_who_fits_and_the_bay(car):  # noqa: F811
    story = car.until("release")
    unassigned, loads, _bays = work_queries.dispatch_list(at=story.at)
    offered = next(row for row in unassigned if row.job.operation == first(story))
    assert offered.fitting and all(load.here and load.open_minutes == 0 for load in offered.fitting)
    assert offered.bay is not None and offered.bay.kind == first(story).bay_kind
    work.assign(operation_id=first(story).pk, technician_id=offered.fitting[0].user.pk, bay_id=offered.bay.pk, **story.told("dispatcher"))
    unassigned, loads, _bays = work_queries.dispatch_list(at=story.at)
    assert all(row.job.operation != first(story) for row in unassigned)
    given = next(load for load in loads if load.user == offered.fitting[0].user)
    assert given.open_minutes > 0 and loads.index(given) >= sum(load.here and load.open_minutes == 0 for load in loads)


def test_a_failed_inspection_keeps_its_photo_and_tells_the_technician(car):  # noqa: F811
    story = car.until("own inspection")
    out = BytesIO()
    Image.new("RGB", (60, 30), "red").save(out, "JPEG")
    photo = pictures.prepare(SimpleUploadedFile("disc.jpg", out.getvalue(), "image/jpeg"))
    failed = inspections.inspect(
        order_id=story.order.pk, kind="quality", items=ticked("quality", wrong="test_drive"), photos=[photo], **story.told("inspector")
    )
    kept = Picture.objects.get(kind="inspection")
    assert (kept.subject_id, kept.note, kept.thread_id) == (failed.pk, "还有异响", story.visit.thread_id)
    jobs = work_queries.bench(first(story).technician_id, at=story.at).mine
    assert jobs and all(job.faults[0].endswith("还有异响") for job in jobs)


def test_empty_hands_are_shown_the_work_that_nobody_has(car):  # noqa: F811
    story = car.until("release")
    technician = story.centre.who("technician")
    rows = work_attention.my_jobs(Asked(technician, story.at, "pudong"))
    assert [row.kind for row in rows] == ["free"] and rows[0].due_at == story.visit.promised_ready_at
    work.start(operation_id=first(story).pk, **story.told("technician"))
    assert [row.kind for row in work_attention.my_jobs(Asked(technician, story.at, "pudong"))] == ["job"]
