"""Writing the search keys of a record, inside the act that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yinuo.core.statements.asked import asked

from .models import SearchKey
from .rules import LONGEST_KEY


@asked(SearchKey)
def _keys(rows: QuerySet[SearchKey], target_type: Any, target_id: Any) -> QuerySet:
    return rows.filter(target_type=target_type, target_id=target_id).values_list("key", flat=True)


def index(site_id: int, *, target_type: str, target_id: int, keys: Iterable[str], new: bool = False) -> None:
    """Let the record be found by these keys (see `rules.keys_of`) and no others; none takes it out of the index. `new`: it had none before."""
    wanted = {key[:LONGEST_KEY] for key in keys if key}
    present = set() if new else set(_keys(target_type=target_type, target_id=target_id))
    if gone := present - wanted:
        SearchKey.objects.filter(target_type=target_type, target_id=target_id, key__in=gone).delete()
    if wanted <= present:
        return
    missing = [SearchKey(site_id=site_id, target_type=target_type, target_id=target_id, key=key) for key in sorted(wanted - present)]
    SearchKey.objects.bulk_create(missing, ignore_conflicts=True)
