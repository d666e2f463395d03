"""Growing a centre's past in SQL: every row of the base is copied k times, its ids moved by k steps, its times moved back by k days (at most three years)."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

# what every visit has of its own; all else (people, menu, parts, standards) is shared
CLONED = (
    "events.Thread", "customers.Customer", "vehicles.Vehicle", "vehicles.Relation", "vehicles.MileageReading", "booking.Appointment", "booking.AppointmentItem",
    "visits.Visit", "visits.Consultation", "visits.WalkAround", "visits.Finding", "orders.Order", "orders.Line", "orders.Estimate", "orders.Decision",
    "orders.Operation", "orders.ClockEntry", "orders.PartDemand", "orders.Inspection", "settlement.Invoice", "settlement.InvoiceLine", "settlement.Payment",
    "settlement.Checkout", "follow_up.DueCall", "encounters.Encounter", "promises.Promise", "standards.Outcome", "search.SearchKey", "events.Event",
)  # fmt: skip
STEP = 10**7
DAYS = 1000
NUMBERED = {
    ("visits.Visit", "plate"), ("vehicles.Vehicle", "plate"), ("booking.Appointment", "plate"), ("orders.Order", "number"), ("settlement.Invoice", "number"),
    ("search.SearchKey", "key"),
}  # fmt: skip
LOOSE = {
    ("events.Event", "subject_id"),
    ("search.SearchKey", "target_id"),
    ("promises.Promise", "subject_id"),
    ("settlement.InvoiceLine", "line_id"),
}

_copies = 0
_base: dict[str, int] = {}


def keep_base() -> None:
    """What is there now is what will be copied; what comes after (cars that stand in the shop) is not."""
    for label in CLONED:
        model = apps.get_model(label)
        _base[label] = model.objects.aggregate(last=models.Max("pk"))["last"] or 0


def grow(visits: int) -> None:
    """Clone until there are about `visits` of them."""
    global _copies
    per_copy = apps.get_model("visits.Visit").objects.filter(pk__lte=_base["visits.Visit"]).count()
    wanted = visits // per_copy - 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # no foreign key checks while copying
        for label in CLONED:
            _copy(cursor, apps.get_model(label), _copies + 1, wanted)
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    _copies = wanted


def _copy(cursor, model: type[models.Model], first: int, last: int) -> None:
    label = model._meta.label
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(label, field) for field in fields)
    source = f"(SELECT * FROM {model._meta.db_table} WHERE id <= {_base[label]}) t"
    cursor.execute(
        f"WITH RECURSIVE series(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM series WHERE k < {last}) "
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {source} CROSS JOIN series"
    )


def _value(label: str, field: models.Field) -> str:
    name = f't."{field.column}"'
    if field.primary_key or (label, field.name) in LOOSE or (field.is_relation and field.related_model._meta.label in CLONED):
        return f"{name} + k * {STEP}"
    if field.name == "token_hash":
        return f"CASE WHEN {name} IS NULL THEN NULL ELSE substr(k || 'K' || {name}, 1, 64) END"
    if (label, field.name) in NUMBERED:
        size = field.max_length or 20
        return f"CASE WHEN {name} = '' THEN '' ELSE substr({name} || 'K' || k, 1, {size}) END"
    if (label, field.name) == ("visits.Visit", "ticket"):
        return f"{name} + k"
    if isinstance(field, models.DateTimeField):
        return _moved(name, "timestamptz")
    return _moved(name, "date") if isinstance(field, models.DateField) else name


def _moved(name: str, kind: str) -> str:
    if connection.vendor == "postgresql":
        return f"({name} - (1 + k % {DAYS}) * interval '1 day')::{kind}"
    if kind == "date":
        return f"date({name}, '-' || (1 + k % {DAYS}) || ' days')"
    return f"CASE WHEN {name} IS NULL THEN NULL ELSE strftime('%Y-%m-%d %H:%M:%f', {name}, '-' || (1 + k % {DAYS}) || ' days') || '000' END"
