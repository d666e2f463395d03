"""Finding records by a part of what is known of them."""

from __future__ import annotations

from collections.abc import Callable

from .models import SearchKey
from .registry import Hit, kinds
from .rules import TAIL, after, searched

LOOKED_AT = 200  # keys of one kind of record that are looked at, exact matches first


def find(text: str, *, limit: int = 12, site_code: str = "", may: Callable[[str], bool] | None = None) -> list[Hit]:
    """The best matches in the scoped site: what is open now first, then the newest. `may(capability)` leaves out what somebody may not read.

    A few queries for each kind of record, each over a bounded range of one index; the same result on both engines.
    """
    prefixes = searched(text)
    if not prefixes:
        return []
    found: dict[str, list[int]] = {}
    hits: list[Hit] = []
    for kind in kinds():
        if may is None or may(kind.capability):
            ids = ids_of(kind.target_type, prefixes)
            if kind.linked is not None:
                ids = sorted({*ids, *kind.linked(found)}, reverse=True)
            found[kind.target_type] = ids
            hits += kind.show(site_code, ids[:limit]).values() if ids else []
    return sorted(hits, key=lambda hit: (hit.rank, -hit.newest, hit.target_type, -hit.target_id))[:limit]


def ids_of(target_type: str, prefixes: list[str]) -> list[int]:
    """Ids of one kind of record that have a key with one of the prefixes, newest first; of very many, those that match exactly and then in key order."""
    ids: set[int] = set()
    for prefix in prefixes:
        if not (prefix.startswith(TAIL) and target_type != "vehicle"):
            ids.update(matches(target_type, prefix))
    return sorted(ids, reverse=True)


def matches(target_type: str, prefix: str):
    """The bounded range of one index that a prefix is."""
    rows = SearchKey.objects.filter(target_type=target_type, key__gte=prefix, key__lt=after(prefix))
    return rows.order_by("key", "-target_id").values_list("target_id", flat=True)[:LOOKED_AT]


def having(target_type: str, key: str) -> list[int]:
    """Ids of the newest records that have exactly this key."""
    return list(
        SearchKey.objects.filter(target_type=target_type, key=key).order_by("-target_id").values_list("target_id", flat=True)[:LOOKED_AT]
    )
