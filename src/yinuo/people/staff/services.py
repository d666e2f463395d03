"""Who works here and what they may do. Only who looks after the roles gives rights they do not have, and somebody always can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.access import people
from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Membership, Role
from yinuo.core.access.queries import roles_everywhere
from yinuo.core.access.rules import ROLES, may_give, outranks
from yinuo.core.accounts.models import User
from yinuo.core.errors import DomainError, Forbidden, Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import Act, site_story

RIGHT = "people.write"


class NotYoursToGive(Forbidden):
    sentence = _("You can only give or take roles whose rights you have yourself. Ask your service manager or administrator.")


class NotYoursToChange(Forbidden):
    sentence = _("This person may do more than you. Ask somebody who holds these rights to make the change.")


class LastAdministrator(DomainError):
    sentence = _("This is the centre's last administrator. Give the role to somebody else first.")


class NobodyElsewhere(Invalid):
    sentence = _(
        "Nobody with this user name or employee number works at another centre. Check how it is written, or add a new member of staff."
    )


class WorksHere(Invalid):
    sentence = _("This person works here already: change the roles on their page.")


class NameTaken(Invalid):
    sentence = _("Somebody has this user name or employee number already.")


@contextmanager
def change_of(user_id: int, *, by: Actor, at: datetime, own: bool = False) -> Iterator[Act]:
    """An act on a person of the site, on the thread of its people. Raises NotHere; NotYoursToChange unless the actor outranks them (or, with `own`, is them)."""
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="site.read" if own and user_id == by.user_id else RIGHT) as act:
        act.subject = _person(user_id)
        if not (own and user_id == by.user_id):
            _must_outrank(by, user_id)
        yield act


def add_person(
    *,
    username: str,
    display_name: str,
    roles: Sequence[str],
    by: Actor,
    at: datetime,
    employee_number: str = "",
    language: str = "",
    password: str = "",
) -> User:
    """Somebody new, in these roles; without a password they come in by badge and PIN only. Raises NameTaken, NotYoursToGive."""
    if not roles:
        raise Invalid(_("Choose at least one role."))
    _must_be_givable(by, roles)
    person = people.new_person(
        username=username, display_name=display_name, employee_number=employee_number or None, language=language, password=password or None
    )
    try:
        with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right=RIGHT) as act:
            with transaction.atomic():
                person.save()
            Membership.objects.bulk_create([Membership(site_id=by.site_id, user=person, role=role) for role in roles])
            act.record("person.added", person, who=person.display_name, roles=sorted(roles))
    except IntegrityError:
        raise NameTaken from None
    return person


def join_person(*, name: str, roles: Sequence[str], by: Actor, at: datetime) -> User:
    """Somebody who works at another centre works here too, in these roles, with the same name and password. `name`: user name or employee number, whole.

    Gives rights here only; who they are stays to be changed by whoever holds rights at all their centres. Raises NobodyElsewhere, WorksHere, NotYoursToGive.
    """
    if not roles:
        raise Invalid(_("Choose at least one role."))
    _must_be_givable(by, roles)
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right=RIGHT) as act:
        person = User.objects.filter(Q(username=name) | Q(employee_number=name), is_active=True).order_by("pk").first() if name else None
        sites = roles_everywhere([person.pk])[person.pk] if person else {}
        if by.site_id in sites:
            raise WorksHere
        if person is None or not sites:
            raise NobodyElsewhere
        Membership.objects.bulk_create([Membership(site_id=by.site_id, user=person, role=role) for role in sorted(set(roles))])
        act.record("person.joined", person, who=person.display_name, roles=sorted(set(roles)))
    return person


def change_person(*, user_id: int, username: str, display_name: str, employee_number: str, language: str, by: Actor, at: datetime) -> User:
    """Correct name, user name, number or language. Raises NameTaken, NotYoursToChange."""
    new = {"username": username, "display_name": display_name, "employee_number": employee_number or None, "language": language}
    try:
        with change_of(user_id, by=by, at=at) as act:
            person = act.subject
            before = {name: getattr(person, name) for name, value in new.items() if getattr(person, name) != value}
            if before:
                for name, value in new.items():
                    setattr(person, name, value)
                with transaction.atomic():
                    person.save(update_fields=list(new))
                act.record("person.changed", person, who=person.display_name, before=before)
    except IntegrityError:
        raise NameTaken from None
    return act.subject


def set_roles(*, user_id: int, roles: Sequence[str], by: Actor, at: datetime) -> frozenset[str]:
    """Make these the person's roles at the site. Raises NotYoursToGive, LastAdministrator; Invalid when none is left (see dismiss)."""
    wanted = frozenset(roles)
    if not wanted or not wanted <= set(ROLES):
        raise Invalid(_("Choose at least one role."))
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right=RIGHT) as act:
        person = act.subject = _person(user_id)
        held = frozenset(Membership.objects.filter(user=person).values_list("role", flat=True))
        given, taken = wanted - held, held - wanted
        _must_be_givable(by, given | taken)
        if Role.ADMINISTRATOR in taken:
            _must_not_be_the_last_administrator(person)
        Membership.objects.filter(user=person, role__in=taken).delete()
        Membership.objects.bulk_create([Membership(site_id=by.site_id, user=person, role=role) for role in given])
        if given or taken:
            own: dict[str, Any] = {"own": True} if person.pk == by.user_id else {}
            act.record("person.roles_changed", person, who=person.display_name, given=sorted(given), taken=sorted(taken), **own)
    return wanted


def dismiss(*, user_id: int, by: Actor, at: datetime) -> None:
    """The person works here no longer: out at once, on every device. What they did stays told under their name."""
    with change_of(user_id, by=by, at=at) as act:
        person = act.subject
        _must_not_be_the_last_administrator(person)
        if len(roles_everywhere([user_id])[user_id]) > 1:
            Membership.objects.filter(user=person).delete()
        else:
            User.objects.filter(pk=user_id).update(is_active=False)
        act.record("person.dismissed", person, who=person.display_name)


def take_on_again(*, user_id: int, by: Actor, at: datetime) -> None:
    """Somebody who had left is back, in the roles they had."""
    with change_of(user_id, by=by, at=at) as act:
        User.objects.filter(pk=user_id).update(is_active=True)
        act.record("person.taken_on_again", who=act.subject.display_name)


def set_password(*, user_id: int, password: str, by: Actor, at: datetime) -> None:
    """A new password, told to the person by hand; they are signed out everywhere."""
    hashed = make_password(password)
    with change_of(user_id, by=by, at=at) as act:
        User.objects.filter(pk=user_id).update(password=hashed)
        act.record("person.password_set", who=act.subject.display_name)


def set_pin(*, user_id: int, pin: str, by: Actor, at: datetime) -> None:
    """The PIN for shared tablets; everybody may set their own. Raises Invalid for one that is easy to guess."""
    hashed = people.hashed_pin(pin)
    with change_of(user_id, by=by, at=at, own=True) as act:
        User.objects.filter(pk=user_id).update(pin=hashed)
        act.record("person.pin_set", who=act.subject.display_name)


def renew_badge(*, user_id: int, by: Actor, at: datetime) -> None:
    """A lost badge is worth nothing any more."""
    with change_of(user_id, by=by, at=at, own=True) as act:
        people.renew_badge(person=act.subject)
        act.record("person.badge_renewed", who=act.subject.display_name)


def may_change(by: Actor, user_id: int) -> bool:
    """Whether the actor may change who this person is."""
    found = roles_everywhere([user_id, by.user_id or 0])
    return by.may(RIGHT) and outranks(found[by.user_id or 0], found[user_id])


def _person(user_id: int) -> User:
    """Somebody who holds (or held) a role at the scoped site."""
    person = User.objects.select_for_update().filter(pk=user_id, pk__in=Membership.objects.values("user")).first()
    if person is None:
        raise NotHere
    return person


def _must_outrank(by: Actor, user_id: int) -> None:
    if not may_change(by, user_id):
        raise NotYoursToChange


def _must_be_givable(by: Actor, roles) -> None:
    if not set(roles) <= set(ROLES):
        raise Invalid
    if not all(may_give(by.capabilities, role) for role in roles):
        raise NotYoursToGive


def _must_not_be_the_last_administrator(person: User) -> None:
    """Call it under the lock of the people's thread."""
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    held = administrators.filter(user=person).exists()
    if held and not administrators.exclude(user=person).exists():
        raise LastAdministrator
