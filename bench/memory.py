"""The memory of the web process: demo data, people of all posts reading the pages that their own menus and lists lead to, thousands of requests.

    make bench BENCH=memory

One JSON line: resident and proportional size of the web process, in MiB, at the start and after so many requests. Ends by itself.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench import engines

MARKS = (1_000, 5_000, 10_000, 12_000)
LONGEST_SECONDS = 1200
CLIENTS = 3
ROLES = ("advisor", "service_manager", "coordinator", "technician", "parts_clerk", "cashier", "host", "follow_up_agent", "inspector")
DOOR = re.compile(r'href="(/s/pudong/[^"#]*)"')
PAGES_OF_ONE = 24


def main(arguments: list[str]) -> None:
    engines.on_each("bench.memory", arguments, ("sqlite",))


def measure(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.memory")
    told.add_argument("engine", choices=engines.ENGINES)
    told.add_argument("--days", type=int, default=30, help="days of the demo centre's history")
    told.add_argument("--marks", default=",".join(map(str, MARKS)), help="after how many requests to look, growing, with commas")
    options = told.parse_args(arguments)
    engines.set_up()
    from bench import http

    sessions = load(options.days, http)
    marks = [int(mark) for mark in options.marks.split(",")]
    with http.served() as (port, pid):
        web = web_process(pid)
        people = [http.Person(port, session) for session in sessions]
        line: dict[str, Any] = {"engine": options.engine, "start": sizes(web)}
        asked, deadline = asking(people), time.monotonic() + LONGEST_SECONDS
        with ThreadPoolExecutor(CLIENTS) as clients:
            done = 0
            for mark in marks:
                done += sum(clients.map(lambda share: ask(share, deadline), shares(asked, mark - done)))
                line[f"after_{done}"] = sizes(web)
        line["pages"] = len({path for person in asked for path in asked[person]})
    print(json.dumps({"memory": line}), flush=True)


def load(days: int, http: Any) -> list[str]:
    """A demo centre; a session for one person of each post."""
    from django.utils import timezone

    from yinuo.core.accounts.models import User
    from yinuo.demo.load import load as load_demo

    load_demo(days=days, seed=1, country="CN", at=timezone.now(), progress=lambda done, total: None)
    return [http.session_of(User.objects.filter(username__startswith=role).order_by("pk")[0]) for role in ROLES]


def web_process(serving: int) -> int:
    """The process that answers: the largest that the command started, or the command itself."""
    return max(engines.processes_of(serving), key=lambda pid: sizes(pid)["rss_mib"])


def sizes(pid: int) -> dict[str, float]:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {
        f"{name.lower()}_mib": round(int(found[1]) / 1024, 1) for name in ("Rss", "Pss") if (found := re.search(rf"{name}:\s+(\d+)", told))
    }


def asking(people: list[Any]) -> dict[Any, list[str]]:
    """{somebody signed in: the pages that their Today and its doors lead to}. Each was opened once."""
    found = {}
    for person in people:
        doors, pages = ["/s/pudong/"], []
        while doors and len(pages) < PAGES_OF_ONE:
            path = doors.pop(0)
            if (text := opened(person, path)) is not None:
                pages.append(path)
                doors += [
                    door for door in dict.fromkeys(DOOR.findall(text)) if door not in doors and door not in pages and "as=" not in door
                ]
        found[person] = pages
    return found


def opened(person: Any, path: str) -> str | None:
    person.connection.request("GET", path, headers=person.headers)
    answer = person.connection.getresponse()
    body = answer.read()
    return body.decode() if answer.status == 200 and "html" in answer.headers.get("Content-Type", "") else None


def shares(asked: dict[Any, list[str]], requests: int) -> list[list[tuple[Any, str]]]:
    """The requests, dealt out to the clients; a person's connection stays with one of them."""
    people = list(asked)
    return [list(islice(rounds(people[n::CLIENTS], asked), requests // CLIENTS + (n < requests % CLIENTS))) for n in range(CLIENTS)]


def rounds(people: list[Any], asked: dict[Any, list[str]]) -> Iterator[tuple[Any, str]]:
    pages = {person: cycle(asked[person]) for person in people}
    for person in cycle(people):
        yield person, next(pages[person])


def ask(share: list[tuple[Any, str]], deadline: float) -> int:
    """How many were answered before the time was over."""
    for n, (person, path) in enumerate(share):
        if time.monotonic() > deadline:
            return n
        person.get(path)
    return len(share)


if __name__ == "__main__":
    measure(sys.argv[1:])
