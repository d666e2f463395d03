"""Queries that are built and compiled once and asked many times.

Building a query and compiling it costs Django's mapper several times what the database needs to answer it. Where an act asks the same question
forty times a day and person, only the values differ; `asked` keeps the compiled statement and the recipe for its rows.

    @asked(Promise)
    def open_of_kind(rows, thread, kind):
        return rows.filter(thread_id=thread, kind=kind, state="open").order_by("id")

    open_of_kind(thread=4, kind="ready_time")     a list of promises
    open_of_kind.first(thread=4, kind="…")        the first, or None

`rows` are the records of the model in the scoped site, read as always through its mapper. Values are integers, texts, booleans, days and moments;
never None, or anything that changes the shape of the statement. A list of ids is one value, asked for by `among`:

    @asked(Visit)
    def of_threads(rows, threads):
        return rows.filter(among("thread_id", threads))

What only compares columns needs no function of its own:

    records(PartDemand, "part", line__order=7, state__in=("reserved", "issued"), order_by=("id",))
    record(Vehicle, pk=3)                         the first, or None
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import query
from django.db.models.expressions import Expression, F, Func
from django.db.models.query import ModelIterable
from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

from yinuo.core.sites.models import SiteScoped

LARGEST = 2**63  # from here on a number stands in no column, and an engine does not take it


class Given(Expression):
    """A value that is told when the question is asked."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class GivenIds(Given):
    """A list of integers, told as one value, whatever its length."""


class Among(Func):
    """Whether a column is one of a list of ids: `.filter(among("thread_id", threads))`; one statement for lists of any length."""

    output_field = models.BooleanField()

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=" IN (SELECT value FROM json_each(", **context)


def among(column: str, ids: Given) -> Among:
    return Among(F(column), GivenIds(ids.name))


class Plan(NamedTuple):
    """A compiled statement: its SQL, its parameters (values, and names of values to come), and what makes a record of a row."""

    sql: str
    params: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Callable], Any]]
    record: Callable[[Sequence[Any]], Any]


class Question:
    """A query by name; call it with its values. Raises ScopeError outside a site's scope when its records belong to sites."""

    def __init__(
        self, model: type[models.Model], build: Callable[..., models.QuerySet], names: Sequence[str] | None = None, everywhere: bool = False
    ):
        self.model, self.build = model, build
        self.scoped = issubclass(model, SiteScoped) and not everywhere
        self.names = frozenset(list(inspect.signature(build).parameters)[1:] if names is None else names)
        self.__doc__, self.__name__ = build.__doc__, build.__name__
        self._compiled: Plan | None = None  # all connections of a process are to the same engine

    def __call__(self, **values: Any) -> list[Any]:
        if values.keys() != self.names:
            raise TypeError(f"{self.__name__} asks for {sorted(self.names)}, not {sorted(values)}")
        return self.ask(_site_id() if self.scoped else None, values)

    def first(self, **values: Any) -> Any | None:
        return next(iter(self(**values)), None)

    def ask(self, site_id: int | None, values: dict[str, Any]) -> list[Any]:
        """Ask for the records of this site (None: the model has none), whatever scope is open. A number that no column holds has none."""
        values = {**values, "_site": site_id}
        if any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in values.values()):
            return []
        plan = self._plan()
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [_told(one, values) if isinstance(one, Given) else one for one in plan.params])
            rows = cursor.fetchall()
        return [plan.record(_converted(row, plan.converters)) for row in rows]

    def _plan(self) -> Plan:
        if self._compiled is None:
            self._compiled = _compile(self._query())
        return self._compiled

    def _query(self) -> models.QuerySet:
        rows = self.model._base_manager.all()
        if self.scoped:
            rows = rows.filter(site_id=Given("_site"))
        return self.build(rows, **{name: Given(name) for name in self.names})


def records(model: type[models.Model], *related: str, order_by: Sequence[str] = (), **conditions: Any) -> list[Any]:
    """The scoped site's records that meet the conditions (all of them), with their `related` ones.

    A tuple is compared as it stands (`state__in=("a", "b")`), so it must come from the program and not from people; None asks for an empty column.
    A list of ids may come from people (`pk__in=[3, 5]`).
    """
    return _asked_by(model, related, tuple(order_by), False, conditions)


def record(model: type[models.Model], *related: str, order_by: Sequence[str] = ("pk",), **conditions: Any) -> Any | None:
    """The first of `records`, or None."""
    return next(iter(_asked_by(model, related, tuple(order_by), True, conditions)), None)


def _asked_by(model: type[models.Model], related: tuple, order_by: tuple, one: bool, conditions: dict[str, Any]) -> list[Any]:
    fixed = {name: value for name, value in conditions.items() if value is None or isinstance(value, tuple)}
    lists = {name: value for name, value in conditions.items() if isinstance(value, list)}
    if not all(lists.values()):
        return []  # nothing is one of none
    told = {name: getattr(value, "pk", value) for name, value in conditions.items() if name not in fixed | lists}
    return _question_of(model, related, order_by, one, tuple(fixed.items()), tuple(told), tuple(lists))(**told, **lists)


@cache
def _question_of(
    model: type[models.Model], related: tuple, order_by: tuple, one: bool, fixed: tuple, names: tuple, lists: tuple
) -> Question:
    def build(rows: models.QuerySet, **given: Any) -> models.QuerySet:
        members = [among(name.removesuffix("__in"), given.pop(name)) for name in lists]
        rows = rows.filter(*members, **dict(fixed), **given)
        rows = rows.select_related(*related) if related else rows
        rows = rows.order_by(*order_by) if order_by else rows
        return rows[:1] if one else rows

    return Question(model, build, [*names, *lists])


def asked(model: type[models.Model], *, everywhere: bool = False) -> Callable[[Callable[..., models.QuerySet]], Question]:
    """Make a question of a function that takes the model's rows and values by name, and returns a query set (of records or of `values_list`).

    `everywhere`: of all sites, for what is asked before a site is known.
    """
    return lambda build: Question(model, build, everywhere=everywhere)


def _compile(query_set: models.QuerySet) -> Plan:
    compiler = query_set.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    of_columns = compiler.get_converters(column for column, _sql, _alias in compiler.select)
    converters = [(position, tuple(converters), column) for position, (converters, column) in of_columns.items()]
    if not issubclass(query_set._iterable_class, ModelIterable):
        flat = query_set._iterable_class.__name__ == "FlatValuesListIterable"
        return Plan(sql, params, converters, (lambda row: row[0]) if flat else tuple)
    return Plan(sql, params, converters, _recorder(compiler))


def _recorder(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes a record, with its related ones, of a row; as `ModelIterable` does."""
    told, columns = compiler.klass_info, compiler.select
    fields = told["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in columns[start:end]]
    populators: Any = query.get_related_populators  # the stubs are of a later Django
    related = populators(told, columns, connection.alias)
    model = told["model"]

    def record(row: Sequence[Any]) -> Any:
        made = model.from_db(connection.alias, names, row[start:end])
        for one in related:
            one.populate(row, made)
        return made

    return record


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Sequence[Callable], Any]]) -> Sequence[Any]:
    if not converters:
        return row
    values = list(row)
    for position, functions, column in converters:
        value = values[position]
        for function in functions:
            value = function(value, column, connection)
        values[position] = value
    return values


def _told(asked_for: Given, values: dict[str, Any]) -> Any:
    value = values[asked_for.name]
    if not isinstance(asked_for, GivenIds):
        return _adapted(value)
    ids = [int(one) for one in value]
    return ids if connection.vendor == "postgresql" else json.dumps(ids)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if value is None or isinstance(value, (list, tuple, set)):
        raise TypeError(f"{value!r} changes the shape of a statement")
    return value


def _site_id() -> int:
    site = get_scope().get("site")
    if site is None:
        raise ScopeError("no site's scope is open")
    return getattr(site, "pk", site)
