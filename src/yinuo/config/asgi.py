"""What the server calls: `/live/` is answered without a thread or a database connection per listener, all else by Django under WSGI.

Django runs on a fixed pool of threads which keep their database connections (CONN_MAX_AGE is None): under Django's own ASGI handler every
request would open one anew.
"""

from __future__ import annotations

import os
import signal
import threading
import time

from yinuo.config.bridge import Bridge

from yinuo.config.wsgi import application as django  # isort: skip, sets Django up
from yinuo.config.live import application as live
from yinuo.config.warm import warm_up

THREADS = int(os.environ.get("YINUO_THREADS", "6"))
PARENT_CHECK_SECONDS = 1.0

warm_up()
pages = Bridge(django, threads=THREADS)


async def application(scope, receive, send) -> None:
    if scope["type"] == "http" and scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)


def stop_with(parent: int) -> None:
    """End this process when its parent is gone, even by `kill -9`: nothing else would ever stop it."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)


if os.environ.get("YINUO_SERVE_PID") == str(os.getppid()):
    threading.Thread(target=stop_with, args=(os.getppid(),), daemon=True).start()
