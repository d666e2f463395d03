"""The live stream: what happens at a site reaches whoever listens there, each event once, and nobody else."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django_scopes import scope, scopes_disabled

from yinuo.config import live
from yinuo.core.access.people import create_person, give_role
from yinuo.core.events.live import wake
from yinuo.core.events.models import Event, Thread
from yinuo.core.sites.models import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pd(transactional_db):
    return Site.objects.create(code="pd", name="浦东站")


@pytest.fixture
def lin(pd):
    person = create_person(username="lin", display_name="Lin", password="a long enough password")
    give_role(person=person, site=pd, role="advisor")
    return person


def cookie_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def happen(site, name="visit.arrived"):
    at = live.timezone.now()
    with scope(site=site):
        thread = Thread.objects.create(site=site, kind=Thread.VISIT)
        return Event.objects.create(
            site=site, name=name, subject_type="visit", subject_id=12, thread=thread, at=at, recorded_at=at, by_name="Lin", origin="web"
        )


def test_the_door_knows_who_may_listen(pd, lin):
    Site.objects.create(code="mh", name="闵行站")
    cookie = cookie_of(lin)
    assert live.site_of(cookie, "pd") == pd.pk
    assert live.site_of(cookie, "mh") is None
    assert live.site_of(cookie, "nowhere") is None
    assert live.site_of("", "pd") is None
    assert live.site_of(f"{settings.SESSION_COOKIE_NAME}=made-up", "pd") is None
    lin.is_active = False
    lin.save()
    assert live.site_of(cookie, "pd") is None


def test_the_log_tells_each_event_once_and_none_from_before(pd):
    happen(pd, "visit.arrived")
    log = live.Log()
    with scopes_disabled():
        assert log.news() == []
        event = happen(pd, "visit.greeted")
        assert log.news() == [(pd.pk, {"name": "visit.greeted", "thread": f"thread:{event.thread_id}", "subject": "visit:12"})]
        assert log.news() == []


def test_an_event_that_becomes_visible_late_is_told_all_the_same(pd):
    """On PostgreSQL a lower id can be committed after a higher one."""
    log = live.Log()
    with scopes_disabled():
        log.news()
        late, early = happen(pd, "visit.greeted"), happen(pd, "visit.arrived")
        log.seen[early.pk], log.last = None, early.pk
        assert [hint["name"] for _site, hint in log.news()] == ["visit.greeted"]
        assert late.pk < early.pk


async def listen(cookie, path, *, until, messages):
    """Be a listener until told enough."""
    gone = asyncio.Event()

    async def receive():
        if not messages:
            messages.append({"status": None})
            return {"type": "http.request", "body": b""}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        messages.append(message)
        if until(messages):
            gone.set()

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", cookie.encode())]}
    await asyncio.wait_for(live.application(scope, receive, send), timeout=15)


def said(messages):
    text = b"".join(message.get("body", b"") for message in messages if message.get("type") == "http.response.body").decode()
    return [line[6:] for line in text.splitlines() if line.startswith("data: ")]


@pytest.fixture
def tailer(monkeypatch):
    """A tailer of its own, and a doorkeeper, which end with the test and leave no connection behind."""
    own, doorkeeper = live.Tailer(), ThreadPoolExecutor(max_workers=1)
    monkeypatch.setattr(live, "tailer", own)
    monkeypatch.setattr(live, "doorkeepers", doorkeeper)
    yield own
    doorkeeper.submit(connections.close_all).result()
    doorkeeper.shutdown()
    own.over.set()
    own.wanted.set()
    for thread in threading.enumerate():
        if thread.name == "live-tailer":
            thread.join(5)


def test_a_listener_hears_of_an_act_within_two_seconds(pd, lin, tailer):
    other = Site.objects.create(code="mh", name="闵行站")
    cookie, messages, at_least = cookie_of(lin), [], 2

    async def both():
        loop = asyncio.get_running_loop()

        def act():
            happen(other, "visit.arrived")
            happen(pd, "visit.delivered")
            wake()
            connections.close_all()

        loop.call_later(1.5, lambda: threading.Thread(target=act).start())
        begun = loop.time()
        await listen(cookie, "/live/s/pd/", until=lambda sent: len(said(sent)) >= at_least, messages=messages)
        return loop.time() - begun

    took = asyncio.run(both())
    hints = said(messages)
    assert hints[0] == "hello"
    assert [json.loads(hint)["name"] for hint in hints[1:]] == ["visit.delivered"]
    assert took < 1.5 + 2


def test_whoever_may_not_listen_is_told_nothing(pd):
    messages = []
    asyncio.run(listen("", "/live/s/pd/", until=lambda sent: False, messages=messages))
    assert [message["status"] for message in messages if message.get("type") == "http.response.start"] == [404]
