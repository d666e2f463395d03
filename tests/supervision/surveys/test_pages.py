"""The pages of surveys, as people of each role use them."""

from __future__ import annotations

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from yinuo.supervision.surveys.models import Invitation, QuestionnaireVersion, Response, SurveyImport, Wave
from yinuo.supervision.surveys.services import answering, importing, invitations

from .conftest import AT


@pytest.fixture(autouse=True)
def now(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def signed_in(acting):
    from yinuo.core.accounts.models import User

    def make(role: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=acting(role).user_id), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def manager_client(signed_in, manager):
    return signed_in("service_manager")


def answered(wave, guest, filled, n=1, **told):
    for _one in range(n):
        response, _token = answering.begin(wave_id=wave.pk, channel="qr", language="en", by=guest, at=AT)
        filled(response, **told)
    return Response.objects.order_by("-pk")[0]


def test_a_questionnaire_is_written_published_and_asked(manager_client, site):
    made = manager_client.post("/s/pd/surveys/questionnaires/new/", {"name": "自己的", "code": "own", "kind": "quick"})
    page = made.headers["Location"]
    draft = QuestionnaireVersion.objects.get()
    words = {f"{name}_{language}": "好吗" for name in ("titles", "texts") for language in ("zh_hans", "zh_hant", "en")}
    manager_client.post(f"{page}words/", words)
    added = manager_client.post(
        f"{page}questions/", words | {"key": "why", "kind": "choice", "options": "a | 甲 | 甲 | A\nb | 乙 | 乙 | B", "show_if": ""}
    )
    assert added.status_code == 302
    assert manager_client.post(f"{page}publish/").status_code == 302
    draft.refresh_from_db()
    assert draft.state == "published"
    assert manager_client.post(f"{page}questions/", words | {"key": "more", "kind": "text"}).status_code == 422
    wave = {
        "version_id": draft.pk,
        "name": "三月",
        "trigger": "by_hand",
        "audience": "customers",
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }
    numbers = {"percent": 50, "delay_hours": 0, "quarantine_days": 30, "remind_after_days": 5, "link_days": 30}
    door = manager_client.post("/s/pd/surveys/waves/new/", wave | numbers).headers["Location"]
    assert manager_client.post(f"{door}open/").status_code == 302
    assert (Wave.objects.get().state, Wave.objects.get().share) == ("open", 500)
    assert manager_client.get(door).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": "a | b"},
        {"show_if": "{"},
        {"show_if": '{"key": "later", "is": 1}'},
        {"kind": "nothing"},
        {"key": "with space"},
        {"texts_en": ""},
    ],
)
def test_a_question_that_cannot_be_is_told_beside_its_field(manager_client, site, wrong):
    page = manager_client.post("/s/pd/surveys/questionnaires/new/", {"name": "自己的", "code": "own", "kind": "quick"}).headers["Location"]
    told = {f"texts_{language}": "好吗" for language in ("zh_hans", "zh_hant", "en")} | {"key": "why", "kind": "text"}
    refused = manager_client.post(f"{page}questions/", told | wrong)
    assert refused.status_code == 422


def test_an_agent_asks_on_the_phone(signed_in, acting, wave, somebody, manager):
    invitation = invitations.invite_by_hand(wave_id=wave().pk, customer_id=somebody().pk, by=manager, at=AT)
    acting("follow_up_agent")
    agent = signed_in("follow_up_agent")
    assert agent.get(f"/s/pd/surveys/send/{invitation.pk}/").status_code == 200
    take = agent.post(f"/s/pd/surveys/send/{invitation.pk}/phone/").headers["Location"]
    for told in ({"perceived": "2"}, {"perceived": "0"}, {"text": "等太久"}, {"skip": "1"}, {"skip": "1"}, {"perceived": "1"}):
        question = agent.get(take).context["screen"].question
        assert agent.post(take, {"question": question.pk, **told}).status_code == 302
    response = Response.objects.get()
    assert (response.channel, response.negative, response.customer_id) == ("phone", True, invitation.customer_id)
    assert response.taken_by_id == acting("follow_up_agent").user_id
    assert "等太久" in agent.get("/s/pd/surveys/answers/?mood=negative&q=太久").content.decode()
    assert agent.get(f"/s/pd/surveys/answers/{response.pk}/").status_code == 200


def test_a_link_that_was_sent_leaves_the_list(manager_client, wave, somebody, manager):
    invitation = invitations.invite_by_hand(wave_id=wave().pk, customer_id=somebody().pk, by=manager, at=AT)
    assert "张三" in manager_client.get("/s/pd/surveys/send/").content.decode()
    manager_client.post(f"/s/pd/surveys/send/{invitation.pk}/sent/", {"channel": "wechat"})
    assert "张三" not in manager_client.get("/s/pd/surveys/send/").content.decode()
    assert Invitation.objects.get().sent_at == AT


def test_managers_answer_once(manager_client, wave, manager):
    open_wave = wave("importance-managers", audience="managers")
    sheet = manager_client.post(f"/s/pd/surveys/waves/{open_wave.pk}/answer/").headers["Location"]
    again = manager_client.post(f"/s/pd/surveys/waves/{open_wave.pk}/answer/").headers["Location"]
    assert sheet != again and Client().get(again).status_code == 200 and Response.objects.count() == 1


def test_fewer_than_five_anonymous_answers_are_nowhere_to_be_seen(manager_client, wave, guest, filled):
    open_wave = wave(anonymous=True)
    last = answered(open_wave, guest, filled, n=4, comment="藏起来")
    for path in ("answers/", f"answers/{last.pk}/", f"waves/{open_wave.pk}/", "answers/?as=csv", f"answers/?wave_id={open_wave.pk}"):
        page = manager_client.get(f"/s/pd/surveys/{path}")
        content = b"".join(page.streaming_content) if page.streaming else page.content
        assert "藏起来" not in content.decode("utf-8-sig")
    assert not manager_client.get(f"/s/pd/surveys/waves/{open_wave.pk}/").context["told"]
    answered(open_wave, guest, filled, comment="第五个")
    assert "第五个" in manager_client.get("/s/pd/surveys/answers/").content.decode()
    assert manager_client.get(f"/s/pd/surveys/waves/{open_wave.pk}/").context["told"]


def test_an_import_by_its_template(manager_client, wave, site):
    open_wave = wave()
    template = manager_client.get(f"/s/pd/surveys/waves/{open_wave.pk}/import/template/")
    heads = [cell.value for cell in next(load_workbook(BytesIO(template.content)).active.iter_rows())]
    assert heads[:3] == ["id", "date", "plate"] and heads[4].startswith("overall · ")
    book, file = Workbook(), BytesIO()
    book.active.append(heads)
    book.active.append([1, "2026-02-20", None, None, 5, 9])
    book.active.append([2, "2026-02-20", None, None, 9, 9])
    book.save(file)
    upload = SimpleUploadedFile("a.xlsx", file.getvalue())
    assert manager_client.post(f"/s/pd/surveys/waves/{open_wave.pk}/import/", {"file": upload}).status_code == 302
    importing.read_waiting(site, AT)
    assert SurveyImport.objects.get().kept == 1
    assert "E · overall" in manager_client.get(f"/s/pd/surveys/waves/{open_wave.pk}/import/progress/").content.decode()


def test_who_may_only_read_changes_no_network(signed_in, acting, ready):
    acting("group_manager")
    group = signed_in("group_manager")
    assert group.get("/s/pd/surveys/signals/").status_code == 200
    assert group.post("/s/pd/surveys/networks/", {"networks": "10.0.0.0/8"}).status_code == 403


def test_pages_ask_as_often_for_many_as_for_few(manager_client, wave, somebody, manager, guest, filled):
    open_wave = wave("csi")
    counts = []
    for n in (2, 8):
        for one in range(n):
            person = somebody(f"客户{n}{one}", f"1380013{n}{one:03d}")
            made = invitations.invite_by_hand(wave_id=open_wave.pk, customer_id=person.pk, by=manager, at=AT)
            invitations.mark_sent(invitation_id=made.pk, channel="text", by=manager, at=AT)
            response, _token = answering.begin(
                wave_id=open_wave.pk,
                channel="link",
                language="en",
                by=guest,
                at=AT,
                invitation_id=made.pk,
                device="d" * 64,
                from_inside=True,
            )
            filled(response)
        asked = {}
        paths = ("", f"waves/{open_wave.pk}/", "answers/", f"answers/{response.pk}/", "send/", "rates/", "signals/", "questionnaires/")
        for path in paths:
            manager_client.get(f"/s/pd/surveys/{path}")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert manager_client.get(f"/s/pd/surveys/{path}").status_code == 200
            asked[path.rstrip("0123456789/")] = len(queries)
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[1].values()) < 25


def test_response_rates_by_month_and_of_each_centre(manager_client, site, wave, somebody, manager):
    asked = invitations.invite_by_hand(wave_id=wave().pk, customer_id=somebody().pk, by=manager, at=AT)
    invitations.mark_sent(invitation_id=asked.pk, channel="phone", by=manager, at=AT)
    months = manager_client.get("/s/pd/surveys/rates/").context["months"]
    assert (months["columns"], months["series"][0]["values"]) == (["2026-03"], [0.0])
    assert [(rate.label, rate.n) for rate, _site in manager_client.get("/s/pd/surveys/rates/centres/").context["rates"]] == [(str(site), 1)]
