"""The pages, as they are asked for by those who may."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from tests.conftest import SHANGHAI, local
from yinuo.supervision.satisfaction import jobs, scoring, studies
from yinuo.supervision.satisfaction.models import Benchmark, FactorWeight, Study, ToScore
from yinuo.supervision.satisfaction.rules.scale import FACTORS


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now().astimezone(SHANGHAI)


@pytest.fixture
def manager_client(client, person):
    client.force_login(person("service_manager", name="boss"))
    return client


@pytest.fixture
def counted(site, answered, now):
    """`counted(n, at=…, quality=…)`: n answers, counted."""

    def make(n=1, **told):
        told.setdefault("at", now)
        responses = [answered(**told) for _one in range(n)]
        ToScore.objects.bulk_create(ToScore(site=site, response=response) for response in responses)
        scoring.score_waiting(site, most=10_000)

    return make


def url(name, *args, **query):
    address = reverse(f"satisfaction:{name}", args=["pd", *args])
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def test_with_no_answers_the_pages_say_so(manager_client, site):
    for name in ("index", "segments", "segment_settings", "servqual", "drivers", "loyalty", "sites", "weights", "benchmarks"):
        assert manager_client.get(url(name)).status_code == 200, name
    assert "No answers" in manager_client.get(url("index"), headers={"Accept-Language": "en"}).text


def test_the_index_stands_beside_last_year_and_what_fell_is_named(manager_client, counted, now):
    client = manager_client
    for mark in (7, 8, 9):
        counted(2, at=now - timedelta(days=400), pick_up=mark, quality=7)
        counted(2, pick_up=mark - 5, quality=7 + (mark == 8))
    client.cookies["django_language"] = "en"
    page = client.get(url("index"))
    assert page.status_code == 200
    assert "Vehicle pick-up fell by 556 points, more than chance" in page.text
    assert page.context["seen"].index.n == 6 and page.context["seen"].past.n == 6
    assert "Nobody answered" in page.text


def test_segments_stand_side_by_side_and_are_chosen(manager_client, counted):
    counted(2, quality=4)
    assert manager_client.get(url("segments", by="age")).context["rows"] == []
    told = {"used": ["age", "times"], "age_limits": "2, 5", "km_limits": "50000", "regular_from": 4}
    assert manager_client.post(url("segment_settings"), told).status_code == 302
    assert manager_client.get(url("segment_settings")).context["form"].initial["age_limits"] == "2, 5"
    for wrong in ({"age_limits": "5, 2"}, {"regular_from": 1}, {"km_limits": "many"}, {"used": ["stars"]}):
        assert manager_client.post(url("segment_settings"), told | wrong).status_code == 422


def test_what_if_moves_with_the_weight(manager_client, counted):
    counted(3, quality=4, pick_up=7)
    answer = manager_client.get(url("what_if", factor="quality", score=800), headers={"HX-Request": "true"})
    slider = answer.context["slider"]
    assert slider["change"] == pytest.approx((800 - 333.33) * 14.7 / (14.7 + 15.4), abs=0.1)
    assert manager_client.get(url("what_if", factor="quality", score=800)).status_code == 302
    for junk in ("x", "-1", "1" * 40, ""):
        assert manager_client.get(url("what_if", factor="nothing", score=junk), headers={"HX-Request": "true"}).status_code == 200


def test_an_advisor_sees_their_own_and_not_the_centre(client, person, counted):
    anna, ben = person("advisor", name="anna"), person("advisor", name="ben")
    counted(4, quality=9, served_by=anna)
    counted(3, quality=2, served_by=ben)
    client.force_login(anna)
    page = client.get(url("mine"))
    assert page.context["seen"].index.n == 4
    assert client.get(url("mine", advisor=ben.pk)).context["seen"].index.n == 4
    assert client.get(url("index")).status_code == 403


@pytest.mark.parametrize(
    "query", ["period=2026-13", "period=%00", "advisor=999999", "step=nowhere", "period=2026-03&step=handover", "segment=x&brand=y"]
)
def test_a_strange_address_is_no_harm(manager_client, counted, query):
    counted(3, pick_up=7)
    assert manager_client.get(url("index") + "?" + query).status_code == 200


def test_a_factor_has_its_items_and_steps(manager_client, counted):
    counted(4, pick_up=[3, 7, 9])
    counted(1, pick_up=[8, 7, 9])
    page = manager_client.get(url("factor", "pick_up"))
    assert page.context["items"][0].compared.code == "ready_on_time"
    assert [step for step, _label in page.context["steps"]] == ["handover"]
    assert manager_client.get(url("factor", "nothing")).status_code == 404


def test_weights_are_set_by_year_and_change_the_index(manager_client, site, counted, now):
    counted(3, quality=10, pick_up=1)
    told = {"year": now.year, "brand": "", **dict.fromkeys(FACTORS, 0)}
    assert manager_client.post(url("weights"), told | {"_key": "a"}).status_code == 422  # they sum to nought
    assert FactorWeight.objects.count() == 0
    assert manager_client.post(url("weights"), told | {"quality": 3, "pick_up": 1, "_key": "b"}).status_code == 302
    assert round(manager_client.get(url("index")).context["seen"].index.value) == 750
    assert manager_client.post(url("weights"), told | {"quality": -1, "_key": "c"}).status_code == 422
    assert manager_client.post(url("drop_weights"), {"year": now.year, "brand": "", "_key": "d"}).status_code == 302
    assert FactorWeight.objects.count() == 0


def test_benchmarks_are_typed_in_and_make_the_lists(manager_client, counted, now):
    counted(6, quality=7)
    for kind, points in (("last_year", 700), ("mean", 720), ("best", 880)):
        told = {"year": now.year, "kind": kind, "source": "magazine", "quality": points, "index": 800, "_key": kind}
        assert manager_client.post(url("benchmarks"), told).status_code == 302
    page = manager_client.get(url("index"))
    assert [row.compared.code for row in page.context["lists"][0][3]] == ["quality"]
    manager_client.post(url("benchmarks"), {"year": now.year, "kind": "mean", "source": "magazine", "_key": "again"})
    assert not Benchmark.objects.filter(kind="mean").exists()
    assert manager_client.post(url("benchmarks"), {"year": now.year, "kind": "mean", "source": "", "quality": 1001}).status_code == 422


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("b.xlsx", file.getvalue())


def test_benchmarks_come_from_a_workbook_in_any_language(manager_client, now, ready):
    file = workbook(["factor", "行业平均", "Industry best"], ["Index", 801.5, 870], ["取车服务", 780, ""], ["car_clean", 700, 800])
    manager_client.post(url("import_benchmarks"), {"year": now.year, "source": "J.", "file": file})
    assert {(row.kind, row.code): row.tenths for row in Benchmark.objects.all()} == {
        ("mean", ""): 8015, ("best", ""): 8700, ("mean", "pick_up"): 7800, ("mean", "car_clean"): 7000, ("best", "car_clean"): 8000,
    }  # fmt: skip


NOT_ON_SCALE = [f"factor,industry mean\nquality,{points}\n".encode() for points in ("1001", "NaN", "-1", "good")]


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"a,b\n1,2\n", *NOT_ON_SCALE])
def test_a_file_that_cannot_be_read_changes_nothing(manager_client, site, now, file):
    answer = manager_client.post(url("import_benchmarks"), {"year": now.year, "source": "J.", "file": SimpleUploadedFile("b.csv", file)})
    assert answer.status_code == 422
    assert Benchmark.objects.count() == 0


def test_studies_are_computed_in_the_background(manager_client, site, counted, now):
    import random

    draw = random.Random(5)
    for _one in range(80):
        mood = draw.randint(3, 8)
        marks = {factor: [min(10, max(1, mood + draw.randint(-2, 2)))] for factor in FACTORS}
        counted(1, overall=(marks["pick_up"][0] + 1) // 2, recommend=marks["pick_up"][0], **marks)
    jobs.study(now)
    page = manager_client.get(url("drivers"))
    assert page.context["rows"][0]["code"] == "pick_up" and page.context["study"].n == 80
    assert sum(row["share"] for row in page.context["rows"]) == pytest.approx(1)
    before = Study.objects.get(kind="drivers").computed_at
    assert studies.refresh(site, at=now + timedelta(minutes=5)) == []
    counted(1, quality=3)
    assert studies.refresh(site, at=now + timedelta(minutes=5)) == []
    assert len(studies.refresh(site, at=now + timedelta(hours=2))) == 3
    assert Study.objects.get(kind="drivers").computed_at > before


def test_studies_of_earlier_months_are_computed_a_few_at_a_time(manager_client, site, answered):
    now = local("2026-05-20 10:00")
    for month in ("2026-02-10 10:00", "2026-05-04 10:00"):
        for mark in (3, 6, 9):
            ToScore.objects.create(site=site, response=answered(at=local(month), overall=mark // 2 + 1, quality=mark, pick_up=mark))
    scoring.score_waiting(site)
    done = [studies.refresh_spans(site, at=now, most=9) for _turn in range(3)]
    spans = {span for turn in done for span, _kind in turn}
    assert spans == {"quarter", "half", "this_year", "2026-Q1"} and [len(turn) for turn in done] == [9, 3, 0]
    assert Study.objects.get(span="2026-Q1", kind="loyalty").until == date(2026, 3, 31)
    with time_machine.travel(now, tick=False):
        page = manager_client.get(url("drivers", period="2026-Q1"))
        assert page.context["study"].span == "2026-Q1" and not page.context["waits"]
        assert manager_client.get(url("drivers")).context["waits"]
        assert manager_client.get(url("drivers", period="2031-Q9")).context["period"] == "2025-06 – 2026-05"


def test_the_sites_of_a_person_stand_side_by_side(client, site, person, counted, other_site):
    from yinuo.core.access.people import give_role

    boss = person("group_manager", name="group")
    give_role(person=boss, site=other_site, role="group_manager")
    counted(4, quality=8)
    client.force_login(boss)
    assert [(row[0], row[1].n) for row in client.get(url("sites")).context["rows"]] == [(site, 4), (other_site, 0)]


def test_service_quality_shows_where_the_service_lies(manager_client, site, wave, now):
    from yinuo.supervision.surveys.models import Answer, Question, Response

    asked = wave("servqual", starts_on=now.date() - timedelta(days=30), ends_on=now.date() + timedelta(days=30))
    questions = list(Question.objects.filter(version=asked.version, kind="three_columns"))
    for n in range(6):
        response = Response.objects.create(
            site=site, wave=asked, version=asked.version, channel="link", language="en", started_at=now, completed_at=now
        )
        Answer.objects.bulk_create(
            Answer(site=site, response=response, question=question, column=column, value=value)
            for question in questions
            for column, value in (
                ("desired", 7),
                ("adequate", 4 + n % 2),
                ("perceived", 3 if question.dimension == "empathy" else 5 + n % 2),
            )
        )
    studies.refresh(site, at=now)
    page = manager_client.get(url("servqual"))
    places = {one["zone"]["code"]: one["zone"]["place"] for one in page.context["dimensions"]}
    assert places == {"reliability": "within", "responsiveness": "within", "assurance": "within", "empathy": "below", "tangibles": "within"}
    assert page.context["whole"]["superiority"]["n"] == 6 and page.context["whole"]["superiority"]["value"] < 0


def test_loyalty_comes_from_satisfaction_and_what_the_customer_did(manager_client, site, counted, somebody, now):
    from yinuo.supervision.satisfaction.models import Scored
    from yinuo.supervision.surveys.models import Response

    for n, (level, recommend) in enumerate([(5, 10), (5, 7), (3, 2), (1, 0)]):
        counted(1, overall=level, recommend=recommend)
        Response.objects.filter(pk=Scored.objects.latest("pk").response_id).update(customer=somebody(f"客{n}", f"1380013800{n}"))
    studies.refresh(site, at=now)
    page = manager_client.get(url("loyalty"))
    assert page.context["zones"]["series"][0]["values"] == [1, 1, 0, 1, 1]
    assert page.context["known"] == 0 and page.context["model"] is None
