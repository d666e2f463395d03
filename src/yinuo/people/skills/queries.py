"""Who can do what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet

from yinuo.core.statements.asked import asked

from .models import Skill, StaffSkill


@asked(StaffSkill)
def _levels(rows: QuerySet[StaffSkill]) -> QuerySet:
    return rows.filter(user__is_active=True).values_list("user_id", "skill__code", "level", "expires_on")


def skills_of_staff(*, on: date | None = None) -> dict[int, dict[str, int]]:
    """{user_id: {skill code: level}} of the people of the scoped site; with `on`, without certificates expired by that day. One query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for user_id, code, level, expires_on in _levels():
        if on is None or expires_on is None or expires_on >= on:
            found[user_id][code] = level
    return dict(found)


def skills() -> list[Skill]:
    """The skills of the scoped site, by name."""
    return list(Skill.objects.order_by("name"))
