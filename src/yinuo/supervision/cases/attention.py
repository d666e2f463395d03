"""Cases on the Today page: what one has not read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.ui.matters import Asked, Matter, matters

from .queries import first_unread


@matters("cases.read")
def to_read(asked: Asked) -> list[Matter]:
    """What was published and not read yet, below all that presses."""
    if asked.actor.user_id is None:
        return []
    return [
        Matter(
            "case", words=_("Case to read: what others can learn from it"), url=reverse("cases:case", args=[asked.site_code, row.pk]), subject=row.title,
            icon="book", since=row.published_at, weight=5, tone="idle", detail=row.learnt[:90], go=_("Read"),
        )
        for row in first_unread(user=asked.actor.user_id)[: asked.limit]
    ]  # fmt: skip
