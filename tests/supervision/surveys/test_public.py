"""The page without a sign-in: one question on a screen, an ordinary form, taken up again; forged, ended and used links say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from yinuo.supervision.surveys import links
from yinuo.supervision.surveys.models import Answer, Invitation, Response
from yinuo.supervision.surveys.services import invitations, waves

from .conftest import AT


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def invited(wave, somebody, manager):
    """`invited()` → (the invitation, its address)."""

    def make(**how):
        made = invitations.invite_by_hand(wave_id=wave(**how).pk, customer_id=somebody().pk, by=manager, at=AT)
        return made, links.url_of(made)

    return make


def begin(client, url):
    return client.post(url).headers["Location"]


def asked(client, sheet):
    screen = client.get(sheet).context["screen"]
    return screen.question


def answer(client, sheet, **told):
    return client.post(sheet, {"question": asked(client, sheet).pk, **told})


def test_from_the_link_to_the_thanks(client, invited):
    invitation, url = invited()
    welcome = client.get(url)
    assert welcome.status_code == 200 and "开始" in welcome.content.decode()
    assert welcome["Cache-Control"] == "private, no-store" and welcome["X-Robots-Tag"] == "noindex, nofollow"
    sheet = begin(client, url)
    answer(client, sheet, perceived="5")
    answer(client, sheet, perceived="10")
    answer(client, sheet, text="都好 👍")
    last = answer(client, sheet, skip="1")
    assert last.status_code == 302
    page = client.get(sheet).content.decode()
    assert "谢谢" in page
    response = Response.objects.get()
    assert (response.overall, response.recommend, response.channel, response.customer_id) == (5, 10, "link", invitation.customer_id)
    assert len(response.device) == 64
    invitation.refresh_from_db()
    assert (invitation.state, invitation.opened_at) == ("answered", AT)


def test_it_is_taken_up_again_at_the_first_question_that_is_left(client, invited):
    _invitation, url = invited()
    answer(client, begin(client, url), perceived="4")
    again = client.get(url)
    assert again.status_code == 302
    assert asked(client, again.headers["Location"]).key == "recommend"
    elsewhere = Client()
    assert asked(elsewhere, begin(elsewhere, url)).key == "recommend"


def test_one_can_go_back_and_change(client, invited):
    sheet = begin(client, invited()[1])
    first = asked(client, sheet)
    answer(client, sheet, perceived="4")
    page = client.get(sheet, {"q": first.pk})
    assert page.context["screen"].question == first and 'aria-pressed="true"' in page.content.decode()
    client.post(sheet, {"question": first.pk, "perceived": "5"})
    assert Answer.objects.get().value == 5


@pytest.mark.parametrize(
    "told", [{"perceived": "6"}, {"perceived": "９"}, {"perceived": "-1"}, {"perceived": "1e3"}, {"perceived": ""}, {}, {"choice": "x"}]
)
def test_what_cannot_be_chosen_is_refused_in_words(client, invited, told):
    sheet = begin(client, invited()[1])
    refused = answer(client, sheet, **told)
    assert refused.status_code == 422 and "field-error" in refused.content.decode()
    assert not Answer.objects.exists()


def test_a_question_of_somebody_elses_sheet_is_not_there(client, invited):
    sheet = begin(client, invited()[1])
    assert client.post(sheet, {"question": "999999999", "perceived": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["/q/nothing/", "/q/w/1-1-qr~forged/", "/q/a/nothing/", "/q/" + "x" * 4000 + "/"])
def test_a_forged_link_leads_nowhere(client, site, path):
    page = client.get(path)
    assert page.status_code == 404 and "链接" in page.content.decode()


def test_a_link_that_ended_says_so(client, invited):
    invitation, url = invited()
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=AT - timedelta(minutes=1))
    assert client.get(url).status_code == 410 and client.post(url).status_code == 410


def test_after_the_wave_a_sheet_takes_nothing(client, invited, manager):
    invitation, url = invited()
    sheet = begin(client, url)
    question = asked(client, sheet)
    waves.close_wave(wave_id=invitation.wave_id, by=manager, at=AT)
    assert client.post(sheet, {"question": question.pk, "perceived": "5"}).status_code == 410
    assert not Answer.objects.exists()


def test_a_used_link_thanks_and_takes_nothing(client, invited):
    _invitation, url = invited()
    sheet = begin(client, url)
    for told in ({"perceived": "5"}, {"perceived": "9"}, {"skip": "1"}, {"skip": "1"}):
        answer(client, sheet, **told)
    assert Client().get(url).status_code == 200
    assert Client().post(url).status_code == 200
    assert Response.objects.count() == 1


def test_an_anonymous_link_leaves_no_device_and_no_trace(client, invited):
    invitation, url = invited(anonymous=True)
    client.get(url)
    sheet = begin(client, url)
    assert "survey_device" not in client.cookies
    assert Response.objects.get().device == ""
    invitation.refresh_from_db()
    assert invitation.opened_at is None
    assert client.get(url).headers["Location"] == sheet


def test_a_tablet_is_ready_for_the_next_guest(client, wave):
    open_wave = wave()
    url = links.walk_up_url(open_wave.site_id, open_wave.pk, "tablet")
    sheets = [begin(client, url) for _guest in range(2)]
    assert sheets[0] != sheets[1]
    for told in ({"perceived": "5"}, {"perceived": "9"}, {"skip": "1"}, {"skip": "1"}):
        answer(client, sheets[0], **told)
    assert f"url={url}" in client.get(sheets[0]).content.decode()
    assert {one.channel for one in Response.objects.all()} == {"tablet"}


def test_an_answer_from_the_building_is_marked(client, wave, manager):
    waves.set_networks(networks=["127.0.0.0/8"], by=manager, at=AT)
    open_wave = wave()
    begin(client, links.walk_up_url(open_wave.site_id, open_wave.pk, "qr"))
    assert Response.objects.get().from_inside


def test_it_speaks_the_customers_language(client, invited, somebody):
    invitation, url = invited()
    invitation.customer.language = "en"
    invitation.customer.save()
    assert "How" in client.get(url).content.decode() or "Three" in client.get(url).content.decode()
    sheet = begin(client, url)
    assert Response.objects.get().language == "en"
    assert "satisfied" in client.get(sheet).content.decode()


def test_each_answer_asks_the_database_a_bounded_number_of_times(client, invited, django_assert_max_num_queries):
    sheet = begin(client, invited(code="csi")[1])
    question = asked(client, sheet)
    with django_assert_max_num_queries(14):
        client.post(sheet, {"question": question.pk, "perceived": "5"})


def test_who_tries_links_is_stopped_and_who_has_one_is_not(client, invited):
    _invitation, url = invited()
    guesses = [client.get(f"/q/guess{n}/").status_code for n in range(62)]
    assert guesses[:60] == [404] * 60 and guesses[-1] == 429
    assert client.get(url).status_code == 200


def test_sheets_are_not_begun_by_the_hundred(client, wave):
    open_wave = wave()
    url = links.walk_up_url(open_wave.site_id, open_wave.pk, "tablet")
    assert [client.post(url).status_code for _n in range(62)].count(302) == 60
    assert Response.objects.count() == 60
