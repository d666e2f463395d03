"""`yinuo user`: who may sign in, and as what."""

from __future__ import annotations

import argparse
import getpass
import sys

from yinuo.config.commands import Trouble, setup
from yinuo.config.commands.migrate import missing_migrations
from yinuo.config.words import gettext as _

ADMINISTRATOR = "administrator"


def options(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", metavar=_("TASK"), required=True)
    tasks.add_parser("list", help=_("list everybody with their sites and roles"))
    create = tasks.add_parser("create", help=_("create a person; the password is asked for, or read from standard input"))
    create.add_argument("username")
    create.add_argument("--name", help=_("name as others see it"))
    create.add_argument("--employee-number", help=_("employee number, which also signs in"))
    create.add_argument("--site", help=_("code of the site"))
    create.add_argument("--new-site", metavar=_("NAME"), help=_("make the site with this name when its code is new"))
    create.add_argument("--role", action="append", help=_("role at the site; may be given again (administrator)"))
    role = tasks.add_parser("role", help=_("give or take a role at a site"))
    role.add_argument("username")
    role.add_argument("--site", required=True, help=_("code of the site"))
    role.add_argument("--add", action="append", default=[], metavar=_("ROLE"))
    role.add_argument("--remove", action="append", default=[], metavar=_("ROLE"))
    for name, text in (
        ("password", _("set a new password, asked for or read from standard input")),
        ("disable", _("let a person sign in no more; what they did stays theirs")),
        ("enable", _("let a person sign in again")),
    ):
        tasks.add_parser(name, help=text).add_argument("username")


def run(options: argparse.Namespace) -> int:
    setup()
    if missing_migrations():
        raise Trouble(_("The database is older than this version: run `yinuo migrate` first."))
    {"list": show, "create": create, "role": change_roles, "password": set_password, "disable": disable, "enable": enable}[options.task](
        options
    )
    return 0


def show(_options: argparse.Namespace) -> None:
    from django_scopes import scopes_disabled

    from yinuo.core.access.models import Membership
    from yinuo.core.accounts.models import User

    roles: dict[int, list[str]] = {}
    with scopes_disabled():
        for user, site, role in Membership.objects.order_by("site__code", "role").values_list("user_id", "site__code", "role"):
            roles.setdefault(user, []).append(f"{site}:{role}")
    people = list(User.objects.order_by("username"))
    if not people:
        print(_("Nobody can sign in yet; `yinuo user create NAME --site CODE --new-site NAME` makes the first administrator."))
    for person in people:
        state = "" if person.is_active else f"  ({_('may not sign in')})"
        print(f"{person.username:<20}{person.display_name:<20}{' '.join(roles.get(person.pk, []))}{state}")


def create(options: argparse.Namespace) -> None:
    from django.db import transaction

    from yinuo.core.access.people import create_person, give_role
    from yinuo.core.accounts.models import User

    if User.objects.filter(username=options.username).exists():
        raise Trouble(_("There is already a person named %(name)s.") % {"name": options.username})
    if options.employee_number and User.objects.filter(employee_number=options.employee_number).exists():
        raise Trouble(_("The employee number %(number)s is already taken.") % {"number": options.employee_number})
    if options.role and not options.site:
        raise Trouble(_("A role is held at a site: add --site CODE."))
    roles = known_roles(options.role or ([ADMINISTRATOR] if options.site else []))
    password = ask_password(options.username)
    with transaction.atomic():
        person = create_person(
            username=options.username,
            display_name=options.name or options.username,
            password=password,
            employee_number=options.employee_number,
        )
        if options.site:
            site = site_of(options.site, options.new_site)
            for role in roles:
                give_role(person=person, site=site, role=role)
    print(_("%(name)s can sign in.") % {"name": options.username})


def change_roles(options: argparse.Namespace) -> None:
    from yinuo.core.access.people import give_role, take_role

    person, site = person_of(options.username), site_of(options.site)
    for role in known_roles(options.add):
        give_role(person=person, site=site, role=role)
    for role in known_roles(options.remove):
        take_role(person=person, site=site, role=role)
    print(_("The roles of %(name)s were changed.") % {"name": options.username})


def set_password(options: argparse.Namespace) -> None:
    person = person_of(options.username)
    person.set_password(ask_password(options.username))
    person.save(update_fields=["password"])
    print(_("%(name)s has a new password and is signed out everywhere.") % {"name": options.username})


def disable(options: argparse.Namespace) -> None:
    set_active(options.username, False)
    print(_("%(name)s may not sign in any more.") % {"name": options.username})


def enable(options: argparse.Namespace) -> None:
    set_active(options.username, True)
    print(_("%(name)s can sign in.") % {"name": options.username})


def set_active(username: str, active: bool) -> None:
    person = person_of(username)
    person.is_active = active
    person.save(update_fields=["is_active"])


def person_of(username: str):
    from yinuo.core.accounts.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise Trouble(_("There is nobody named %(name)s; `yinuo user list` shows everybody.") % {"name": username})
    return person


def site_of(code: str, new_name: str | None = None):
    """The site with a code, made now when it is new and has been given a name."""
    from django.core.exceptions import ValidationError

    from yinuo.core.sites.models import Site

    site = Site.objects.filter(code=code).first()
    if site is None and new_name:
        site = Site(code=code, name=new_name)
        try:
            site.full_clean()
        except ValidationError as problem:
            raise Trouble(_("The site cannot be made: %(reason)s") % {"reason": " ".join(problem.messages)}) from None
        site.save()
    if site is None:
        codes = ", ".join(Site.objects.order_by("code").values_list("code", flat=True)) or "-"
        raise Trouble(_("There is no site %(code)s (there are: %(codes)s); --new-site NAME makes it.") % {"code": code, "codes": codes})
    return site


def known_roles(names: list[str]) -> list[str]:
    from yinuo.core.access.rules import ROLES

    for name in names:
        if name not in ROLES:
            raise Trouble(_("There is no role %(name)s; there are: %(roles)s.") % {"name": name, "roles": ", ".join(ROLES)})
    return names


def ask_password(username: str) -> str:
    """A password typed twice, or the first line of standard input; refused when it is weak."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if sys.stdin.isatty():
        password = getpass.getpass(_("Password for %(name)s: ") % {"name": username})
        if getpass.getpass(_("Once more: ")) != password:
            raise Trouble(_("The two passwords differ; nothing was changed."))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password)
    except ValidationError as problem:
        raise Trouble(" ".join(problem.messages)) from None
    return password
