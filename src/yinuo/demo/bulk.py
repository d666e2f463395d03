"""Writing rows by plain statements, since the ORM's bulk insert costs several times as much for hundreds of thousands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Model


def adapter_of(field: Field) -> Callable[[Any], Any] | None:
    """How a value of the column is handed to the database; None when as it is."""
    if isinstance(field, DateTimeField):
        return (
            None if connection.vendor == "postgresql" else lru_cache(50_000)(connection.ops.adapt_datetimefield_value)
        )  # rows of one act share their moment
    if isinstance(field, DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of values in the order of `names` (attribute names of the model)."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    adapters = [adapter_of(fields[name]) for name in names]
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(names))})"
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    params = [[adapt(value) if adapt else value for adapt, value in zip(adapters, row, strict=True)] for row in rows]
    if params:
        with connection.cursor() as cursor:
            cursor.executemany(sql, params)


def allocate(model: type[Model], count: int) -> list[int]:
    """Keys for so many rows: drawn from the sequence, or after the last where the transaction holds the only writer's lock (SQLite)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + count + 1))


def insert_objects(model: type[Model], objects: Sequence[Any]) -> None:
    """Insert unsaved objects with the keys they were given. What they point at has its key, and is written before the transaction ends."""
    for row in objects:
        row._prepare_related_fields_for_save(operation_name="bulk_create")
    names = [field.attname for field in model._meta.concrete_fields]
    insert(model, names, [[row.__dict__[name] for name in names] for row in objects])
