"""A case from a complaint to the house: by rule, by eye, receipts; the list; the morning meeting."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.supervision.complaints.scene import complain, somebody
from tests.whole_visit import car, centre  # noqa: F401
from yinuo.core.accounts.models import User
from yinuo.core.errors import Forbidden, NotHere
from yinuo.core.events.models import Event
from yinuo.core.workflow.services import IllegalMove, LostMove
from yinuo.information.encounters.services import record_encounter
from yinuo.supervision.cases import morning, queries, services
from yinuo.supervision.cases.models import Case, CaseRead

TEXTS = {
    "title": "客户等了两小时",
    "happened": "交车晚了，没有告知。",
    "done": "道歉，免工时。",
    "learnt": "延误先打电话。",
    "tags": "交车, 沟通",
}


@pytest.fixture
def case(car):  # noqa: F811
    """A closed complaint, and the acts of its scene."""
    told = complain(car.until("deliver"), text="我是顾客本人，13912345678，等了两小时没人理")
    told.until("closed")
    return told


def browser_of(centre, role):  # noqa: F811
    actor = somebody(centre, role)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def url(centre, name, *args):  # noqa: F811
    return reverse(f"cases:{name}", args=[centre.site.code, *args])


def written(case, **told) -> Case:
    return services.write(**(TEXTS | told), **case.by("service_manager"))


def published(case, **told) -> Case:
    row = written(case, **told)
    return services.publish(case_id=row.pk, revision=row.revision, seen=True, **case.by("service_manager"))


def test_what_tells_who_it_was_is_never_kept(case):
    customer = case.story.visit.customer.name
    text = f"{customer}的车{case.story.visit.plate}，电话13912345678，小赵接待"
    row = written(case, happened=text, complaint_id=case.complaint.pk, names="小赵")
    assert (
        customer not in row.happened
        and case.story.visit.plate not in row.happened
        and "139" not in row.happened
        and "小赵" not in row.happened
    )
    assert row.replaced["phone"] == 1 and row.replaced["plate"] == 1
    told = Event.objects.get(name="case.written")
    assert "139" not in str(told.data) and customer not in str(told.data)


def test_nothing_is_published_before_a_person_has_read_this_very_text(case):
    row = written(case)
    with pytest.raises(services.NotReadByEye):
        services.publish(case_id=row.pk, revision=row.revision, seen=False, **case.by("service_manager"))
    services.change(case_id=row.pk, revision=row.revision, **(TEXTS | {"happened": "交车晚了两小时。"}), **case.by("service_manager"))
    with pytest.raises(LostMove):
        services.publish(case_id=row.pk, revision=row.revision, seen=True, **case.by("service_manager"))
    row = services.publish(case_id=row.pk, revision=row.revision + 1, seen=True, **case.by("service_manager"))
    assert row.state == "published" and row.read_by_eye_id == case.who("service_manager").user_id
    with pytest.raises(IllegalMove):
        services.change(case_id=row.pk, revision=row.revision, **TEXTS, **case.by("service_manager"))


def test_the_database_keeps_no_published_case_that_nobody_read(case):
    row = written(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=row.pk).update(state="published")


def test_a_case_without_a_lesson_is_not_published(case):
    row = written(case, learnt="")
    with pytest.raises(services.NotWhole):
        services.publish(case_id=row.pk, revision=1, seen=True, **case.by("service_manager"))


def test_of_one_complaint_there_is_one_case_and_a_discarded_one_makes_room(case):
    row = written(case, complaint_id=case.complaint.pk)
    with pytest.raises(services.MadeAlready):
        written(case, complaint_id=case.complaint.pk)
    services.discard(case_id=row.pk, **case.by("service_manager"))
    assert written(case, complaint_id=case.complaint.pk).number == 2
    with pytest.raises(NotHere):
        written(case, complaint_id=999_999)


def test_who_writes_does_not_publish_and_who_reads_does_not_write(case):
    row = services.write(**TEXTS, **case.by("follow_up_agent"))
    with pytest.raises(Forbidden):
        services.publish(case_id=row.pk, revision=1, seen=True, **case.by("follow_up_agent"))
    with pytest.raises(Forbidden):
        services.write(**TEXTS, **case.by("technician"))
    with pytest.raises(NotHere):
        queries.case_page(row.pk, by=case.who("technician"))


def test_one_tap_is_one_receipt_and_a_new_version_is_read_anew(case):
    row = published(case)
    for _again in range(2):
        services.read(case_id=row.pk, **case.by("technician"))
    assert CaseRead.objects.filter(case=row).count() == 2  # with whoever published it
    page = queries.case_page(row.pk, by=case.who("service_manager"))
    assert case.who("technician").user_id not in {person.pk for person in page.unread} and page.unread
    services.take_back(case_id=row.pk, **case.by("service_manager"))
    with pytest.raises(IllegalMove):
        services.read(case_id=row.pk, **case.by("technician"))
    services.publish(case_id=row.pk, revision=row.revision, seen=True, **case.by("service_manager"))
    assert [one.pk for one in queries.first_unread(user=case.who("technician").user_id)] == [row.pk]


def test_through_the_screens(case, centre):  # noqa: F811
    manager, technician = browser_of(centre, "service_manager"), browser_of(centre, "technician")
    door = f"{url(centre, 'new')}?complaint={case.complaint.pk}"
    assert (
        door.replace("&", "&amp;") in manager.get(reverse("complaints:case", args=[centre.site.code, case.complaint.pk])).content.decode()
    )
    assert "等了两小时没人理" in manager.get(door).content.decode()
    sent = manager.post(door, TEXTS | {"names": "", "process_step": "handover"})
    row = Case.objects.get()
    assert sent.url == url(centre, "case", row.pk) and row.complaint_id == case.complaint.pk
    assert technician.get(sent.url).status_code == 404
    assert manager.post(url(centre, "publish", row.pk), {"revision": 1}).status_code == 422
    manager.post(url(centre, "publish", row.pk), {"revision": 1, "seen": "yes"})
    assert "Not read by you yet" in technician.get(sent.url).content.decode()
    assert "客户等了两小时" in technician.get(f"/s/{centre.site.code}/").content.decode()  # on Today
    technician.post(url(centre, "read", row.pk))
    assert "Not read by you yet" not in technician.get(sent.url).content.decode()
    for query in ("q=两小时", "q=沟通", "tag=交车", "step=handover", "sort=step", "sort=oldest", "which=rubbish"):
        assert "客户等了两小时" in technician.get(f"{url(centre, 'list')}?{query}").content.decode(), query
    for query in ("q=发动机", "tag=发动机", "step=booking", "which=unread"):
        assert "客户等了两小时" not in technician.get(f"{url(centre, 'list')}?{query}").content.decode(), query
    export = b"".join(technician.get(f"{url(centre, 'list')}?as=csv").streaming_content).decode()
    assert "客户等了两小时" in export and "延误先打电话" in export


def test_lists_and_the_morning_ask_as_often_for_twenty_cases_as_for_two(case, centre, django_assert_max_num_queries):  # noqa: F811
    manager = browser_of(centre, "service_manager")
    for n in range(20):
        published(case, title=f"案例 {n}")
    for name in ("list", "morning", "wall"):
        manager.get(url(centre, name))
        with django_assert_max_num_queries(24):
            assert manager.get(url(centre, name)).status_code == 200


def test_the_morning_has_each_of_its_parts_as_a_door(case, centre):  # noqa: F811
    empty = browser_of(centre, "service_manager").get(url(centre, "morning"))
    assert empty.status_code == 200
    row = published(case)
    customer = case.story.visit.customer
    record_encounter(
        customer_id=customer.pk, channel="face", direction="in", about="praise", text=f"{customer.name}夸小李讲得清楚", **case.by("advisor")
    )
    found = morning.morning(at=case.story.at)
    assert found.case == row and found.praise.text.endswith("夸小李讲得清楚") and customer.name not in found.praise.text
    with pytest.raises(Forbidden):
        case.who("technician").require("morning.read")
