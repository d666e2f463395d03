"""No page reads a growing table from end to end: each query of each page goes through an index that leads to its rows.

The plans are those of the test's own engine, for tables that have grown: SQLite is told so, PostgreSQL scans only where no index serves.
Reading along an index of the site's rows is right for a list that stops at its limit, and for a partial index, which holds only what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bench import clone, script
from django.apps import apps
from django.db import connection
from django.test import Client
from django_scopes import scope

from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import ROLES
from yinuo.supervision.surveys.models import Invitation, Response, Wave

from . import supervised
from .test_query_counts import cars, keys, paths_of
from .urls import SITE, addresses

GROWING = {
    *clone.CUSTOMERS,
    *clone.VISITS,
    clone.KEYS,
    "stock.StockMovement",
    "events.ActKey",
    "pictures.Picture",
    "complaints.Complaint",
    "complaints.StepClock",
    "complaints.Goodwill",
    "complaints.Pause",
    "complaints.Said",
    "surveys.Invitation",
    "surveys.Response",
    "surveys.Answer",
    "surveys.SurveyImport",
    "satisfaction.ToScore",
    "satisfaction.Scored",
    "satisfaction.Cell",
    "gaps.GapSum",
    "gaps.AuditAnswer",
    "cases.Case",
    "cases.CaseRead",
}
# pages of supervision whose address names no record, or what they read only when asked for it
ALSO = (
    "satisfaction/factors/pick_up/", "satisfaction/?advisor={user}", "satisfaction/?advisor={user}&segment=waits", "satisfaction/?step=handover&factor=quality&score=800",
    "satisfaction/sites/?period=quarter", *(f"gaps/{number}/" for number in range(1, 6)), "surveys/answers/?q=张", "surveys/answers/?advisor={user}&mood=negative",
    "surveys/answers/?wave={wave}", "surveys/answers/{response}/", "surveys/send/?q=张", "surveys/send/{invitation}/", "complaints/?q=张", "cases/?q=张",
)  # fmt: skip


class Kept:
    """Every SELECT with its parameters, by the page that asked it."""

    def __init__(self) -> None:
        self.path = ""
        self.queries: dict[str, tuple[str, str, Any]] = {}

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            shape = re.sub(r"%s(, %s)+", "%s…", sql)
            self.queries.setdefault(shape, (self.path, sql, params))
        return execute(sql, params, many, context)


@pytest.fixture
def asked(db, settings, tmp_path) -> Kept:
    settings.MEDIA_ROOT = tmp_path
    centre = script.centre(code=SITE, at=script.monday())
    everybody = create_person(username="everybody", display_name="Everybody")
    for role in ROLES:
        give_role(person=everybody, site=centre.site, role=role)
    client, kept = Client(), Kept()
    with scope(site=centre.site), time_machine.travel(script.monday() + timedelta(hours=3), tick=False):
        waves = supervised.asking(centre, script.monday())
        cars(centre, range(1))
        supervised.answering_of(centre, waves, script.monday() + timedelta(hours=2))
        known = keys()
        client.force_login(everybody, backend="django.contrib.auth.backends.ModelBackend")
        with connection.execute_wrapper(kept):
            for address in addresses():
                for path in paths_of(address, known) if address.of_a_site and "GET" in address.methods else ():
                    kept.path = path
                    client.get(path)
            for path in also():
                kept.path = path
                assert client.get(path).status_code == 200, path
            kept.path = "background work"
            supervised.worked(script.monday() + timedelta(hours=3))
    return kept


def also() -> list[str]:
    told = {"user": Response.objects.exclude(advisor=None).values_list("advisor", flat=True)[0], "wave": Wave.objects.latest("pk").pk}
    told |= {"response": Response.objects.latest("pk").pk, "invitation": Invitation.objects.earliest("pk").pk}
    return [f"/s/{SITE}/{path.format(**told)}" for path in ALSO]


def test_no_page_reads_a_growing_table_from_end_to_end(asked):
    tables = {apps.get_model(label)._meta.db_table for label in GROWING}
    assert len(asked.queries) > 200
    if connection.vendor == "sqlite":
        pretend_to_be_large(tables)
    read = scans_of_sqlite if connection.vendor == "sqlite" else scans_of_postgresql
    found = [f"{path}: {said}\n    {sql[-700:]}" for path, sql, params in asked.queries.values() for said in read(sql, params, tables)]
    assert not found, f"{len(found)} queries\n" + "\n".join(found)


def pretend_to_be_large(tables: set[str]) -> None:
    """SQLite's statistics as of one site's many rows: all are the site's, ten are of anything else, fifty are open."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_master")  # makes the table of statistics
        cursor.execute("DELETE FROM sqlite_stat1")
        for table in tables:
            cursor.execute(f"SELECT name, \"unique\", partial FROM pragma_index_list('{table}')")
            for index, unique, partial in cursor.fetchall():
                cursor.execute(f"SELECT name FROM pragma_index_info('{index}')")
                columns = [name for (name,) in cursor.fetchall()]
                rows = 50 if partial else 1_000_000
                each = [rows if name == "site_id" else 10 for name in columns]
                each[-1] = 1 if unique else each[-1]
                cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", [table, index, " ".join(map(str, [rows, *each]))])
        cursor.execute("ANALYZE sqlite_master")


def scans_of_sqlite(sql: str, params: Any, tables: set[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
        partial = {name for (name,) in cursor.fetchall()}
        cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
        steps = [step[3] for step in cursor.fetchall()]
    whole = " LIMIT " not in sql or any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
    aliases = {alias: table for table, alias in re.findall(r'(?:FROM|JOIN) "(\w+)" (\w+) ', sql)}
    for step in steps:
        kind, _space, rest = step.partition(" ")
        table = aliases.get(rest.split(" ")[0], rest.split(" ")[0])
        index = re.search(r"INDEX (\w+)", step)
        if kind not in ("SCAN", "SEARCH") or table not in tables or (index and index[1] in partial):
            continue
        if whole and (kind == "SCAN" or "(site_id=?)" in step):
            yield step


def scans_of_postgresql(sql: str, params: Any, tables: set[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("SET LOCAL enable_seqscan = on")
    for node in _nodes(plan):
        if node["Node Type"] == "Seq Scan" and (table := node["Relation Name"]) in tables:
            yield f"Seq Scan {table} {node.get('Filter', '')}"


def _nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
