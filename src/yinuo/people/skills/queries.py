"""Who can do what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from .models import Skill, StaffSkill


def skills_of_staff(*, on: date | None = None) -> dict[int, dict[str, int]]:
    """{user_id: {skill code: level}} of the people of the scoped site; with `on`, without certificates expired by that day. One query."""
    rows = StaffSkill.objects.filter(user__is_active=True)
    if on is not None:
        rows = rows.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for user_id, code, level in rows.values_list("user_id", "skill__code", "level"):
        found[user_id][code] = level
    return dict(found)


def skills() -> list[Skill]:
    """The skills of the scoped site, by name."""
    return list(Skill.objects.order_by("name"))
