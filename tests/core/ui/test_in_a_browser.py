"""The kit's scripts in the system's Chromium: clocks tick, nothing typed is lost, acts survive a lost network."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
import segno
from django.utils import timezone
from playwright.sync_api import expect

from tests.core.ui import pages

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.core.ui.pages"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def anew():
    pages.answers.clear()
    pages.received.clear()


@pytest.fixture
def at(live_server, tab):
    """`at("/clocks/")` opens a page."""

    def go(path: str):
        tab.goto(live_server.url + path)
        return tab

    return go


# Clocks


def test_a_clock_goes_from_plan_to_risk_to_late_without_a_reload(at):
    soon = at("/clocks/").locator("#soon .clock")
    expect(soon).to_have_attribute("data-tone", "plan")
    expect(soon).to_have_attribute("data-tone", "risk")
    expect(soon).to_have_attribute("data-tone", "late")
    expect(soon.locator("time")).to_have_text("晚 1 秒")


def test_a_minimum_turns_green_when_it_is_reached_and_a_since_counts_up(at):
    tab = at("/clocks/")
    expect(tab.locator("#since time")).to_have_text("已 7 分钟")
    expect(tab.locator("#listen .clock")).to_have_attribute("data-tone", "done")
    expect(tab.locator("#listen time")).to_have_text("已达到")


def test_the_server_s_clock_decides_when_the_tablet_s_own_is_wrong(at):
    pages.answers["hours_ahead"] = 5
    expect(at("/clocks/").locator("#since time")).to_have_text("已 7 分钟")


# What was typed


def type_words(tab, text="发动机异响"):
    tab.fill("[name=words]", text)
    tab.select_option("[name=kind]", "b")
    tab.check("[name=waits]")
    tab.fill("[name=secret]", "1234")
    tab.wait_for_timeout(300)


def see_words(tab, text="发动机异响"):
    expect(tab.locator("[name=words]")).to_have_value(text)
    expect(tab.locator("[name=kind]")).to_have_value("b")
    expect(tab.locator("[name=waits]")).to_be_checked()


def test_what_was_typed_comes_back_after_a_reload_but_no_secret_is_kept(at):
    tab = at("/words/")
    type_words(tab)
    tab.reload()
    see_words(tab)
    expect(tab.locator("[name=secret]")).to_have_value("")
    assert "1234" not in tab.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize("answer", ["sign in", "break"])
def test_what_was_typed_survives_an_expired_session_and_a_broken_server(at, answer):
    pages.answers["words"] = answer
    tab = at("/words/")
    type_words(tab)
    tab.click("text=Keep")
    tab.wait_for_load_state()
    pages.answers["words"] = "accept"
    see_words(at("/words/"))


def test_what_was_typed_survives_a_lost_network(at, live_server):
    tab = at("/words/")
    type_words(tab)
    tab.context.set_offline(True)
    tab.click("text=Keep")
    tab.wait_for_timeout(300)
    tab.context.set_offline(False)
    see_words(at("/words/"))


def test_after_success_the_form_is_empty_again(at):
    tab = at("/words/")
    type_words(tab)
    tab.click("text=Keep")
    tab.wait_for_load_state()
    expect(tab.locator("[name=words]")).to_have_value("")
    assert not [key for key in tab.evaluate("Object.keys(localStorage)") if key.startswith("draft:")]
    expect(at("/words/").locator("[name=words]")).to_have_value("")


def test_a_refused_form_keeps_what_the_server_gave_back(at):
    pages.answers["words"] = "refuse"
    tab = at("/words/")
    type_words(tab)
    tab.click("text=Keep")
    expect(tab.locator(".field-error")).to_contain_text("Not this kind.")
    see_words(tab)


def test_what_is_sent_again_as_it_was_after_going_back_is_the_same_act(at):
    tab = at("/words/")
    for words in ("三件", "三件", "四件"):
        with tab.expect_navigation():
            tab.fill("textarea", words)
            tab.click("text=Keep")
        tab.go_back()
    first, again, other = (one["_key"] for one in pages.received)
    assert first == again != other


def test_what_was_refused_does_not_come_back_once_it_was_set_right(at):
    pages.answers["words"] = "refuse"
    tab = at("/desk/")  # whose form is sent to another address
    type_words(tab, "99999")
    tab.click("text=Keep")
    expect(tab).to_have_url(re.compile("/words/$"))
    pages.answers["words"] = "accept"
    type_words(tab, "390")
    tab.click("text=Keep")
    tab.wait_for_load_state()
    expect(at("/desk/").locator("[name=words]")).to_have_value("")


def test_a_double_tap_sends_one_form(at):
    tab = at("/words/")
    type_words(tab)
    tab.evaluate("() => { const button = document.querySelector('#words button'); button.click(); button.click(); }")
    tab.wait_for_load_state()
    tab.wait_for_timeout(300)
    assert len(pages.received) == 1


# Acts without a network


def waiting(tab) -> int:
    return tab.evaluate(
        "() => new Promise((done) => { const r = indexedDB.open('yinuo', 1); r.onsuccess = () => {"
        " const q = r.result.transaction('acts').objectStore('acts').count(); q.onsuccess = () => { r.result.close(); done(q.result); }; }; })"
    )


def test_an_act_with_a_network_is_done_at_once_and_leaves_nothing_behind(at):
    tab = at("/jobs/")
    with tab.expect_navigation():
        tab.click("text=Start")
    assert [(one["act"], one["at"]) for one in pages.received] == [("start", "")]
    assert waiting(tab) == 0


def test_acts_queue_without_a_network_and_are_sent_in_order_with_their_keys_and_times(at):
    tab = at("/jobs/")
    before = timezone.now()
    tab.context.set_offline(True)
    tab.click("text=Start")
    expect(tab.locator(".tray li")).to_have_count(1)
    expect(tab.locator("[data-shown-with] time")).to_have_text(re.compile(r"^已 \d 秒"))  # how it stands goes with the tap
    tab.click("text=Finish")
    expect(tab.locator(".tray li")).to_have_count(2)
    assert pages.received == [] and waiting(tab) == 2
    tab.context.set_offline(False)
    expect(tab.locator(".tray")).to_have_count(0, timeout=20000)
    assert [one["act"] for one in pages.received] == ["start", "finish"]
    assert len({one["key"] for one in pages.received}) == 2
    acted = datetime.fromisoformat(pages.received[0]["at"])
    assert before - timedelta(seconds=2) <= acted <= timezone.now()


def test_a_queued_act_outlives_its_page_and_keeps_one_key_over_all_tries(at):
    pages.answers["start"] = "broken"
    tab = at("/jobs/")
    tab.click("text=Start")
    expect(tab.locator(".tray[data-outcome=later] li")).to_have_count(1)
    pages.answers["start"] = "ok"
    with tab.expect_response("**/act/start/"):  # any other page sends what waits
        at("/clocks/")
    expect(tab.locator(".tray")).to_have_count(0)
    assert {one["answer"] for one in pages.received} == {"broken", "ok"}
    assert len({one["key"] for one in pages.received}) == 1


def test_an_expired_session_keeps_the_act_and_shows_the_way_to_sign_in(at):
    pages.answers["start"] = "expired"
    tab = at("/jobs/")
    tab.click("text=Start")
    expect(tab.locator(".tray [data-signin]")).to_be_visible()
    assert waiting(tab) == 1
    pages.answers["start"] = "ok"
    tab.click(".tray [data-retry]")
    expect(tab.locator(".tray")).to_have_count(0)


def test_a_refused_act_stays_in_sight_with_its_reason_until_it_is_dropped(at):
    pages.answers["start"] = "refused"
    tab = at("/jobs/")
    tab.click("text=Start")
    expect(tab.locator(".tray-reason")).to_have_text("The order is closed <b>already</b>.")
    tab.reload()
    expect(tab.locator(".tray-reason")).to_be_visible()
    tab.click(".tray [data-discard]")
    tab.click("#ask button[value=no]")
    expect(tab.locator(".tray li")).to_have_count(1)
    tab.click(".tray [data-discard]")
    tab.click("#ask button[value=yes]")
    expect(tab.locator(".tray")).to_have_count(0)
    assert waiting(tab) == 0
    pages.answers["start"] = "page"  # never a page's markup for a reason
    tab.click("text=Start")
    expect(tab.locator(".tray [data-refused]")).to_be_visible()
    expect(tab.locator(".tray-reason")).to_be_hidden()


def test_a_refused_act_does_not_hold_up_those_behind_it(at):
    tab = at("/jobs/")
    tab.context.set_offline(True)
    tab.click("text=Start")
    tab.click("text=Finish")
    expect(tab.locator(".tray li")).to_have_count(2)
    pages.answers["start"] = "refused"
    tab.context.set_offline(False)
    expect(tab.locator(".tray li")).to_have_count(1, timeout=20000)
    assert [one["act"] for one in pages.received] == ["start", "finish"]


def test_a_page_that_was_kept_opens_without_a_network(at, live_server):
    tab = at("/jobs/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => new Promise((done) => setTimeout(done, 800)))")
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.locator("#lost")).to_be_visible()
    tab.click("text=Start")
    expect(tab.locator(".tray li")).to_have_count(1)
    tab.goto(live_server.url + "/words/")
    expect(tab.locator("h1")).to_have_text("没有网络")


# What happens in the house


def happens(**hint):
    pages.answers["hint"] = hint


def test_a_part_reads_itself_again_when_what_it_names_has_happened(at):
    tab = at("/live/")
    happens(name="booking.made", thread="thread:9", subject="visit:13")
    tab.wait_for_timeout(600)
    assert pages.received == []
    happens(name="order.signed", thread="thread:9", subject="order:5")
    expect(tab.locator("#part b")).to_have_text("read 1")
    happens(name="parked", thread="thread:9", subject="visit:12")
    expect(tab.locator("#part b")).to_have_text("read 2")


def test_a_part_in_which_somebody_chooses_is_left_alone(at):
    tab = at("/live/")
    tab.select_option("#part select", "b")
    tab.evaluate("document.activeElement.blur()")
    happens(name="order.signed", thread="thread:9", subject="order:5")
    tab.wait_for_timeout(800)
    assert pages.received == []
    expect(tab.locator("#part select")).to_have_value("b")


# The booking table


def test_an_appointment_is_carried_with_the_keyboard(at):
    tab = at("/table/")
    tab.focus("#chip")
    for key in ("Space", "ArrowRight", "ArrowDown", "Enter"):
        tab.keyboard.press(key)
    expect(tab.locator("#moved")).to_have_text("09:30")
    assert pages.received[0]["_key"]


def test_escape_puts_an_appointment_back(at):
    tab = at("/table/")
    tab.focus("#chip")
    for key in ("Space", "ArrowRight", "Escape"):
        tab.keyboard.press(key)
    tab.wait_for_timeout(200)
    assert pages.received == []


def test_an_appointment_is_dragged_with_the_mouse(at):
    tab = at("/table/")
    tab.drag_and_drop("#chip", "[data-drop='09:00']")
    expect(tab.locator("#moved")).to_have_text("09:00")


# The badge

CAMERA = """(code) => { navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), side = 7;
  canvas.width = 640; canvas.height = 480;
  const draw = () => {
    pen.fillStyle = "#e8e8e0"; pen.fillRect(0, 0, 640, 480);
    pen.save(); pen.translate(230, 110); pen.rotate(0.12); pen.fillStyle = "#181818";
    code.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * side, y * side, side + .5, side + .5)));
    pen.restore();
  };
  draw(); setInterval(draw, 50);
  return canvas.captureStream(20);
}; }"""


def test_a_badge_held_up_to_the_camera_is_read_where_the_browser_has_no_reader_of_its_own(at):
    tab = at("/badge/")
    tab.evaluate(CAMERA, [[bool(module) for module in row] for row in segno.make_qr("YN-7Q2M-badge").matrix])
    tab.evaluate("delete window.BarcodeDetector")
    tab.click("[data-scan]")
    expect(tab.locator("#told")).to_have_text("YN-7Q2M-badge")


# The walk-around


def test_damage_is_marked_by_tap_and_by_keyboard_and_sent_with_the_signature(at):
    tab = at("/tablet/")
    tab.click("[data-zone=bonnet]")
    tab.focus("[data-zone=left_front_door]")
    tab.keyboard.press("Enter")
    expect(tab.locator(".car-row")).to_have_count(2)
    tab.locator(".car-row").nth(1).locator("text=凹陷").click()
    tab.locator(".car-row").nth(1).locator("[data-note]").fill("拳头大小")
    tab.locator(".car-row").nth(0).locator("[data-photo]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"not really a picture"}
    )
    tab.click("#send")  # not signed yet
    expect(tab.locator("[data-needed]")).to_be_visible()
    box = tab.locator(".signature canvas").bounding_box()
    tab.mouse.move(box["x"] + 30, box["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 120, box["y"] + 90, steps=6)
    tab.mouse.up()
    with tab.expect_navigation():
        tab.click("#send")
    sent = pages.received[0]
    marks = json.loads(sent["marks"])
    assert [(mark["zone"], mark["kind"], mark["note"]) for mark in marks] == [
        ("bonnet", "scratch", ""),
        ("left_front_door", "dent", "拳头大小"),
    ]
    assert sent["files"] == f"photo-{marks[0]['id']}"
    assert all(0 <= mark["x"] <= 1000 and 0 <= mark["y"] <= 1000 for mark in marks)
    assert sent["signature"].startswith("data:image/png;base64,")


def test_a_mark_is_taken_away_again(at):
    tab = at("/tablet/")
    tab.click("[data-zone=roof]")
    tab.click("[data-remove]")
    expect(tab.locator(".car-row")).to_have_count(0)
    assert tab.input_value("[name=marks]") == "[]"


def test_a_photo_waits_with_the_other_acts(at):
    tab = at("/jobs/")
    tab.context.set_offline(True)
    tab.set_input_files("[data-upload] input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 100})
    expect(tab.locator(".tray li")).to_have_count(1)
    expect(tab.locator(".photo.is-kept")).to_have_count(1)
    tab.context.set_offline(False)
    expect(tab.locator(".tray")).to_have_count(0, timeout=20000)
    assert [(one["act"], bool(one["at"])) for one in pages.received] == [("photo", True)]
