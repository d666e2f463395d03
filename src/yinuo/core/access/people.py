"""People who sign in, and what they may do where."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from yinuo.core.accounts.models import User
from yinuo.core.errors import Invalid
from yinuo.core.sites.models import Site

from .models import Membership
from .rules import ROLES


def new_person(
    *, username: str, display_name: str, password: str | None = None, employee_number: str | None = None, language: str = ""
) -> User:
    """A person not yet saved (hashing takes its time: not inside a transaction), with a badge code."""
    person = User(
        username=username,
        display_name=display_name,
        employee_number=employee_number or None,
        language=language,
        badge=secrets.token_urlsafe(18),
    )
    person.set_password(password)
    return person


def create_person(**details: Any) -> User:
    """A new person who can sign in (without a password: only by badge); see `new_person`."""
    person = new_person(**details)
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


def renew_badge(*, person: User) -> None:
    """A new badge code; the printed one is worth nothing from now on."""
    person.badge = secrets.token_urlsafe(18)
    person.save(update_fields=["badge"])


def hashed_pin(pin: str) -> str:
    """The PIN as it is kept; four to eight digits, not all the same and not in a row. Raises Invalid."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise Invalid(_("A PIN has four to eight digits."))
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise Invalid(_("This PIN is too easy to guess."))
    return make_password(pin)


def set_pin(*, person: User, pin: str) -> None:
    """Set the PIN that goes with the badge. Raises Invalid."""
    person.pin = hashed_pin(pin)
    person.save(update_fields=["pin"])


def pin_fits(person: User | None, pin: str) -> bool:
    """Whether the PIN is the person's; takes as long for nobody."""
    if person is None or not person.pin or not person.is_active:
        make_password(pin)
        return False
    return check_password(pin, person.pin)


def person_by_badge(*, badge: str) -> User | None:
    """Whose badge this is."""
    return User.objects.filter(badge=badge, is_active=True).first() if badge else None
