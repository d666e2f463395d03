"""A week's report from what happened in it: made once, read once, sent once, through a real mail server."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.events.models import Event
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.follow_up import services as follow_up
from yinuo.supervision.weekly import figures, jobs, post, services, shown
from yinuo.supervision.weekly.models import WeeklyReport
from yinuo.supervision.weekly.rules import Week


@pytest.fixture
def site(centre):  # noqa: F811
    with timezone.override(centre.site.zone):
        yield centre.site


@pytest.fixture
def week(site, centre):  # noqa: F811
    """Three calls of one week: one happy, one raised and answered, one raised and open. Gives (the week, Monday noon after it)."""
    stories = [Car(centre, number=n).until("deliver") for n in (1, 2, 3)]
    due = max(story.visit.due_call.due_on for story in stories)
    for n, story in enumerate(stories):
        told, at = story.told("follow_up_agent"), story.at + timedelta(days=3)
        raised = {"raised": ("异响还在", "洗车没洗干净")[n - 1], "answer_due_at": at + timedelta(days=1)} if n else {}
        follow_up.reached(due_call_id=story.visit.due_call.pk, outcome="unhappy" if n else "happy", by=told["by"], at=at, **raised)
    answered = stories[1]
    follow_up.answer(
        due_call_id=answered.visit.due_call.pk,
        text="换了胶垫,试车没有异响",
        by=answered.told("follow_up_agent")["by"],
        at=at + timedelta(hours=2),
    )
    found = Week.of(due)
    return found, timezone.make_aware(timezone.datetime(*found.after.monday.timetuple()[:3], 12))


@pytest.fixture
def manager(site):
    person = create_person(username="manager", display_name="Manager")
    give_role(person=person, site=site, role="service_manager")
    return staff(site_id=site.pk, user=person, roles=["service_manager"]), person


def opened(manager, name: str, week: Week, at, method: str = "get"):
    client = Client()
    client.force_login(manager[1], backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    with time_machine.travel(at, tick=False):
        return getattr(client, method)(reverse(f"weekly:{name}", args=["bench", week.code] if name != "newest" else ["bench"]))


def test_it_tells_what_was_raised_and_the_answer_each_customer_got(week, manager, site):
    report = figures.report(week[0], at=week[1])
    assert (report.now.due, report.now.reached, report.now.happy, report.now.unhappy) == (3, 3, 1, 2)
    first, second = report.raised
    assert first.open and first.call.raised == "洗车没洗干净" and (report.raised_n, report.raised_open) == (2, 1)
    assert second.answer == "换了胶垫,试车没有异响" and second.answered_by and not second.open
    assert report.cases_n == Complaint.objects.count() == 2 and {first.case.pk, second.case.pk} == {case.pk for case in report.cases}
    assert figures.report(week[0].after, at=week[1]).before == report.now


def test_it_is_made_once_on_monday_and_stands_on_today_until_read(week, manager, site):
    monday = timezone.make_aware(timezone.datetime(*week[0].after.monday.timetuple()[:3]))
    assert jobs.make_due(site, monday + timedelta(hours=5)) == 0
    assert [jobs.make_due(site, monday + timedelta(hours=6, minutes=n)) for n in (0, 1)] == [1, 0]
    assert services.make(week[0], by=manager[0], at=week[1]) is None and WeeklyReport.objects.count() == 1
    client_at = week[1]
    page = opened(manager, "newest", week[0], client_at).content.decode()
    assert "I have read it" in page and "换了胶垫,试车没有异响" in page and page.index("洗车没洗干净") < page.index("异响还在")
    assert opened(manager, "read", week[0], client_at, "post").status_code == 302
    assert "I have read it" not in opened(manager, "week", week[0], client_at).content.decode()
    assert opened(manager, "read", week[0], client_at, "post").status_code == 409
    assert opened(manager, "week", Week(week[0].monday + timedelta(weeks=9)), client_at).status_code == 404


def test_the_pdf_is_set_in_an_embedded_font(week, manager):
    answer = opened(manager, "pdf", week[0], week[1])
    body = answer.content
    assert answer["Content-Type"] == "application/pdf" and body.startswith(b"%PDF-1.") and b"NotoSansSC" in body and b"/FontFile" in body
    assert f"follow-up-bench-{week[0].code}.pdf" in answer["Content-Disposition"]


class Letters:
    """What arrived at the mail server; `refuse` is what it answers instead of taking one."""

    def __init__(self):
        self.taken, self.refuse = [], ""

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return self.refuse
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"


@pytest.fixture
def letters(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Letters(), hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", port
    settings.SENDS_MAIL, settings.PUBLIC_URL = True, "https://service.example.com"
    yield server
    server.stop()


def test_it_is_sent_once_with_its_pdf(week, manager, site, letters):
    services.set_address(address="manager@example.com", by=manager[0], at=week[1])
    with translation.override("zh-hans"):
        for _turn in range(2):  # a worker that begins anew does both again
            jobs.make_due(site, week[1])
            post.send_waiting(site, week[1])
    ((to, letter),) = letters.handler.taken
    (attached,) = letter.iter_attachments()
    assert to == ["manager@example.com"] and week[0].code in letter["Subject"] and week[0].code in letter["Message-ID"]
    assert attached.get_content_type() == "application/pdf" and attached.get_content().startswith(b"%PDF")
    assert f"https://service.example.com/s/bench/weekly/{week[0].code}/" in letter.get_body().get_content()
    row = WeeklyReport.objects.get()
    assert (row.mail, row.mail_to) == ("sent", "manager@example.com") and Event.objects.filter(name="weekly_report.sent").count() == 1


def test_what_is_refused_is_tried_again_later_and_what_broke_off_is_not(week, manager, site, letters):
    services.set_address(address="manager@example.com", by=manager[0], at=week[1])
    letters.handler.refuse = "451 not now"
    jobs.make_due(site, week[1])
    assert post.send_waiting(site, week[1]) == 0
    letters.handler.refuse = ""
    assert post.send_waiting(site, week[1] + timedelta(minutes=4)) == 0
    assert post.send_waiting(site, week[1] + timedelta(minutes=5)) == 1 and len(letters.handler.taken) == 1
    again = week[1] + timedelta(hours=1)
    row = services.send_again(week=week[0], by=manager[0], at=again)
    assert services.claim(row, at=again) and not services.claim(row, at=again)
    assert post.send_waiting(site, again + timedelta(hours=1)) == 0  # the worker that had it is gone; nobody knows whether it went
    row.refresh_from_db()
    assert row.mail == "unsure" and row.problem and len(letters.handler.taken) == 1


def test_without_a_server_it_stands_on_today_and_the_button_says_so(week, manager, site):
    services.set_address(address="manager@example.com", by=manager[0], at=week[1])
    jobs.make_due(site, week[1])
    assert WeeklyReport.objects.get().mail == "none" and post.send_waiting(site, week[1]) == 0
    with pytest.raises(services.NoMailServer):
        services.send_again(week=week[0], by=manager[0], at=week[1])


def test_an_empty_week_says_so_and_divides_by_nothing(site):
    report = figures.report(Week.named("2020-W10"), at=timezone.now())
    assert [tile.value for tile in shown.tiles(report)] == ["0", "—", "0", "0", "0", "0", "—", "—"]
    assert jobs.make_due(site, timezone.now()) == 0
