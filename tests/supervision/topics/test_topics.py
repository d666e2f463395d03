"""Texts taken up from where customers speak, grouped by the background work, named and corrected by people, found again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import local
from tests.supervision.surveys.conftest import filled, guest, manager, ready, wave  # noqa: F401
from yinuo.core.access.actor import system
from yinuo.core.accounts.models import User
from yinuo.core.errors import NotHere
from yinuo.core.events.models import Event
from yinuo.supervision.complaints.services import opening
from yinuo.supervision.surveys.services import answering
from yinuo.supervision.topics import grouping, jobs, queries, services
from yinuo.supervision.topics.models import Change, Round, Text, Topic, ToRead

AT = local("2026-03-02 10:00")
WASH = [
    "洗车没洗干净，脚垫是湿的",
    "洗车洗得马虎，没洗干净",
    "说送洗车，没洗干净",
    "洗车没洗干净，轮毂脏",
    "洗车排队久，没洗干净",
    "洗车以后玻璃没洗干净",
]
BRAKES = ["刹车片换了还响", "新刹车片踩下去还响", "刹车片换了有异响", "换完刹车片还响", "刹车片两天又响", "踩刹车有声音，刹车片还响"]
ENGLISH = [
    "brake pads squeal again",
    "the new brake pads squeal",
    "brake pads squeal in reverse",
    "still a squeal from the brake pads",
    "brake pads squeal, second visit",
]


@pytest.fixture
def say(site):
    """`say("…", …)`: customers say it on the web page, each a complaint."""

    def told(*texts):
        by = system(site_id=site.pk)
        return [opening.open_of_nobody(text=text, way_in="web", contact_name="张", by=by, at=AT) for text in texts]

    return told


@pytest.fixture
def grouped(say, site):
    """Two topics from twelve complaints: (wash, brakes)."""
    say(*WASH, *BRAKES)
    jobs.topics_round(AT)
    return topic_of(WASH[0]), topic_of(BRAKES[0])


@pytest.fixture
def by(acting):
    return {"by": acting("follow_up_agent"), "at": AT + timedelta(hours=1)}


def text_of(text: str) -> Text:
    return Text.objects.get(text=text)


def topic_of(text: str) -> Topic | None:
    row = text_of(text)
    return Topic.objects.get(pk=services.root_of(row.topic_id)) if row.topic_id else None


def test_what_is_said_is_taken_up_once_and_grouped(say, grouped):
    wash, brakes = grouped
    assert wash and brakes and wash != brakes
    assert Text.objects.count() == 12 and not ToRead.objects.exists()
    assert any("洗" in word for word in wash.words) and any("刹车" in word for word in brakes.words)
    assert Event.objects.filter(name="topic.found").count() == Topic.objects.count()
    say("洗车还是没洗干净", "休息区咖啡不错")
    jobs.topics_round(AT)
    assert topic_of("洗车还是没洗干净") == wash and text_of("洗车还是没洗干净").placed == "machine"
    assert topic_of("休息区咖啡不错") is None and text_of("休息区咖啡不错").placed == "unclear"


def test_what_people_settled_outlives_every_later_round(say, site, grouped, by):
    wash, brakes = grouped
    services.name(topic_id=wash.pk, name="洗车不干净", **by)
    say(*ENGLISH)
    jobs.topics_round(AT)
    grouping.look_for_topics(site, AT)
    moved = text_of(WASH[1])
    services.move_text(text_id=moved.pk, topic_id=brakes.pk, **by)
    alone = services.split(topic_id=brakes.pk, name="刹车异响", word="异响", **by)
    services.merge(topic_id=alone.pk, into_id=wash.pk, **by)
    say("洗车没洗干净，车里有水", "刹车片换了有异响，没修好")
    for _round in range(3):
        jobs.topics_round(AT)
    before = standing()
    grouping.rebuild(site, AT)
    assert standing() == before
    assert topic_of(WASH[1]) == brakes and text_of(WASH[1]).placed == "person"
    assert topic_of("刹车片换了有异响") == wash, "what was joined stays joined"
    assert topic_of("洗车没洗干净，车里有水").name == "洗车不干净"
    Text.objects.filter(text=WASH[1]).update(text="全新的话")  # its words changed at the source since
    grouping.rebuild(site, AT)
    assert topic_of(WASH[1]) == brakes, "a corrected text never jumps back"


def standing():
    return sorted(Text.objects.values_list("source", "source_id", "text", "topic", "placed")), sorted(
        Topic.objects.values_list("number", "name", "merged_into")
    )


def test_everything_can_be_undone_in_its_order(grouped, by):
    wash, brakes = grouped
    before = standing()
    services.name(topic_id=wash.pk, name="洗车", **by)
    services.move_text(text_id=text_of(WASH[0]).pk, topic_id=brakes.pk, **by)
    services.move_text(text_id=text_of(WASH[2]).pk, topic_id=None, **by)
    part = services.split(topic_id=brakes.pk, name="换刹车片", text_ids=[text_of(BRAKES[0]).pk, text_of(BRAKES[1]).pk], **by)
    services.merge(topic_id=wash.pk, into_id=part.pk, **by)
    acts = list(Change.objects.order_by("-id"))
    assert [change.kind for change in acts] == ["merged", "split", "moved", "moved", "named"]
    with pytest.raises(services.ChangedSince):
        services.name(topic_id=brakes.pk, name="刹车", **by)
        services.merge(topic_id=brakes.pk, into_id=part.pk, **by)
        services.undo(change_id=acts[1].pk, **by)
    for change in [*Change.objects.order_by("-id")]:
        services.undo(change_id=change.pk, **by)
    texts, topics = standing()
    assert texts == before[0]
    assert [row for row in topics if row[0] != part.number] == before[1]
    with pytest.raises(NotHere):
        services.undo(change_id=acts[0].pk, **by)
    assert Event.objects.filter(name="topic.undone").count() == 7


def test_what_makes_no_sense_is_refused_in_words(grouped, by):
    wash, brakes = grouped
    services.name(topic_id=wash.pk, name="洗车", **by)
    for refused, act in (
        (services.NameTaken, lambda: services.name(topic_id=brakes.pk, name="洗车 ", **by)),
        (services.NameNeeded, lambda: services.name(topic_id=brakes.pk, name=" \u200b", **by)),
        (services.NotIntoItself, lambda: services.merge(topic_id=wash.pk, into_id=wash.pk, **by)),
        (services.NothingToSplit, lambda: services.split(topic_id=wash.pk, name="空", word="没有这个词", **by)),
        (
            services.NothingToSplit,
            lambda: services.split(topic_id=wash.pk, name="全部", text_ids=[text_of(text).pk for text in WASH], **by),
        ),
        (NotHere, lambda: services.move_text(text_id=text_of(WASH[0]).pk, topic_id=10**9, **by)),
    ):
        with pytest.raises(refused):
            act()
    assert Change.objects.count() == 1


def answer(wave_, guest_, filled_, text):
    response, _token = answering.begin(wave_id=wave_.pk, channel="qr", language="zh-hans", by=guest_, at=AT)
    return filled_(response, overall=2, what_went_wrong=text)


def test_anonymous_words_are_unknown_until_five_have_answered_and_then_know_their_month_only(wave, guest, filled):  # noqa: F811
    secret, named = wave("quick", anonymous=True), wave("quick")
    for n in range(4):
        answer(secret, guest, filled, f"第{n}位说洗车慢")
    known = answer(named, guest, filled, "署名说洗车慢")
    jobs.topics_round(AT)
    assert [row.text for row in Text.objects.all()] == ["署名说洗车慢"] and Text.objects.get().response_id == known.pk
    answer(secret, guest, filled, "第五位说洗车慢")
    jobs.topics_round(AT)
    told = Text.objects.filter(anonymous=True)
    assert told.count() == 5
    assert {(row.said_on, row.response_id, row.visit_id, row.complaint_id) for row in told} == {(date(2026, 3, 1), None, None, None)}


def test_a_search_finds_chinese_and_english_words_wherever_they_stand(say, grouped):
    say(*ENGLISH)
    jobs.topics_round(AT)
    found = lambda text: Counter(row.text for row in queries.texts(text=text))  # noqa: E731
    assert set(found("刹车片 异响")) == {"刹车片换了有异响"}
    assert set(found("SQUEAL rever")) == {"brake pads squeal in reverse"}
    assert found("没洗干净") == Counter(WASH) and not found("干净洗") and not found("！？")


@pytest.mark.parametrize("role", ["service_manager", "group_manager"])
def test_the_pages_lead_from_a_topic_to_its_texts(role, grouped, acting, site):
    wash, _brakes = grouped
    client = Client()
    client.force_login(User.objects.get(pk=acting(role).user_id), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"

    def page(name, *args, **asked):
        answer = client.get(reverse(f"topics:{name}", args=[site.code, *args]), asked)
        assert answer.status_code == 200, name
        return answer

    text = text_of(WASH[0])
    assert page("list").context["seen"].total == 12
    assert str(wash) in page("topic", wash.pk).content.decode()
    assert page("texts", topic=wash.pk, q="轮毂").context["listing"].total == 1
    assert page("texts", topic="none").context["listing"].total == 0
    assert WASH[0] in page("text", text.pk).content.decode()
    complaint = client.get(reverse("complaints:case", args=[site.code, text.complaint_id])).content.decode()
    assert reverse("topics:topic", args=[site.code, wash.pk]) in complaint
    told = b"".join(page("texts", **{"as": "csv", "q": "轮毂"}).streaming_content).decode("utf-8-sig")
    assert "洗车没洗干净，轮毂脏" in told and "刹车" not in told
    refused = client.post(reverse("topics:name", args=[site.code, wash.pk]), {"name": "洗车"}).status_code
    assert refused == (302 if role == "service_manager" else 403)


def test_who_reads_topics_may_read_where_they_come_from():
    from yinuo.core.access.rules import ROLES

    assert {role for role, may in ROLES.items() if "topics.read" in may} == {"follow_up_agent", "service_manager", "group_manager"}
    assert all({"complaints.read", "surveys.read", "follow_up.read"} <= may for may in ROLES.values() if "topics.read" in may)


def test_a_quiet_site_costs_nothing(grouped, django_assert_max_num_queries):
    jobs.topics_round(AT)
    done = Round.objects.get()
    with django_assert_max_num_queries(6):
        jobs.topics_round(AT)
    assert Round.objects.get().acts == done.acts
