"""Inserts and changes of one row, their SQL written once per set of columns. Every value still goes through its field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def change(model: type[models.Model], pk: int, changes: dict[str, Any], *, expect: dict[str, Any] | None = None) -> int:
    """Write `changes` to the row with this key, if it still is as `expect` says (None: the column is empty); how many rows were changed."""
    expect = expect or {}
    empty = frozenset(name for name, value in expect.items() if value is None)
    sql = _update(model, tuple(changes), tuple(expect), empty)
    values = [_stored(model, name, value) for name, value in changes.items()]
    values += [pk, *(_stored(model, name, value) for name, value in expect.items() if value is not None)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@cache
def _update(model: type[models.Model], changes: tuple[str, ...], expect: tuple[str, ...], empty: frozenset[str]) -> str:
    written = ", ".join(f"{_column(model, name)} = %s" for name in changes)
    conditions = [f"{_column(model, 'pk')} = %s"]
    conditions += [f"{_column(model, name)} IS NULL" if name in empty else f"{_column(model, name)} = %s" for name in expect]
    return f'UPDATE "{model._meta.db_table}" SET {written} WHERE {" AND ".join(conditions)}'


def _column(model: type[models.Model], name: str) -> str:
    return f'"{_field(model, name).column}"'


@cache
def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    field = _field(model, name)
    if isinstance(value, models.Model):
        value = value.prepare_database_save(field)
    return field.get_db_prep_save(value, connection)


def keep(rows: Sequence[models.Model], *, once: tuple[str, ...], anew: tuple[str, ...]) -> None:
    """Insert new rows of one model; where one with the same `once` is there already, it gets the `anew` of the new one. Their keys are not told."""
    model = type(rows[0])
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_keep(model, fields, len(rows), once, anew), values)


@cache
def _keep(model: type[models.Model], fields: tuple[models.Field, ...], rows: int, once: tuple[str, ...], anew: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    same = ", ".join(_column(model, name) for name in once)
    changed = ", ".join(f"{_column(model, name)} = excluded.{_column(model, name)}" for name in anew)
    given = ", ".join([f"({marks})"] * rows)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {given} ON CONFLICT ({same}) DO UPDATE SET {changed}'


class Inserted(models.Model):
    """A model whose rows are inserted by a statement written once; what it cannot do (expressions as values), the mapper does as always."""

    class Meta:
        abstract = True

    def _do_insert(self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool) -> Any:
        values = [field.pre_save(self, add=True) for field in fields]
        if raw or using != connection.alias or any(hasattr(value, "resolve_expression") for value in values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        with connection.cursor() as cursor:
            cursor.execute(
                _insert(type(self), tuple(fields), tuple(returning_fields)),
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)],
            )
            return [cursor.fetchone()] if returning_fields else []


@cache
def _insert(model: type[models.Model], fields: tuple[models.Field, ...], returning: tuple[models.Field, ...]) -> str:
    columns, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    told = ", ".join(f'"{field.column}"' for field in returning)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})' + (f" RETURNING {told}" if told else "")
