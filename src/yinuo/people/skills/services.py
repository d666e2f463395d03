"""Skills of the centre and of its people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Membership
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps

from .models import Skill, StaffSkill

Held = tuple[int, date | None]


def set_skills(*, user_id: int, held: Mapping[int, Held], by: Actor, at: datetime) -> None:
    """Make these the person's skills: {skill: (level 1–4, certificate's expiry or None)}; what is not named is taken away."""
    if not all(1 <= level <= 4 for level, _expires in held.values()):
        raise Invalid
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        member = Membership.objects.filter(user=user_id).select_related("user").first()
        known = {skill.pk: skill.code for skill in Skill.objects.filter(pk__in=held)}
        if member is None or len(known) != len(held):
            raise NotHere
        rows = {row.skill_id: row for row in StaffSkill.objects.filter(user=user_id)}
        changed = {pk for pk, now in held.items() if pk not in rows or (rows[pk].level, rows[pk].expires_on) != now}
        gone = set(rows) - set(held)
        StaffSkill.objects.filter(user=user_id, skill__in=gone).delete()
        for pk in changed & set(rows):
            level, expires = held[pk]
            StaffSkill.objects.filter(pk=rows[pk].pk).update(level=level, expires_on=expires, **change_stamps(by, at))
        StaffSkill.objects.bulk_create(
            StaffSkill(site_id=by.site_id, user_id=user_id, skill_id=pk, level=held[pk][0], expires_on=held[pk][1], **stamps(by, at))
            for pk in changed - set(rows)
        )
        if changed or gone:
            act.record(
                "person.skills_changed", member.user, who=str(member.user), skills={known[pk]: level for pk, (level, _e) in held.items()}
            )


def add_skills(*, names: Mapping[str, str], by: Actor, at: datetime) -> list[Skill]:
    """Skills that the centre distinguishes, {code: name}; those it has already stay as they are."""
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        known = set(Skill.objects.values_list("code", flat=True))
        made = Skill.objects.bulk_create(
            Skill(site_id=by.site_id, code=code, name=name) for code, name in names.items() if code not in known
        )
        if made:
            act.record("skill.added", made[0], codes=[skill.code for skill in made])
    return made
