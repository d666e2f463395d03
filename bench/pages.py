"""Pages over a centre's lifetime: Today, open visits, a booking day, customer search, a customer's timeline, at growing numbers of closed visits.

    make bench BENCH=pages ARGS="--sizes 10000,100000,1000000"

One database grows through the sizes. The closed visits are clones, made in SQL, of some that went through the services (see bench/clone.py); some 45 cars of
six advisors stand in the shop and as many are booked for the day. The p95 is of the served page on one connection, over loopback; `cpu_ms` is the
processor time of a request in the web process and the database.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench import engines

SIZES = {"sqlite": "10000,100000", "postgresql": "10000,100000,1000000"}
BASE, OPEN, ADVISORS = 50, 45, 6
ENDS = ("arrive", "greet", "words", "estimate", "release", "assign", "work", "final inspection", "tell")
WARM = 10


def main(arguments: list[str]) -> None:
    engines.on_each("bench.pages", arguments, durable=False)  # the pages only read; what is measured is not how fast copies are written


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.pages")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--sizes", default="", help="numbers of visits, growing, with commas")
    told.add_argument("--requests", type=int, default=200, help="requests per page")
    options = told.parse_args(arguments)
    sizes = [int(size) for size in (options.sizes or SIZES[options.engine]).split(",")]
    engines.set_up()
    from django.utils import timezone
    from django_scopes import scope

    from bench import clone, script

    clone.make_room()
    centre = script.centre(at=timezone.now())
    early_afternoon(centre.site, timezone.now())
    advisors = hire(centre)
    with scope(site=centre.site):
        base = seed(script, clone, centre, advisors, timezone.now())
        first: dict[str, float] = {}
        copies = 0
        for size in sizes:
            copies = clone.grow(base, copies, size)
            for line in read(centre, options, size):
                first.setdefault(line["page"], line["p95_ms"])
                print(json.dumps(line | {"ratio_to_smallest": round(line["p95_ms"] / first[line["page"]], 2)}), flush=True)


def early_afternoon(site: Any, now: datetime) -> None:
    """Lay the centre where it is one o'clock now, so that a day's bookings and cars are the same whenever this runs."""
    ahead = (13 - now.hour + 11) % 24 - 11  # -11 … 12
    site.timezone = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
    site.save(update_fields=["timezone"])


def hire(centre: Any) -> list[Any]:
    """Six advisors and a service manager."""
    from yinuo.core.access.people import create_person, give_role

    names = [f"advisor{n}" for n in range(2, ADVISORS + 1)]
    advisors = [create_person(username=f"bench-{name}", display_name=name.title(), password=None) for name in names]
    manager = create_person(username="bench-manager", display_name="Manager", password=None)
    for person, role in [*((person, "advisor") for person in advisors), (manager, "service_manager")]:
        give_role(person=person, site=centre.site, role=role)
    centre.people["service_manager"] = manager
    return [centre.people["advisor"], *advisors]


def seed(script: Any, clone: Any, centre: Any, advisors: list[Any], now: datetime) -> Any:
    """Closed visits to clone; then cars that stand in the shop, in every step, and bookings to come, as a working day has them."""
    past = [script.prepare(centre, now - timedelta(days=10, hours=13), number, crew=number) for number in range(BASE)]
    run(script, centre, advisors, past, ["follow up"])
    base = clone.base()
    here = [script.prepare(centre, now - timedelta(hours=37), 90_000 + number, crew=number) for number in range(OPEN)]
    run(script, centre, advisors, here, ENDS)
    coming = [script.prepare(centre, now - timedelta(hours=12), 95_000 + number, crew=number) for number in range(OPEN)]
    run(script, centre, advisors, coming, ["book"])
    return base


def run(script: Any, centre: Any, advisors: list[Any], stories: list[Any], ends: Any) -> None:
    """Each story by one of the advisors, to one of the ends."""
    for number, story in enumerate(stories):
        centre.people["advisor"] = advisors[number % ADVISORS]
        for name, act in script.acts(story):
            act()
            if name == ends[number % len(ends)]:
                break
    centre.people["advisor"] = advisors[0]


def pages(centre: Any) -> Iterator[tuple[str, str, str]]:
    """(name, role, path)"""
    from django.utils import timezone

    from yinuo.information.customers.models import Customer
    from yinuo.information.vehicles.models import Vehicle

    base = f"/s/{centre.site.code}"
    oldest = Customer.objects.order_by("id")[:1].get()  # of the copies: made in the oldest of their visits
    tomorrow = timezone.localdate(timezone.now() + timedelta(days=1), centre.site.zone)
    yield "today", "advisor", f"{base}/"
    yield "today of the manager", "service_manager", f"{base}/"
    yield "cars by step", "service_manager", f"{base}/board/"
    yield "open visits", "advisor", f"{base}/visits/"
    yield "all visits", "advisor", f"{base}/visits/all/"
    yield "booking day", "advisor", f"{base}/booking/"
    yield "booking tomorrow", "advisor", f"{base}/booking/day/{tomorrow}/"
    yield "search by plate", "advisor", f"{base}/search/?q={Vehicle.objects.order_by('id')[:1].get().plate[-5:]}"
    yield "search by name", "advisor", f"{base}/search/?q=%E7%8E%8B%E8%8A%B3"
    yield "timeline", "advisor", f"{base}/customers/{oldest.pk}/"


def read(centre: Any, options: argparse.Namespace, size: int) -> list[dict[str, Any]]:
    from bench import http
    from bench.visit import database_processes

    lines = []
    with http.served() as (port, pid):
        for name, role, path in pages(centre):
            person = http.Person(port, http.session_of(centre.people[role]))
            for _warm in range(WARM):
                person.get(path)
            running = [*engines.processes_of(pid), *database_processes()]
            before = engines.processor_seconds(running)
            seconds = [person.get(path)[0] for _request in range(options.requests)]
            spent = engines.processor_seconds(running) - before
            p95 = statistics.quantiles(seconds, n=20)[18] * 1000
            lines.append({
                "engine": options.engine, "rows": size, "page": name, "p95_ms": round(p95, 1), "p50_ms": round(statistics.median(seconds) * 1000, 1),
                "cpu_ms": round(spent * 1000 / options.requests, 1), "queries": queries(centre, role, path),
            })  # fmt: skip
    return lines


def queries(centre: Any, role: str, path: str) -> int:
    """How many queries the page issues, by Django's own client in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(centre.people[role], backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)  # what a process learns once does not count
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


if __name__ == "__main__":
    measure(sys.argv[1:])
