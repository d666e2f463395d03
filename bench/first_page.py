"""The first page in a browser, nothing cached: bytes transferred, compressed, and Largest Contentful Paint of the sign-in page and of Today.

    make bench BENCH=first_page

Demo data, front-end files collected under hashed names and compressed, as `make run` serves them; the system's Chromium. One JSON line: medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from typing import Any

from tools import chromium

from bench import engines

PHONE = {"width": 390, "height": 844}
LARGEST_PAINT = """() => new Promise(told => {
    new PerformanceObserver(list => told(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true})
})"""


def main(arguments: list[str]) -> None:
    engines.on_each("bench.first_page", arguments, ("sqlite",))


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.first_page")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--days", type=int, default=30, help="days of the demo centre's history")
    told.add_argument("--times", type=int, default=7, help="each page so often, in a browser without a cache")
    options = told.parse_args(arguments)
    collect()
    from bench import http, memory

    session = memory.load(options.days, http)[0]
    with http.served() as (port, _pid):
        pages = {"sign_in": ("/accounts/login/", ""), "today": ("/s/pudong/", session)}
        line = {name: seen(f"http://127.0.0.1:{port}", path, cookie, options.times) for name, (path, cookie) in pages.items()}
    print(json.dumps({"first_page": line}), flush=True)


def collect() -> None:
    """The front-end files where the server will look for them, before Django is set up to serve them."""
    os.environ |= {"STATIC_ROOT": os.path.join(os.environ["YINUO_VAR"], "static"), "YINUO_COLLECT": "1"}
    engines.set_up()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def seen(server: str, path: str, session: str, times: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        visits = [visit(browser, server, path, session) for _time in range(times + 1)][1:]  # the first warms the server
        browser.close()
    kib, paints, requests = zip(*visits, strict=True)
    return {
        "kib": round(statistics.median(kib), 1),
        "lcp_ms": round(statistics.median(paints)),
        "requests": round(statistics.median(requests)),
    }


def visit(browser: Any, server: str, path: str, session: str) -> tuple[float, float, int]:
    """(KiB over the wire with heads, milliseconds to the largest paint, how many requests) of a first visit."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    tab = context.new_page()
    wire: list[float] = []
    network = context.new_cdp_session(tab)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: wire.append(told["encodedDataLength"]))
    answer = tab.goto(server + path, wait_until="load")
    tab.wait_for_timeout(800)  # what scripts ask for after
    if answer is None or answer.status != 200 or not tab.url.endswith(path):
        raise RuntimeError(f"{path}: {answer and answer.status} {tab.url}")
    paint = tab.evaluate(LARGEST_PAINT)
    context.close()
    return sum(wire) / 1024, paint, len(wire)


if __name__ == "__main__":
    measure(sys.argv[1:])
