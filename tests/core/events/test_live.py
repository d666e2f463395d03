"""What happens is heard on every open screen of the site within two seconds, and nowhere else."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import re
import time
import urllib.parse
import urllib.request

import pytest
from django.conf import settings
from django_scopes import scopes_disabled

from tests.setup.running import serving
from yinuo.config import live
from yinuo.core.access.models import Membership
from yinuo.core.events.models import Event, Thread

FIRST = {"name": "东方站", "code": "df", "country": "CN", "display_name": "李", "username": "li", "password": "correct horse 9"}
LISTENERS = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"


# The head of the log


@pytest.fixture
def thread(site) -> Thread:
    return Thread.objects.create(site=site, kind="visit")


def happened(thread: Thread, pk: int, name: str = "visit.greeted") -> None:
    at = live.timezone.now()
    Event.objects.create(
        pk=pk, site_id=thread.site_id, name=name, subject_type="visit", subject_id=7, thread=thread, at=at, recorded_at=at, by_name="x"
    )


def heard(log: live.Log) -> list[str]:
    with scopes_disabled():
        return [hint["name"] for _site, hint in log.news()]


def test_each_event_is_told_once_even_when_its_number_becomes_visible_late(thread):
    log = live.Log()
    happened(thread, 1000, "before.listening")
    assert heard(log) == []
    happened(thread, 1010, "second.written")
    assert heard(log) == ["second.written"]
    happened(thread, 1005, "first.begun")
    assert heard(log) == ["first.begun"]
    assert heard(log) == []


def test_a_hint_names_what_to_read_again_and_nothing_else(thread):
    log = live.Log()
    heard(log)
    happened(thread, 2000)
    with scopes_disabled():
        assert log.news() == [(thread.site_id, {"name": "visit.greeted", "thread": f"thread:{thread.pk}", "subject": "visit:7"})]


# The door


@pytest.fixture
def cookie_of(client, monkeypatch):
    monkeypatch.setattr(live, "close_old_connections", lambda: None)  # the test's own connection is in its transaction

    def make(user) -> str:
        client.force_login(user, backend=BACKEND)
        return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"

    return make


@pytest.fixture
def quick(monkeypatch):
    """Rights are looked at again all the time, and the heart beats fast."""
    monkeypatch.setattr(live, "CHECK_RIGHTS_EVERY_SECONDS", 0)
    monkeypatch.setattr(live, "BEAT_EVERY_SECONDS", 0.05)


def test_only_who_has_a_role_at_the_site_is_let_in(site, other_site, person, cookie_of):
    cookie = cookie_of(person("technician"))
    assert live.site_of(cookie, "pd") == site.pk
    assert live.site_of(cookie, "mh") is None
    assert live.site_of(cookie, "nothing") is None
    assert live.site_of("", "pd") is None
    assert live.site_of(f"{settings.SESSION_COOKIE_NAME}=forged; =;", "pd") is None


def test_who_left_is_let_in_no_more(site, person, cookie_of):
    user = person("technician")
    cookie = cookie_of(user)
    user.is_active = False
    user.save()
    assert live.site_of(cookie, "pd") is None
    user.is_active = True
    user.save()
    Membership.objects.all().delete()
    assert live.site_of(cookie, "pd") is None


def test_a_stream_ends_when_the_rights_are_gone(quick):
    answers = iter([1, 1, None])
    sent = []

    async def listen():
        async def send(message):
            sent.append(message)

        async def allowed():
            return next(answers)

        gone = asyncio.create_task(asyncio.sleep(30))
        await asyncio.wait_for(live.stream(send, asyncio.Queue(), gone, allowed), 10)
        gone.cancel()

    asyncio.run(listen())
    assert sent[0]["status"] == 200
    assert [message.get("body") for message in sent[1:]] == [b"data: hello\n\n", b"data: beat\n\n", b"data: beat\n\n", b""]


# A running server


class Person:
    """Somebody's browser at a running server."""

    def __init__(self, address: str):
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        return self.opener.open(self.address + path, timeout=30).read().decode()

    def post(self, path: str, told: dict[str, str]) -> float:
        """Fill in the form of a page and send it; gives the moment of sending."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert token
        body = urllib.parse.urlencode({**told, "csrfmiddlewaretoken": token[1]}).encode()
        sent = time.monotonic()
        self.opener.open(urllib.request.Request(self.address + path, body, {"Referer": self.address + path}), timeout=30).read()
        return sent

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)


async def listen(port: int, cookie: str, open_: asyncio.Event | None = None) -> tuple[list[dict], float]:
    """Hints of one listener until the first came, and when."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/s/df/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    try:
        while True:
            line = (await asyncio.wait_for(reader.readline(), 30)).decode().strip()
            if line == "data: hello" and open_ is not None:
                open_.set()
            if line.startswith("data: {"):
                return [json.loads(line[6:])], time.monotonic()
    finally:
        writer.close()


@pytest.mark.slow
def test_two_hundred_screens_hear_of_an_act_within_two_seconds(tmp_path):
    with serving("--migrate", "--no-work", var=tmp_path / "var") as (_process, address, _log):
        person = Person(address)
        person.post("/setup/", FIRST)
        port = int(address.rpartition(":")[2])

        async def everybody() -> tuple[float, list[tuple[list[dict], float]]]:
            doors = [asyncio.Event() for _n in range(LISTENERS)]
            screens = [asyncio.create_task(listen(port, person.cookie, door)) for door in doors]
            await asyncio.wait_for(asyncio.gather(*(door.wait() for door in doors)), 60)
            await asyncio.sleep(0.6)  # the tailer has read the head of the log
            told = await asyncio.to_thread(person.post, "/s/df/setup/prices/", {"labour_rate": "222", "overbooking_percent": "0"})
            return told, await asyncio.wait_for(asyncio.gather(*screens), 30)

        told, heard = asyncio.run(everybody())
    assert {hint["name"] for hints, _when in heard for hint in hints} <= {"site.changed", "site.set_up"}
    longest = max(when for _hints, when in heard) - told
    print(f"{LISTENERS} listeners: the last heard of it after {longest:.2f} s")
    assert longest < 2
