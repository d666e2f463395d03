"""People as their pages show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from yinuo.core.access.models import Membership, Role
from yinuo.core.access.rules import may_give
from yinuo.core.accounts.models import User
from yinuo.core.errors import NotHere
from yinuo.people.shifts.models import ShiftException, WeeklyShift
from yinuo.people.shifts.queries import on_shift
from yinuo.people.skills.models import Skill, StaffSkill

MOST = 400


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    pk: int
    name: str
    number: str
    roles: list[str]
    skills: list[str]
    here: list[tuple[datetime, datetime]]
    absent: bool
    active: bool
    can_switch: bool


def people(*, day: date, text: str = "", role: str = "", former: bool = False) -> list[PersonRow]:
    """People of the scoped site by name, at most 400, with whether they are on shift that day. Seven queries."""
    found = User.objects.filter(pk__in=_members(role), is_active=not former)
    if text:
        found = found.filter(Q(display_name__icontains=text) | Q(username__istartswith=text) | Q(employee_number__istartswith=text))
    rows = list(found.order_by("display_name", "pk")[:MOST])
    roles, skills = _roles_of(rows), _skills_of(rows)
    presence = on_shift(day)
    absent = set(ShiftException.objects.filter(day=day, absent=True).values_list("user_id", flat=True))
    return [
        PersonRow(
            pk=person.pk,
            name=str(person),
            number=person.employee_number or "",
            roles=roles[person.pk],
            skills=skills[person.pk],
            here=presence.get(person.pk, []),
            absent=person.pk in absent,
            active=person.is_active,
            can_switch=bool(person.pin),
        )
        for person in rows
    ]


def _members(role: str = ""):
    members = Membership.objects.filter(role=role) if role else Membership.objects.all()
    return members.values("user")


def _roles_of(rows: list[User]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    order = {role: n for n, role in enumerate(Role.values)}
    held = Membership.objects.filter(user__in=rows).values_list("user_id", "role")
    for user_id, role in sorted(held, key=lambda pair: order[pair[1]]):
        found[user_id].append(str(Role(role).label))
    return found


def _skills_of(rows: list[User]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for user_id, name, level in StaffSkill.objects.filter(user__in=rows).order_by("-level").values_list("user_id", "skill__name", "level"):
        found[user_id].append(f"{name} {level}")
    return found


@dataclass(frozen=True, slots=True)
class RoleChoice:
    code: str
    label: str
    held: bool
    may_give: bool


@dataclass(frozen=True, slots=True)
class SkillChoice:
    pk: int
    name: str
    level: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Weekday:
    """One weekday of the usual week; times None on a day off."""

    n: int
    starts: time | None = None
    ends: time | None = None
    break_starts: time | None = None
    break_ends: time | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that the page of a person shows."""

    person: User
    roles: list[RoleChoice]
    skills: list[SkillChoice]
    week: list[Weekday]
    differs: list[ShiftException]
    has_pin: bool = field(default=False)


def person_page(user_id: int, *, capabilities: frozenset[str], today: date) -> PersonPage:
    """Raises NotHere for somebody who never worked at the scoped site. Six queries."""
    person = User.objects.filter(pk=user_id, pk__in=_members()).first()
    if person is None:
        raise NotHere
    held = set(Membership.objects.filter(user=person).values_list("role", flat=True))
    levels = {row.skill_id: row for row in StaffSkill.objects.filter(user=person)}
    return PersonPage(
        person=person,
        roles=role_choices(capabilities, held),
        skills=[_skill_choice(skill, levels.get(skill.pk)) for skill in Skill.objects.order_by("name")],
        week=_week_of(person),
        differs=list(ShiftException.objects.filter(user=person, day__gte=today - timedelta(days=7)).order_by("day")[:60]),
        has_pin=bool(person.pin),
    )


def role_choices(capabilities: frozenset[str], held: set[str]) -> list[RoleChoice]:
    """Every role, whether it is held, and whether somebody with these capabilities may give or take it."""
    return [RoleChoice(role.value, str(role.label), role.value in held, may_give(capabilities, role.value)) for role in Role]


def _skill_choice(skill: Skill, row: StaffSkill | None) -> SkillChoice:
    return SkillChoice(skill.pk, skill.name, row.level if row else 0, row.expires_on if row else None)


def _week_of(person: User) -> list[Weekday]:
    first: dict[int, WeeklyShift] = {}
    for row in WeeklyShift.objects.filter(user=person).order_by("-starts"):
        first[row.weekday] = row
    return [Weekday(n, row.starts, row.ends, row.break_starts, row.break_ends) if (row := first.get(n)) else Weekday(n) for n in range(7)]
