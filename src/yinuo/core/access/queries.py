from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from yinuo.core.sites.models import Site
from yinuo.core.statements.asked import asked, record

from .models import Membership, Role


def sites_of(user) -> list[Site]:
    """The sites at which the person has any role, by name. One query."""
    with scopes_disabled():
        return list(Site.objects.filter(pk__in=Membership.objects.filter(user=user).values("site")).order_by("name"))


def roles_everywhere(user_ids) -> dict[int, dict[int, frozenset[str]]]:
    """{user: {site: roles}} at all sites. One query."""
    found: dict[int, dict[int, set[str]]] = {user_id: {} for user_id in user_ids}
    with scopes_disabled():
        for user_id, site_id, role in Membership.objects.filter(user__in=list(found)).values_list("user_id", "site_id", "role"):
            found[user_id].setdefault(site_id, set()).add(role)
    return {user_id: {site_id: frozenset(roles) for site_id, roles in sites.items()} for user_id, sites in found.items()}


@asked(Membership, everywhere=True)
def _memberships(rows: QuerySet[Membership], user: Any, code: Any) -> QuerySet:
    return rows.filter(user_id=user, site__code=code).select_related("site")


def site_and_roles(user, code: str) -> tuple[Site, frozenset[str]] | None:
    """The site with this code and the person's roles there; None when it does not exist or is not theirs. One query."""
    rows = _memberships(user=user.pk, code=code)
    return (rows[0].site, frozenset(row.role for row in rows)) if rows else None


def staff_with(capability: str):
    """People of the scoped site whose roles include the capability."""
    from yinuo.core.accounts.models import User

    from .rules import ROLES

    roles = [role for role, capabilities in ROLES.items() if capability in capabilities]
    return User.objects.filter(pk__in=Membership.objects.filter(role__in=roles).values("user"), is_active=True).order_by("display_name")


def works_as(user_id: int, capability: str) -> bool:
    """Whether this person is active at the scoped site in a role that includes the capability. One query."""
    from .rules import ROLES

    roles = tuple(role for role, capabilities in ROLES.items() if capability in capabilities)
    return record(Membership, user=user_id, user__is_active=True, role__in=roles) is not None


def staff_in_role(*roles: str):
    """People of the scoped site who hold one of the roles."""
    from yinuo.core.accounts.models import User

    return User.objects.filter(pk__in=Membership.objects.filter(role__in=roles).values("user"), is_active=True).order_by("display_name")


def demo_people() -> list[dict[str, str]]:
    """One person for each role, for the one-tap sign-in of demo mode. One query."""
    with scopes_disabled():
        rows = Membership.objects.filter(user__is_active=True).order_by("pk").values_list("role", "user__username", "user__display_name")
        first: dict[str, tuple[str, str]] = {}
        for role, username, name in rows:
            first.setdefault(role, (username, name))
    return [{"role": str(role.label), "username": first[role][0], "name": first[role][1]} for role in Role if role in first]


def people_with_pin():
    """People of the scoped site who can come in by PIN, by name."""
    from yinuo.core.accounts.models import User

    members = User.objects.filter(pk__in=Membership.objects.values("user"), is_active=True)
    return list(members.exclude(pin="").order_by("display_name", "pk"))
