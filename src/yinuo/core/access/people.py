"""People who sign in, and what they may do where."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django_scopes import scopes_disabled

from yinuo.core.accounts.models import User
from yinuo.core.errors import Invalid
from yinuo.core.sites.models import Site

from .models import Membership
from .rules import ROLES


@transaction.atomic
def create_person(
    *, username: str, display_name: str, password: str | None = None, employee_number: str | None = None, language: str = ""
) -> User:
    """A new person who can sign in (without a password: only by badge). The badge code is made here."""
    person = User(
        username=username,
        display_name=display_name,
        employee_number=employee_number or None,
        language=language,
        badge=secrets.token_urlsafe(18),
    )
    person.set_password(password)
    person.save()
    return person


def give_role(*, person: User, site: Site, role: str) -> None:
    """Give a role at a site; giving it twice changes nothing. KeyError for an unknown role."""
    ROLES[role]
    with scopes_disabled():
        Membership.objects.get_or_create(site=site, user=person, role=role)


def take_role(*, person: User, site: Site, role: str) -> None:
    with scopes_disabled():
        Membership.objects.filter(site=site, user=person, role=role).delete()


def set_pin(*, person: User, pin: str) -> None:
    """Set the PIN that goes with the badge; four to eight digits."""
    if not (pin.isdigit() and 4 <= len(pin) <= 8):
        raise Invalid
    person.pin = make_password(pin)
    person.save(update_fields=["pin"])


def person_by_badge(*, badge: str, pin: str) -> User | None:
    """Who stands before a shared tablet: badge code and PIN; None when they do not fit."""
    person = User.objects.filter(badge=badge, is_active=True).exclude(pin="").first()
    if person is None:
        make_password(pin)
        return None
    return person if check_password(pin, person.pin) else None
