"""What is counted is counted for all web processes together."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import override_settings

from tests.conftest import local
from yinuo.core.access.limits import forget, within
from yinuo.core.access.models import Tries

AT = local("2026-03-02 10:00")
SRC = Path(__file__).parents[3] / "src"
ANOTHER_PROCESS = """
import sys, django
django.setup()
from datetime import datetime
from django.db import connection
from yinuo.core.access.limits import within
connection.settings_dict["NAME"] = sys.argv[1]
print(sum(within("book:1.2.3.4", times=8, seconds=3600, at=datetime.fromisoformat(sys.argv[2])) for n in range(6)))
"""


def test_so_often_and_no_more_until_the_next_window(db):
    tried = [within("book:1.2.3.4", times=3, seconds=600, at=AT + timedelta(seconds=n)) for n in range(5)]
    assert tried == [True, True, True, False, False]
    assert within("book:5.6.7.8", times=3, seconds=600, at=AT)
    assert within("book:1.2.3.4", times=3, seconds=600, at=AT + timedelta(seconds=600))


def test_what_was_counted_is_forgotten_after_its_window(db):
    within("a", times=3, seconds=600, at=AT)
    within("b", times=3, seconds=600, at=AT + timedelta(hours=2))
    assert forget(AT + timedelta(hours=2)) == 1
    assert Tries.objects.get().key.startswith("b:")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_count():
    def ask(_n: int) -> bool:
        try:
            return within("book:1.2.3.4", times=8, seconds=3600, at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(ask, range(30))) <= 8
    assert Tries.objects.get().n == 30


@pytest.mark.django_db(transaction=True)
def test_two_web_processes_count_together():
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", ANOTHER_PROCESS, name, AT.isoformat()]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "yinuo.config.settings", "PYTHONPATH": str(SRC)}
    let_in = [int(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout) for _process in range(2)]
    assert let_in == [6, 2]


@pytest.mark.django_db
@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_behind_the_proxy_each_customer_counts_for_oneself(client):
    asked = [client.get("/c/nothing/", headers={"X-Forwarded-For": "9.9.9.9, 1.2.3.4"}).status_code for _n in range(61)]
    assert (asked[0], asked[-1]) == (404, 429)
    assert client.get("/c/nothing/", headers={"X-Forwarded-For": "5.6.7.8"}).status_code == 404
