"""Growing a centre's past in SQL: copies of a base of closed visits, each a day further back, at a few INSERT … SELECT for each table.

Copy k of a row has its id less k steps, so that older rows have lower ids as they do in life (`make_room` begins the base's own ids high up). Its times and
days, also those told in JSON, lie `days(k)` back: a day for each copy, after 2,000 copies a tenth. A customer comes back: `VISITS_EACH` copies of a visit
belong to one customer and vehicle, made in the oldest of them, with a plate, phone, name and search keys of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from bench import bulk
from yinuo.core.search.rules import name_keys
from yinuo.demo.china import FAMILY, GIVEN_FEMALE, GIVEN_MALE

CUSTOMERS = ("events.Thread", "customers.Customer", "vehicles.Vehicle", "vehicles.Relation", "events.Event")
VISITS = (
    "events.Thread", "vehicles.MileageReading", "booking.Appointment", "booking.AppointmentItem", "visits.Visit", "visits.Consultation", "visits.WalkAround",
    "visits.Finding", "orders.Order", "orders.Line", "orders.Estimate", "orders.Decision", "orders.Operation", "orders.ClockEntry", "orders.PartDemand",
    "orders.Inspection", "settlement.Invoice", "settlement.InvoiceLine", "settlement.Payment", "settlement.Checkout", "follow_up.DueCall",
    "encounters.Encounter", "promises.Promise", "standards.Outcome", "events.Event",
)  # fmt: skip
OWNED = ("customers.Customer", "vehicles.Vehicle")
KEYS = "search.SearchKey"
STEP = 10**5  # more than the base has rows in any table
ROOM = 10**10
BLOCK, VISITS_EACH = 200, 5
DAILY, OF_A_DAY = 2000, 10  # copies that are a day apart; of those before so many lie on one day
FULL = 2000  # copies that have all rows of the base; older ones leave out what is said in `thin`
THIN = {
    "events.Event": """name IN ('appointment.booked', 'visit.arrived', 'visit.greeted', 'consultation.ended', 'estimate.presented', 'estimate.agreed',
        'order.released', 'visit.ready', 'invoice.issued', 'visit.delivered', 'follow_up.called', 'visit.closed', 'customer.created', 'vehicle.created')""",
    "visits.Finding": "grade <> 'green'",
    "orders.Inspection": "kind = 'final'",
    "standards.Outcome": "step IN ('booking', 'reception', 'checkout', 'follow_up')",
}
PLATE_LETTERS = "BCDEFGHJKLMNPQRSTUVWXYZ"  # the base has A
NAMES = 3000
DATE = re.compile(r"\b20\d\d-\d\d-\d\d")
SUFFIXED = {("orders.Order", "number"), ("settlement.Invoice", "number")}
PERSONS = {  # what is the customer's own, and the column that says whose
    ("customers.Customer", "name"): "id", ("customers.Customer", "phone"): "id", ("vehicles.Vehicle", "plate"): "id",
    ("visits.Visit", "plate"): "customer_id", ("booking.Appointment", "plate"): "customer_id", ("booking.Appointment", "contact_name"): "customer_id",
    ("booking.Appointment", "contact_phone"): "customer_id", ("settlement.Invoice", "bill_to"): "customer_id",
}  # fmt: skip
LOOSE = {("events.Event", "subject_id"), ("promises.Promise", "subject_id"), ("settlement.InvoiceLine", "line_id")}


@dataclass(frozen=True)
class Base:
    """What is copied: the last id of each table when it was told, the first customer's and vehicle's, how many visits, the dates in its JSON."""

    last: dict[str, int]
    first: dict[str, int]
    visits: int
    dates: dict[str, list[str]]


def make_room() -> None:
    """Let ids of what will be copied begin at `ROOM`: call it before the base is made."""
    with connection.cursor() as cursor:
        for label in sorted({*CUSTOMERS, *VISITS, KEYS}):
            bulk.begin_ids(cursor, apps.get_model(label)._meta.db_table, ROOM)


def base() -> Base:
    """What is there now is what will be copied; what comes after (cars that stand in the shop) is not."""
    last = {label: _edge(label, models.Max) for label in VISITS + OWNED}
    last |= {label: _edge(label, models.Max) for label in CUSTOMERS}
    first = {label: _edge(label, models.Min) for label in OWNED}
    visits = apps.get_model("visits.Visit").objects.count()
    return Base(last, first, visits, {label: _dates(label) for label in last})


def _edge(label: str, edge: type[models.Aggregate]) -> int:
    return apps.get_model(label).objects.aggregate(edge=edge("pk"))["edge"] or 0


def _dates(label: str) -> list[str]:
    """All dates in the JSON of these rows."""
    model = apps.get_model(label)
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, models.JSONField)]
    return sorted({date for row in model.objects.values_list(*names) for date in DATE.findall(str(row))}) if names else []


def grow(source: Base, copies: int, visits: int) -> int:
    """Copy until there are at least `visits`; `copies` were made before. How many there are now. The database is nobody else's meanwhile."""
    wanted = -(-visits // source.visits)
    wanted = -(-wanted // BLOCK) * BLOCK
    if wanted <= copies:
        return copies
    tables = [apps.get_model(label)._meta.db_table for label in {*CUSTOMERS, *VISITS, KEYS}]
    with connection.cursor() as cursor, bulk.loading(cursor, tables, years_back=_days(wanted) // 365 + 1):
        _make_names(cursor)
        for label in CUSTOMERS:
            _copy(cursor, source, label, copies + 1, wanted, of_customers=True)
        _make_keys(cursor, source, copies + 1, wanted)
        for label in VISITS:
            _copy(cursor, source, label, copies + 1, wanted)
        _copy_threads(cursor, copies + 1, wanted)
    return wanted


def _days(k: int) -> int:
    return k if k <= DAILY else DAILY + (k - DAILY) // OF_A_DAY


def _series(first: int, last: int) -> str:
    """(k, days back, copy in which k's customer was made, number of that copy among such)."""
    each = BLOCK // VISITS_EACH
    return (
        f"WITH RECURSIVE counted(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM counted WHERE k < {last}), "
        f"series AS (SELECT k, CASE WHEN k <= {DAILY} THEN k ELSE {DAILY} + (k - {DAILY}) / {OF_A_DAY} END AS d, "
        f"(k - 1) / {BLOCK} * {BLOCK} + {BLOCK - each} + 1 + (k - 1) % {each} AS g, "
        f"(k - 1) / {BLOCK} * {each} + (k - 1) % {each} AS gn FROM counted) "
    )


def _copy(cursor, source: Base, label: str, first: int, last: int, *, of_customers: bool = False) -> None:
    model = apps.get_model(label)
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(source, label, field) for field in fields)
    rows = f"{model._meta.db_table} AS t"
    conditions = [f"t.id BETWEEN {ROOM} AND {source.last[label]}"]
    if label in ("events.Thread", "events.Event"):
        kind = "t.kind" if label == "events.Thread" else "h.kind"
        rows += "" if label == "events.Thread" else " JOIN events_thread AS h ON h.id = t.thread_id"
        conditions.append(f"{kind} {'<>' if of_customers else '='} 'visit'")
    if of_customers:
        conditions.append("series.k = series.g")
    elif label == "events.Thread":
        conditions.append(f"(k <= {DAILY} OR k % {OF_A_DAY} = 0)")  # the others: `_copy_threads`
    if label in THIN:
        conditions.append(f"(series.k <= {FULL} OR t.{THIN[label]})")
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({columns}) {_series(first, last)}"
        f"SELECT {values} FROM {rows} CROSS JOIN series WHERE {' AND '.join(conditions)}"
    )


def _copy_threads(cursor, first: int, last: int) -> None:
    """Of the copies of one day the first one's facts serve all, packed as they are: moving and packing them takes most of a copy's time."""
    cursor.execute(
        f"INSERT INTO events_thread (id, site_id, kind, facts) {_series(first, last)}"
        f"SELECT h.id - k % {OF_A_DAY} * {STEP}, h.site_id, h.kind, h.facts FROM series JOIN events_thread AS h "
        f"ON h.id BETWEEN {ROOM} - (k - k % {OF_A_DAY}) * {STEP} AND {ROOM} - (k - k % {OF_A_DAY}) * {STEP} + {STEP - 1} "
        f"WHERE h.kind = 'visit' AND k > {DAILY} AND k % {OF_A_DAY} <> 0"
    )


def _value(source: Base, label: str, field: models.Field) -> str:
    name = f't."{field.column}"'
    if field.is_relation and field.related_model._meta.label in OWNED:
        return f"{name} - g * {STEP}"
    if field.primary_key or (field.is_relation and field.related_model._meta.label in VISITS):
        return f"{name} - k * {STEP}"
    if (label, field.name) in LOOSE:
        owned = "" if label == "settlement.InvoiceLine" else f"CASE WHEN t.subject_type IN {OWNED!r} THEN g ELSE k END"
        return f"{name} - {owned or 'k'} * {STEP}"
    if (label, field.name) in PERSONS:
        return _of_person(source, label, field.name)
    return _told(source, label, field, name)


def _told(source: Base, label: str, field: models.Field, name: str) -> str:
    if field.name == "token_hash":
        return f"substr(k || 'K' || {name}, 1, 64)"
    if (label, field.name) in SUFFIXED:
        return f"{name} || '-' || k"
    if (label, field.name) == ("visits.Visit", "ticket"):
        return f"{name} + k % 100 * 100"
    if isinstance(field, models.DateTimeField):
        return bulk.moved_moment(name)
    if isinstance(field, models.DateField):
        return bulk.moved_day(name)
    return bulk.moved_json(name, source.dates[label]) if isinstance(field, models.JSONField) else name


def _of_person(source: Base, label: str, name: str) -> str:
    """Plate, phone and name of a customer by their number: every number has its own, spread over the country's forms."""
    owner = "vehicles.Vehicle" if label == "vehicles.Vehicle" else "customers.Customer"
    number = f"(gn * {source.visits} + t.{PERSONS[label, name]} - {source.first[owner]})"
    if name == "plate":
        letter = f"substr('{PLATE_LETTERS}', 1 + CAST({number} % {len(PLATE_LETTERS)} AS integer), 1)"
        return f"'沪' || {letter} || {bulk.digits(f'{number} / {len(PLATE_LETTERS)} * 7919 % 100000', 5)}"
    if name.endswith("phone"):
        return f"'139' || {bulk.digits(f'{number} * 7919 % 100000000', 8)}"
    return f"(SELECT name FROM clone_name WHERE clone_name.id = {number} * 7 % {NAMES})"


# what people search


def _names() -> Iterator[str]:
    given = [*GIVEN_MALE, *GIVEN_FEMALE]
    for n in range(NAMES):
        yield FAMILY[n % len(FAMILY)] + given[n // len(FAMILY) * 11 % len(given)]


def _make_names(cursor) -> None:
    names = list(_names())
    keys = [(n, key) for n, name in enumerate(names) for key in sorted(name_keys(name))]
    for table in ("clone_name", "clone_name_key"):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute("CREATE TEMPORARY TABLE clone_name (id bigint PRIMARY KEY, name varchar(120))")
    cursor.execute("CREATE TEMPORARY TABLE clone_name_key (id bigint, key varchar(40))")
    cursor.executemany("INSERT INTO clone_name (id, name) VALUES (%s, %s)", list(enumerate(names)))
    cursor.executemany("INSERT INTO clone_name_key (id, key) VALUES (%s, %s)", keys)


def _make_keys(cursor, source: Base, first: int, last: int) -> None:
    """The search keys of the copied customers and vehicles, as `core.search.rules` would make them."""
    until, since = ROOM - first * STEP + STEP, ROOM - last * STEP
    number = f"(gn * {source.visits} + c.id + g * {STEP} - {source.first['customers.Customer']})"
    into = f"INSERT INTO search_searchkey (site_id, target_type, key, target_id) {_series(first, last)}"
    of_copy = f"SELECT {{}} FROM series JOIN {{}} AS c ON c.id BETWEEN {ROOM} - g * {STEP} AND {ROOM} - g * {STEP} + {STEP - 1} "
    copied = f"WHERE k = g AND c.id BETWEEN {since} AND {until}"
    parts = ", ".join(f"({n})" for n in range(1, 9))
    for kind, table, column, most in (("customer", "customers_customer", "phone", 8), ("vehicle", "vehicles_vehicle", "plate", 6)):
        said = of_copy.format(f"c.site_id, '{kind}', substr(c.{column}, part.n), c.id", table)
        cursor.execute(f"{into}{said} JOIN (SELECT column1 AS n FROM (VALUES {parts}) AS v) AS part ON part.n <= {most} {copied}")
    said = of_copy.format("c.site_id, 'customer', clone_name_key.key, c.id", "customers_customer")
    cursor.execute(f"{into}{said} JOIN clone_name_key ON clone_name_key.id = {number} * 7 % {NAMES} {copied}")
