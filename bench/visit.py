"""A full visit, act by act, by services and by HTTP, against the same rows and commits written as raw SQL in the same run.

    make bench BENCH=visit ARGS="--clients 8 --visits 12"

The ratio is visits per second of raw SQL over visits per second of Yinuo; each client is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from bench import engines

FORK = multiprocessing.get_context("fork")


def main(arguments: list[str]) -> None:
    engines.on_each("bench.visit", arguments)


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.visit")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--clients", type=int, default=8)
    told.add_argument("--visits", type=int, default=8, help="visits per client and way")
    told.add_argument("--no-http", action="store_true")
    options = told.parse_args(arguments)
    engines.set_up()
    from bench import raw, script

    centre = script.centre(at=script.monday())
    plan, vehicle = record(raw, script, centre)
    others = vehicles(script, centre, options.clients * options.visits)
    raw_run = clients(options, lambda n, visits: replay(raw, plan, [{vehicle: one} for one in others[n * visits : (n + 1) * visits]]))
    services_run = clients(options, lambda n, visits: serve(script, centre, n, visits))
    line: dict[str, Any] = {"engine": options.engine, "acts_per_visit": len(plan), "clients": options.clients}
    services_run.pop("acts")
    line |= {"raw_visits_per_s": raw_run["visits_per_s"], "raw_p99_ms": raw_run["p99_ms"], **services_run}
    line["services_ratio"] = round(raw_run["visits_per_s"] / services_run["visits_per_s"], 2)
    if not options.no_http:
        from bench import http

        http_run = http.measure(clients, options, centre)
        line |= {f"http_{name}": value for name, value in http_run.items()}
        line["http_ratio"] = round(raw_run["visits_per_s"] / http_run["visits_per_s"], 2)
    print(json.dumps(line), flush=True)


def record(raw: Any, script: Any, centre: Any) -> tuple[list[Any], int]:
    """One visit through the services: its writes, and which vehicle came; a first one warms what is cached."""
    from django_scopes import scope

    with scope(site=centre.site):
        for _name, act in script.acts(script.prepare(centre, script.monday(), 1)):
            act()
        raw.spread_ids(raw.BEFORE)  # so that the vehicle's id, too, is known wherever it stands
        story = script.prepare(centre, script.monday(), 2)
        raw.spread_ids()
        recorder = raw.Recorder()
        for name, act in script.acts(story):
            with recorder.act(name):
                act()
        recorder.seal()
    return raw.plan(recorder.acts), story.vehicle.pk


def vehicles(script: Any, centre: Any, number: int) -> list[int]:
    """A car for each visit that is replayed: some things exist once for a car."""
    from django_scopes import scope

    with scope(site=centre.site):
        return [script.prepare(centre, script.monday(), 5_000 + n).vehicle.pk for n in range(number)]


def clients(options: argparse.Namespace, work: Callable[[int, int], list[float]]) -> dict[str, Any]:
    """Run `work(client, visits)` in as many processes; visits per second, milliseconds per act (p50, p95, p99), processor time per act."""
    from django.db import connections

    connections.close_all()
    answers = FORK.Queue()
    gate = FORK.Barrier(options.clients + 1)

    def client(n: int) -> None:
        gate.wait()
        before = time.process_time()
        try:
            answers.put((work(n, options.visits), time.process_time() - before))
        except Exception as error:
            traceback.print_exc()
            answers.put(error)
        answers.close()
        answers.join_thread()
        os._exit(0)

    processes = [FORK.Process(target=client, args=(n,)) for n in range(options.clients)]
    for process in processes:
        process.start()
    gate.wait()
    database = database_processes()
    started, database_before = time.perf_counter(), engines.processor_seconds(database)
    told = [answers.get() for _process in processes]
    elapsed = time.perf_counter() - started
    for process in processes:
        process.join()
    if failed := [answer for answer in told if isinstance(answer, Exception)]:
        raise SystemExit(f"{len(failed)} of {len(told)} clients failed; the first: {failed[0]}")
    acts = [second for seconds, _cpu in told for second in seconds]
    cpu = sum(cpu for _seconds, cpu in told) + engines.processor_seconds(database_processes()) - database_before
    return {
        "acts": len(acts),
        "visits_per_s": round(options.clients * options.visits / elapsed, 2),
        **spread(acts),
        "cpu_ms_per_act": round(cpu * 1000 / len(acts), 2),
    }


def database_processes() -> list[int]:
    """PostgreSQL's processes, by the server's own word; none with SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    connection.close()
    with open(os.path.join(folder, "postmaster.pid")) as file:
        return engines.processes_of(int(file.readline()))


def spread(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {f"p{n}_ms": round(cuts[n - 1] * 1000, 1) for n in (50, 95, 99)}


def replay(raw: Any, plan: list[Any], visits: list[dict[Any, Any]]) -> list[float]:
    """Seconds of each act. `visits`: what is known beforehand of each, as `Replayer.act` takes it."""
    from django.conf import settings
    from django.db import connection

    name = settings.DATABASES["default"]["NAME"]
    dsn = os.environ["DATABASE_URL"] if connection.vendor == "postgresql" else str(name)
    client = raw.Replayer(connection.vendor, dsn)
    seconds = []
    for known in visits:
        for _name, writes in plan:
            started = time.perf_counter()
            client.act(writes, known)
            seconds.append(time.perf_counter() - started)
    return seconds


def serve(script: Any, centre: Any, client: int, visits: int) -> list[float]:
    from django_scopes import scope

    seconds = []
    with scope(site=centre.site):
        stories = [script.prepare(centre, script.monday(), 10_000 + client * 1000 + n, crew=client) for n in range(visits)]
        for story in stories:
            for _name, act in script.acts(story):
                started = time.perf_counter()
                act()
                seconds.append(time.perf_counter() - started)
    return seconds


if __name__ == "__main__":
    measure(sys.argv[1:])
