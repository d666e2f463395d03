"""Writing rows that no other row points at: plain statements, since the ORM's bulk insert costs several times as much for hundreds of thousands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Model


def adapter_of(field: Field) -> Callable[[Any], Any] | None:
    """How a value of the column is handed to the database; None when as it is."""
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
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


def insert_objects(model: type[Model], objects: Sequence[Model]) -> None:
    """Insert unsaved objects that nothing will point at; they get no keys. What they point at must be saved."""
    for row in objects:
        row._prepare_related_fields_for_save(operation_name="bulk_create")
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    insert(model, names, [[row.__dict__[name] for name in names] for row in objects])
