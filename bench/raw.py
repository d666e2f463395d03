"""The same rows and commits as raw SQL: the writes of one visit are recorded as the services make them, then replayed by psycopg or sqlite3.

Every table's ids are moved to a range of their own before recording, so that an id is known wherever it stands as a parameter; a replay
gives each row a new id and puts it into the later statements. Unique texts and numbers get a new value per replay.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, transaction

FIRST = 10**12
BEFORE = -(10**11)  # for what is there before the recording begins
INSERT = re.compile(r'^INSERT INTO "(\w+)" \(([^)]*)\) (?:VALUES|SELECT) ', re.S)
UNIQUE = {("visits_visit", "ticket"), ("visits_visit", "plate"), ("orders_order", "number"), ("settlement_invoice", "number"), ("orders_estimate", "token_hash"),
          ("events_actkey", "key"), ("pictures_picture", "path")}  # fmt: skip


@dataclass
class Act:
    """One transaction: its write statements in order, each (sql, params, ids that its rows got)."""

    name: str
    writes: list[tuple[str, tuple, list[int]]] = field(default_factory=list)


class Recorder:
    """`with recorder.act("greet"): …` keeps the writes made inside."""

    def __init__(self) -> None:
        self.acts: list[Act] = []

    @contextmanager
    def act(self, name: str):
        self.acts.append(Act(name))
        with connection.execute_wrapper(self._keep):
            yield

    def _keep(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            for one in params if many else [params]:
                self.acts[-1].writes.append((sql, tuple(one or ()), []))
        return result

    def seal(self) -> None:
        """Find out which ids the inserted rows got: by then they are the largest of their tables, in order of insertion."""
        counted: dict[str, int] = {}
        inserted = [(write, found[1]) for act in self.acts for write in act.writes if (found := INSERT.match(write[0]))]
        for (sql, params, ids), table in inserted:
            rows = len(params[0]) if isinstance(params[0], list) else len(params) // _columns(sql)  # PostgreSQL takes a list per column
            start = counted.get(table, 0)
            ids.extend(_first_id(table) + start + n for n in range(rows))
            counted[table] = start + rows


def _columns(sql: str) -> int:
    return len(INSERT.match(sql)[2].split(","))


_starts: dict[str, int] = {}


def _first_id(table: str) -> int:
    return _starts[table]


def spread_ids(off: int = 0) -> None:
    """Move each table's next id to a range of its own; `off`: so far from the usual one."""
    for n, model in enumerate(sorted(apps.get_models(), key=lambda model: model._meta.label), start=1):
        if model._meta.pk.get_internal_type() not in ("BigAutoField", "AutoField"):
            continue
        table, start = model._meta.db_table, FIRST + off + n * 10**9
        if model._meta.pk.get_internal_type() == "AutoField":
            continue
        with connection.cursor() as cursor, transaction.atomic():
            if connection.vendor == "postgresql":
                sequence = "events_event_id_seq" if table == "events_event" else f"pg_get_serial_sequence('\"{table}\"', 'id')"
                cursor.execute(f"SELECT setval({repr(sequence) if table == 'events_event' else sequence}, {start - 1})")
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start - 1])
        _starts[table] = start


def plan(acts: list[Act]) -> list[tuple[str, list[tuple]]]:
    """What replayers in other processes need: (name, [(sql, params, ids, unique positions)]) per act."""
    return [
        (act.name, [(sql, params, ids, _unique_positions(sql, params)) for sql, params, ids in act.writes]) for act in acts if act.writes
    ]


def _unique_positions(sql: str, params: tuple) -> list[int]:
    found = INSERT.match(sql)
    if not found:
        return []
    columns = [column.strip().strip('"') for column in found[2].split(",")]
    return [n for n in range(len(params)) if (found[1], columns[n % len(columns)]) in UNIQUE]


class Replayer:
    """One client: a connection of its own, replaying whole visits act by act, each in its transaction."""

    def __init__(self, vendor: str, dsn: str):
        self.vendor = vendor
        if vendor == "postgresql":
            self.db: Any = psycopg.connect(dsn, autocommit=True)
        else:
            self.db = sqlite3.connect(dsn, isolation_level=None, timeout=60)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self.db.execute(f"PRAGMA {pragma}")
        self.ticket = uuid.uuid4().int % 10**6 * 1000

    def act(self, writes: list[tuple], known: dict[Any, Any]) -> None:
        self.db.execute("BEGIN IMMEDIATE" if self.vendor == "sqlite" else "BEGIN")
        for sql, params, ids, unique in writes:
            self._write(sql, params, ids, unique, known)
        self.db.execute("COMMIT")

    def _write(self, sql: str, params: tuple, ids: list[int], unique: list[int], known: dict[Any, Any]) -> None:
        values = [_renewed(value, known) for value in params]
        for position in unique:
            values[position] = self._fresh(values[position])
            if isinstance(params[position], str):
                known[params[position]] = values[position]
        if self.vendor == "sqlite":
            sql = sql.replace("%s", "?")
        wants_id = bool(ids) and "RETURNING" not in sql and "ON CONFLICT" not in sql
        cursor = self.db.execute(sql + (' RETURNING "id"' if wants_id else ""), values)
        if ids and "ON CONFLICT" not in sql:
            known.update(zip(ids, (row[0] for row in cursor.fetchall()), strict=False))

    def _fresh(self, value: Any) -> Any:
        if isinstance(value, int):
            self.ticket += 1
            return self.ticket
        return uuid.uuid4().hex[:12] if len(value) < 40 else uuid.uuid4().hex * 2


def _renewed(value: Any, known: dict[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_renewed(one, known) for one in value]
    return known.get(value, value) if type(value) in (int, str) else value
