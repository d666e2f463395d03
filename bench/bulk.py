"""What filling millions of rows takes on each engine: no indexes and no fsync meanwhile, and how each says a date so many days back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from yinuo.core.events.partitions import TABLE, make_partition

QUICK = {"journal_mode": "OFF", "synchronous": "OFF", "foreign_keys": "OFF", "cache_size": "-400000"}


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def begin_ids(cursor, table: str, at: int) -> None:
    """The next id of this table is `at`."""
    if on_postgresql():
        sequence = "'events_event_id_seq'" if table == TABLE else f"pg_get_serial_sequence('{table}', 'id')"
        cursor.execute(f"SELECT setval({sequence}, {at}, false)")
    else:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, at - 1])


@contextmanager
def loading(cursor, tables: Sequence[str], *, years_back: int) -> Iterator[None]:
    """Inside: the tables without their indexes, nothing checked. After: all as it was, and analysed."""
    usual = _pragmas(cursor, QUICK) if not on_postgresql() else _quick_postgresql(cursor, years_back)
    indexes = [index for table in sorted(set(tables)) for index in _indexes(cursor, table)]
    for drop, _make in indexes:
        cursor.execute(drop)
    yield
    for _drop, make in indexes:
        cursor.execute(make)
    if on_postgresql():
        cursor.execute(f"SET default_statistics_target = 30; ANALYZE {TABLE}; RESET default_statistics_target")
        for table in sorted(set(tables) - {TABLE}):  # what autovacuum would have done; no page reads the log by an index alone
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CHECKPOINT")
    else:
        cursor.execute("ANALYZE")
        _pragmas(cursor, usual)


def _pragmas(cursor, wanted: dict[str, str]) -> dict[str, str]:
    """Set them; gives what they were."""
    before = {}
    for name, value in wanted.items():
        cursor.execute(f"PRAGMA {name}")
        before[name] = str(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA {name} = {value}")
    return before


def _quick_postgresql(cursor, years_back: int) -> dict[str, str]:
    cursor.execute("SET session_replication_role = replica")  # no foreign keys looked up
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute("SET work_mem = '64MB'")
    cursor.execute("SET jit = off")
    _partition(cursor, years_back)
    return {}


def _partition(cursor, years_back: int) -> None:
    """A partition for each year of the past, as a centre has them that has run so long; the base's own rows stay in the default."""
    cursor.execute(f"SELECT min(recorded_at) FROM {TABLE}_default")
    first = cursor.fetchone()[0].year
    cursor.execute(f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^{TABLE}_[0-9]{{4}}$'")
    made = {int(name[-4:]) for (name,) in cursor.fetchall()}
    for year in range(first - years_back, first):
        if year not in made:
            make_partition(cursor, year)


def _indexes(cursor, table: str) -> list[tuple[str, str]]:
    """(how it is dropped, how it is made again) of each index that is not the primary key's."""
    if not on_postgresql():
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table])
        return [(f'DROP INDEX "{name}"', sql) for name, sql in cursor.fetchall()]
    cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u' AND conrelid = %s::regclass", [table])
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = %s::regclass AND NOT i.indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'p'))",
        [table],
    )
    found = [(f"DROP INDEX {name}", made.replace(" ON ONLY ", " ON ")) for name, made in cursor.fetchall()]
    alter = f"ALTER TABLE {table}"
    return [(f'{alter} DROP CONSTRAINT "{name}"', f'{alter} ADD CONSTRAINT "{name}" {said}') for name, said in constraints] + found


# how each engine says it


def moved_moment(name: str) -> str:
    if on_postgresql():
        return f"{name} - d * interval '1 day'"
    return f"date({name}, '-' || d || ' days') || substr({name}, 11)"


def moved_day(name: str) -> str:
    return f"{name} - d::int" if on_postgresql() else f"date({name}, '-' || d || ' days')"


def moved_json(name: str, dates: Sequence[str]) -> str:
    """The dates in a JSON text moved too: in ascending order, so that none is moved twice."""
    if not dates:
        return name
    said = text = f"{name}::text" if on_postgresql() else name
    for day in dates:
        moved = f"(date '{day}' - d::int)::text" if on_postgresql() else f"date('{day}', '-' || d || ' days')"
        said = f"replace({said}, '{day}', {moved})"
    return f"CASE WHEN {text} LIKE '%20__-__-__%' THEN {f'({said})::jsonb' if on_postgresql() else said} ELSE {name} END"


def digits(number: str, width: int) -> str:
    return f"lpad(({number})::text, {width}, '0')" if on_postgresql() else f"printf('%0{width}d', {number})"
