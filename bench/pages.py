"""Pages over a centre's lifetime: Today, open visits, a booking day, customer search, a customer's timeline, at growing numbers of closed visits.

    make bench BENCH=pages ARGS="--sizes 10000,100000,1000000"

The visits are clones, made in SQL, of some that went through the services; the p95 is of the served page on one connection, over loopback.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from typing import Any

from bench import engines

SIZES = {"sqlite": "10000,100000", "postgresql": "10000,100000"}
BASE = 50


def main(arguments: list[str]) -> None:
    engines.on_each("bench.pages", arguments)


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.pages")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--sizes", default="", help="numbers of visits, growing, with commas")
    told.add_argument("--requests", type=int, default=100, help="requests per page")
    options = told.parse_args(arguments)
    sizes = [int(size) for size in (options.sizes or SIZES[options.engine]).split(",")]
    engines.set_up()
    from django.utils import timezone
    from django_scopes import scope

    from bench import clone, script

    centre = script.centre(at=timezone.now())
    with scope(site=centre.site):
        seed(script, clone, centre, timezone.now())
        first: dict[str, float] = {}
        for size in sizes:
            clone.grow(size)
            for line in read(centre, options, size):
                first.setdefault(line["page"], line["p95_ms"])
                print(json.dumps(line | {"ratio_to_smallest": round(line["p95_ms"] / first[line["page"]], 2)}), flush=True)


def seed(script: Any, clone: Any, centre: Any, now: Any) -> None:
    """Closed visits to clone, and some open ones in every step, as a working day has them."""
    for number in range(BASE):
        story = script.prepare(centre, now - script.timedelta(days=10), number, crew=number)
        for _name, act in script.acts(story):
            act()
    clone.keep_base()
    open_cars(script, centre, now)


def open_cars(script: Any, centre: Any, now: Any) -> None:
    """Cars that stand in the shop now, at different steps."""
    ends = ["greet", "words", "estimate", "release", "assign", "work", "final inspection"]
    for number in range(28):
        story = script.prepare(centre, now - script.timedelta(days=1), 90_000 + number, crew=number)
        for name, act in script.acts(story):
            act()
            if name == ends[number % len(ends)]:
                break


def read(centre: Any, options: argparse.Namespace, size: int) -> list[dict[str, Any]]:
    from bench import http
    from yinuo.information.customers.models import Customer

    base = f"/s/{centre.site.code}"
    customer = Customer.objects.order_by("-id")[:1].get()
    pages = {
        "today": ("advisor", f"{base}/"),
        "open visits": ("advisor", f"{base}/visits/"),
        "all visits": ("advisor", f"{base}/visits/all/"),
        "booking day": ("advisor", f"{base}/booking/"),
        "search by plate": ("advisor", f"{base}/search/?q=A0004"),
        "search by name": ("advisor", f"{base}/search/?q=%E7%8E%8B%E8%8A%B3"),
        "timeline": ("advisor", f"{base}/customers/{customer.pk}/"),
    }
    lines = []
    with http.served() as (port, _pid):
        for name, (role, path) in pages.items():
            person = http.Person(port, http.session_of(centre.people[role]))
            for _warm in range(5):
                person.get(path)
            seconds = [person.get(path)[0] for _request in range(options.requests)]
            p95 = statistics.quantiles(seconds, n=20)[18] * 1000
            lines.append(
                {"engine": options.engine, "rows": size, "page": name, "p95_ms": round(p95, 1), "queries": queries(centre, role, path)}
            )
    return lines


def queries(centre: Any, role: str, path: str) -> int:
    """How many queries the page issues, by Django's own client in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(centre.people[role], backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


if __name__ == "__main__":
    measure(sys.argv[1:])
