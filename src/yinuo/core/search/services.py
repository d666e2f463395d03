"""Writing the search keys of a record, inside the act that changes it."""

from __future__ import annotations

from collections.abc import Iterable

from .models import SearchKey
from .rules import LONGEST_KEY


def index(site_id: int, *, target_type: str, target_id: int, keys: Iterable[str], new: bool = False) -> None:
    """Let the record be found by these keys (see `rules.keys_of`) and no others; none takes it out of the index. `new`: it had none before."""
    wanted = {key[:LONGEST_KEY] for key in keys if key}
    rows = SearchKey.objects.filter(target_type=target_type, target_id=target_id)
    present = set() if new else set(rows.values_list("key", flat=True))
    if present - wanted:
        rows.filter(key__in=present - wanted).delete()
    missing = [SearchKey(site_id=site_id, target_type=target_type, target_id=target_id, key=key) for key in sorted(wanted - present)]
    SearchKey.objects.bulk_create(missing, ignore_conflicts=True)
