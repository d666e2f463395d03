"""Finding records by a part of what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection

from yinuo.core.sites.queries import current_site

from .models import SearchKey
from .registry import Hit, kinds
from .rules import TAIL, after, searched

LEAST_SIGN = "\x01"  # no key holds it: a range up to it behind a key is that key alone
LOOKED_AT = 200  # keys of one kind of record that are looked at, exact matches first
RANGE = f"""SELECT target_id FROM {SearchKey._meta.db_table} WHERE site_id = %s AND target_type = %s AND key >= %s AND key < %s
    ORDER BY key, target_id DESC LIMIT {LOOKED_AT}"""  # `matches`, written out: its query is built a dozen times for each search


def find(text: str, *, limit: int = 12, site_code: str = "", may: Callable[[str], bool] | None = None) -> list[Hit]:
    """The best matches in the scoped site: what is open now first, then the newest. `may(capability)` leaves out what somebody may not read.

    One query over bounded ranges of one index, then one or two for each kind of record found; the same result on both engines.
    """
    readable = [kind for kind in kinds() if may is None or may(kind.capability)]
    keyed = ids_by_kind([kind.target_type for kind in readable], searched(text))
    found: dict[str, list[int]] = {}
    hits: list[Hit] = []
    for kind in readable if text else ():
        ids = keyed.get(kind.target_type, set())
        linked = kind.linked(found) if kind.linked is not None else ()
        found[kind.target_type] = newest_first = sorted({*ids, *linked}, reverse=True)
        hits += kind.show(site_code, newest_first[:limit]).values() if newest_first else []
    return sorted(hits, key=lambda hit: (hit.rank, -hit.newest, hit.target_type, -hit.target_id))[:limit]


def ids_of(target_type: str, prefixes: list[str]) -> list[int]:
    """Ids of one kind of record that have a key with one of the prefixes, newest first; of very many, those that match exactly and then in key order."""
    return sorted(ids_by_kind([target_type], prefixes).get(target_type, ()), reverse=True)


def ids_by_kind(target_types: list[str], prefixes: list[str]) -> dict[str, set[int]]:
    """{kind of record: ids that have a key with one of the prefixes}, at most 200 for each kind and prefix. One query."""
    pairs = [(kind, prefix) for kind in target_types for prefix in prefixes if kind == "vehicle" or not prefix.startswith(TAIL)]
    return _in_ranges([(kind, prefix, after(prefix)) for kind, prefix in pairs])


def _in_ranges(ranges: list[tuple[str, str, str]]) -> dict[str, set[int]]:
    """{kind of record: ids} of keys in any of the ranges (kind, from, up to but without). One query, each range bounded by itself, which the
    ORM's union cannot say for SQLite.
    """
    if not ranges:
        return {}
    sql = " UNION ALL ".join(f"SELECT {n} AS pair, part{n}.target_id FROM ({RANGE}) AS part{n}" for n in range(len(ranges)))
    found: dict[str, set[int]] = {}
    site = current_site().pk
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for bounds in ranges for param in (site, *bounds)])
        for n, target_id in cursor.fetchall():
            found.setdefault(ranges[n][0], set()).add(target_id)
    return found


def matches(target_type: str, prefix: str):
    """The bounded range of one index that a prefix is."""
    rows = SearchKey.objects.filter(target_type=target_type, key__gte=prefix, key__lt=after(prefix))
    return rows.order_by("key", "-target_id").values_list("target_id", flat=True)[:LOOKED_AT]


def having(target_type: str, keys: Iterable[str]) -> set[int]:
    """Ids of the records that have exactly one of these keys, the newest 200 of each key. One query."""
    return _in_ranges([(target_type, key, key + LEAST_SIGN) for key in keys]).get(target_type, set())
