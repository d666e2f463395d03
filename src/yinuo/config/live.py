"""The stream of what happens at a site, for screens that stay open: `/live/s/<site>/`, server-sent events.

One thread per process reads the head of the log; a listener costs a coroutine and a queue, no thread and no database
connection. A hint says what changed, never what it is: the screen reads again through its own door. Rights are looked at
when a listener comes and each minute after.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connection
from django.http import HttpRequest
from django.utils import timezone
from django_scopes import scopes_disabled

from yinuo.core.access.queries import site_and_roles
from yinuo.core.access.rules import capabilities_of
from yinuo.core.events.live import bell
from yinuo.core.events.models import Event

logger = logging.getLogger("yinuo.live")
RIGHT = "visit.read"
LOOK_EVERY_SECONDS = 0.5
BEAT_EVERY_SECONDS = 15
CHECK_RIGHTS_EVERY_SECONDS = 60
OVERLAP = 200  # on PostgreSQL ids become visible out of order: the last ones are looked at again
OLDEST_QUEUED_ACT = timedelta(days=4)  # bounds the partitions that are looked into

doorkeepers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")


# The log's head


class Log:
    """What was written since the last look, each event once."""

    def __init__(self) -> None:
        self.last = -1
        self.seen: OrderedDict[int, None] = OrderedDict()

    @staticmethod
    def recent():
        return Event.objects.filter(recorded_at__gte=timezone.now() - OLDEST_QUEUED_ACT)

    def begin(self) -> None:
        self.last = self.recent().order_by("-id").values_list("id", flat=True).first() or 0
        self.seen = OrderedDict.fromkeys(self.recent().filter(id__gt=self.last - OVERLAP).values_list("id", flat=True))

    def news(self) -> list[tuple[int, dict]]:
        """(site, hint) of each event not seen before, oldest first."""
        if self.last < 0:
            self.begin()
            return []
        rows = self.recent().filter(id__gt=self.last - OVERLAP).order_by("id")
        found = []
        for pk, site, name, thread, kind, subject in rows.values_list("id", "site_id", "name", "thread_id", "subject_type", "subject_id"):
            if pk not in self.seen:
                self.seen[pk] = None
                self.last = max(self.last, pk)
                found.append((site, {"name": name, "thread": f"thread:{thread}", "subject": f"{kind}:{subject}"}))
        while len(self.seen) > 4 * OVERLAP:
            self.seen.popitem(last=False)
        return found


class Tailer:
    """The one reader of a process: told by the bell, or by its own look twice a second; rests while nobody listens."""

    def __init__(self) -> None:
        self.queues: dict[int, set[asyncio.Queue]] = {}
        self.wanted, self.over = threading.Event(), threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def add(self, site: int, queue: asyncio.Queue) -> None:
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            threading.Thread(target=self.tail, name="live-tailer", daemon=True).start()
        self.queues.setdefault(site, set()).add(queue)
        self.wanted.set()

    def remove(self, site: int, queue: asyncio.Queue) -> None:
        self.queues[site].discard(queue)
        if not any(self.queues.values()):
            self.wanted.clear()

    def tail(self) -> None:
        while not self.over.is_set():
            self.wanted.wait()
            try:
                self.tail_while_wanted()
            except Exception:
                logger.exception("The log could not be read; it is tried again.")
                self.over.wait(1)
            finally:
                connection.close()

    def tail_while_wanted(self) -> None:
        log = Log()
        while self.wanted.is_set() and not self.over.is_set():
            with scopes_disabled():
                news = log.news()
            if news and self.loop is not None:
                self.loop.call_soon_threadsafe(self.tell, news)
            bell.wait(LOOK_EVERY_SECONDS)
            bell.clear()

    def tell(self, news: list[tuple[int, dict]]) -> None:
        for site, hint in news:
            for queue in self.queues.get(site, ()):
                if not queue.full():
                    queue.put_nowait(hint)


tailer = Tailer()


# The door


def site_of(cookie: str, code: str) -> int | None:
    """The site's key when the session's person may see its visits, else None."""
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    close_old_connections()
    user = get_user(request)
    found = site_and_roles(user, code) if user.is_authenticated else None
    return found[0].pk if found and RIGHT in capabilities_of(found[1]) else None


async def application(scope, receive, send) -> None:
    """ASGI: one listener."""
    parts = scope["path"].strip("/").split("/")
    cookie = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"), "")
    may_listen = scope["method"] == "GET" and len(parts) == 3 and parts[1] == "s"
    site = await on_thread(site_of, cookie, parts[2]) if may_listen else None
    if site is None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    queue: asyncio.Queue = asyncio.Queue(maxsize=200)
    tailer.add(site, queue)
    gone = asyncio.create_task(until_gone(receive))
    try:
        await stream(send, queue, gone, lambda: on_thread(site_of, cookie, parts[2]))
    finally:
        gone.cancel()
        tailer.remove(site, queue)


async def on_thread(function, *arguments):
    return await asyncio.get_running_loop().run_in_executor(doorkeepers, function, *arguments)


async def until_gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def stream(send, queue: asyncio.Queue, gone: asyncio.Task, still_allowed) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    loop = asyncio.get_running_loop()
    checked, text = loop.time(), "data: hello\n\n"
    while not gone.done():
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        hints = await next_hints(queue, gone)
        text = "".join(f"data: {json.dumps(hint)}\n\n" for hint in hints) or "data: beat\n\n"
        if loop.time() - checked > CHECK_RIGHTS_EVERY_SECONDS:
            checked = loop.time()
            if await still_allowed() is None:
                break
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def next_hints(queue: asyncio.Queue, gone: asyncio.Task) -> list[dict]:
    """What came since, as soon as there is something; nothing when it is time for a beat or the listener has gone."""
    waiting = asyncio.create_task(queue.get())
    await asyncio.wait({waiting, gone}, timeout=BEAT_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return []
    hints = [waiting.result()]
    while not queue.empty():
        hints.append(queue.get_nowait())
    return [hint for index, hint in enumerate(hints) if hint not in hints[:index]]
