"""The plug is pulled in the middle of the day: after the next start nothing is half done, what was answered is there, and what is sent again is done once."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.setup.running import FROM_SOURCES, ROOT, environment, serving, wait_until, yinuo

pytestmark = pytest.mark.slow
CLIENTS, ROUNDS = 4, 3
TOKEN = "x" * 32


@dataclass
class House:
    """A data folder (and on PostgreSQL a database) of its own, and the programs that look into it."""

    var: object
    more: dict[str, str]

    def program(self, name: str, told: object = None) -> dict:
        command = [sys.executable, "-m", "tests.config.killed_scene", name]
        done = subprocess.run(
            command,
            env=environment(self.var, **self.more),
            cwd=ROOT,
            input=json.dumps(told or {}),
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def count(self, question: str) -> int:
        """One number from the database, asked beside the program."""
        if not self.more:
            with sqlite3.connect(self.var / "yinuo.sqlite3", timeout=10) as opened:
                return opened.execute(question).fetchone()[0]
        import psycopg

        with psycopg.connect(self.more["DATABASE_URL"]) as opened:
            return opened.execute(question).fetchone()[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("killed") / "var"
    var.mkdir()
    with own_database() as more:
        assert yinuo("migrate", var=var, **more).returncode == 0
        yield House(var, more)


class own_database:
    """On PostgreSQL a new database on the server of the suite; on SQLite the file in the data folder."""

    def __enter__(self) -> dict[str, str]:
        self.name = f"killed_{uuid.uuid4().hex[:12]}" if connection.vendor == "postgresql" else ""
        if not self.name:
            return {}
        told = settings.DATABASES["default"]
        self.server = f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}"
        self._ask(f'CREATE DATABASE "{self.name}"')
        return {"DATABASE_URL": f"{self.server}/{self.name}"}

    def __exit__(self, *_unused: object) -> None:
        if self.name:
            self._ask(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _ask(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as opened:
            opened.execute(statement)


@dataclass
class Client:
    """Somebody at the main desk who takes in one car after the other, until the line goes dead."""

    name: str
    session: str
    port: int
    site: str
    cars: int = 0
    answered: list[str] = field(default_factory=list)
    open: tuple[str, str, dict] | None = None

    def work(self) -> None:
        try:
            while True:
                self.take_in()
        except (OSError, http.client.HTTPException):
            return

    def take_in(self) -> None:
        self.cars += 1
        plate = f"{self.name}{self.cars:04d}"
        led = self.act("gate/arrive/", plate=plate)
        visit = re.search(r"ticket=(\d+)", led)[1]
        self.act(f"visits/{visit}/greet/")
        order = re.search(r"orders/(\d+)/", self.act(f"visits/{visit}/orders/open/"))[1]
        self.act(f"orders/{order}/fee/", **{"fee-description": "检测费", "fee-price": "88.00"})
        self.act(f"visits/{visit}/deposit/", **{"deposit-amount": "100.00", "deposit-method": "cash", "deposit-reference": plate})

    def act(self, path: str, **fields: str) -> str:
        """Send an act with a key of its own; where its answer leads."""
        key = uuid.uuid4().hex
        self.open = (key, path, fields)
        status, led = self.send(key, path, fields)
        assert status == 302, (path, status)
        self.answered.append(key)
        self.open = None
        return led

    def send(self, key: str, path: str, fields: dict) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}/s/{self.site}/",
        }  # fmt: skip
        try:
            line.request("POST", f"/s/{self.site}/{path}", urllib.parse.urlencode({"_key": key, **fields}), headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            line.close()


def test_the_plug_is_pulled_while_people_work(house):
    scene = house.program("scene")
    clients = [Client(letter, scene["session"], 0, scene["site"]) for letter in "QWXY"[:CLIENTS]]
    for turn in range(ROUNDS):
        with serving("--no-work", var=house.var, **house.more) as (process, address, log):
            for client in clients:
                client.port = urlsplit(address).port
                again_once(client)
            crowd = [threading.Thread(target=client.work) for client in clients]
            for one in crowd:
                one.start()
            begun = sum(len(client.answered) for client in clients)
            assert wait_until(lambda begun=begun: sum(len(c.answered) for c in clients) > begun + 40, seconds=60), log.read_text()
            time.sleep(0.05 * turn)
            os.killpg(process.pid, signal.SIGKILL)
            for one in crowd:
                one.join(40)
                assert not one.is_alive()
        found = house.program("check", {"answered": [key for client in clients for key in client.answered]})
        assert found["wrong"] == []
    assert found["counts"]["visit"] > 20
    assert any(client.open for client in clients), "nobody was in the middle of anything"
    with serving("--no-work", var=house.var, **house.more) as (_process, address, _log):
        for client in clients:
            client.port = urlsplit(address).port
            again_once(client)
    found = house.program("check", {"answered": [key for client in clients for key in client.answered]})
    assert found["wrong"] == []
    assert set(found["plates"].values()) == set(found["references"].values()) == {1}


def again_once(client: Client) -> None:
    """What got no answer is sent again, twice; so is what was answered last."""
    if client.open:
        key, path, fields = client.open
        for _time in range(2):
            status, _led = client.send(key, path, fields)
            assert status == 302, (path, status)
        client.answered.append(key)
        client.open = None


BROKEN = "SELECT count(*) FROM promises_promise WHERE state = 'broken'"


def test_the_background_work_is_killed_in_the_middle_of_a_job(house):
    promises = house.program("late")["promises"]
    command = [*FROM_SOURCES, "work"]
    with subprocess.Popen(
        command,
        env=environment(house.var, **house.more),
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as worker:
        try:
            assert wait_until(lambda: house.count(BROKEN) > 0, seconds=60)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
    done = house.count(BROKEN)
    assert 0 < done < promises, "killed in the middle"
    assert house.program("check")["wrong"] == []
    for _turn in range(2):
        assert yinuo("work", "--once", var=house.var, **house.more).returncode == 0
    assert house.count(BROKEN) == promises
    assert house.program("check")["wrong"] == []
