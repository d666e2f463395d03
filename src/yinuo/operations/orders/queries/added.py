"""Added work that waits for somebody."""

from __future__ import annotations

from yinuo.core.pictures.queries import pictures_of
from yinuo.core.workflow.queries import in_states

from ..models import AddedWork

OPEN = (AddedWork.State.REQUESTED, AddedWork.State.ASKED)
MOST = 100


def open_added_work(*, advisor_id: int | None = None, site_code: str) -> list[AddedWork]:
    """Requests to be priced and those the customer was asked about, the longest waiting first; each with its `shots`. Two queries."""
    rows = AddedWork.objects.filter(in_states(OPEN))
    if advisor_id is not None:
        rows = rows.filter(order__visit__advisor_id=advisor_id)
    rows = rows.select_related(
        "order__visit__vehicle", "order__visit__customer", "order__visit__advisor", "created_by", "finding", "estimate"
    )
    found = list(rows.order_by("id")[:MOST])
    shots = pictures_of("finding", [row.finding_id for row in found if row.finding_id], site_code=site_code)
    for row in found:
        row.shots = shots.get(row.finding_id, [])
    return found
