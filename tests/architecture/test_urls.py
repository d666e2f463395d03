"""Every URL × every role: who may not gets 403, who is of another centre gets 404, who is nobody is asked to sign in, and nothing is ever a 500.

A new URL falls under this by itself. Each test walks all URLs with one person (signing in once), and lists whatever is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import pytest
from django.db import transaction
from django.test import Client

from yinuo.core.access.models import Membership, Role
from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import CAPABILITIES, ROLES
from yinuo.core.sites.models import Site

from .urls import SITE, Address, addresses

ALL = addresses()
OF_A_SITE = [address for address in ALL if address.of_a_site]
ELSEWHERE = [address for address in ALL if not address.of_a_site]
# what may be reached without /s/<site>/: coming in, the look and language of the program, the customer's own pages, files for machines
OUTSIDE = (
    "accounts/",
    "language/",
    "theme/",
    "sw.js",
    "offline/",
    "ui/",
    "demo/",
    "setup/",
    "switch/",
    "c/",
    "t/",
    "b/",
    "book/",
    "e/",
    "tell/",
    "q/",
)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def centre(db) -> Site:
    return Site.objects.create(code=SITE, name="浦东站")


@pytest.fixture
def signed_in(centre):
    """`signed_in("advisor")` → a client of somebody who holds this one role."""

    def make(role: str, site: Site = centre) -> Client:
        user = create_person(username=f"{role}-{site.code}", display_name=role)
        give_role(person=user, site=site, role=role)
        client = Client(raise_request_exception=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def send(client: Client, address: Address, method: str, **headers: str) -> int:
    """The status of the answer, and nothing of what it did stays; an exception counts as 500."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        try:
            with transaction.atomic():
                return client.generic(method, address.path, content_type="application/x-www-form-urlencoded", **headers).status_code
        except Exception as error:
            print(f"{method} {address.path}: {error!r}")
            return 500
        finally:
            client.cookies = cookies
            transaction.set_rollback(True)


def walk(judge: Callable[[Address, str], str | None], where: list[Address] = OF_A_SITE) -> list[str]:
    """What is wrong, with every address and each method it takes."""
    found = ((address, method, judge(address, method)) for address in where for method in ("GET", "POST") if method in address.methods)
    return [f"{method} {address.path}: {problem}" for address, method, problem in found if problem]


def test_there_is_something_to_walk():
    assert len(OF_A_SITE) > 50
    assert set(Role.values) == set(ROLES)


def test_every_address_of_a_site_says_what_it_needs():
    unsaid = [str(address) for address in OF_A_SITE if getattr(address.view, "capability", None) not in CAPABILITIES]
    assert not unsaid, "made with page, act or form_page of core.access.views?"
    assert all({"GET", "POST"} & set(address.methods) for address in OF_A_SITE)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_in_where_it_may_and_nowhere_else(role, signed_in):
    client = signed_in(role)

    def judge(address: Address, method: str) -> str | None:
        status = send(client, address, method)
        may = address.view.capability in ROLES[role]
        if status >= 500 or status in (401, 405):
            return str(status)
        if (status != 403) != may:
            return f"{status}, but {'may' if may else 'may not'} {address.view.capability}"
        if may and address.unknown and method == "GET" and status not in (404, 302):
            return f"{status} for what does not exist"
        return None

    assert walk(judge) == []


def test_to_people_of_another_centre_it_does_not_exist(signed_in):
    client = signed_in("service_manager", Site.objects.create(code="mh", name="闵行站"))
    assert walk(lambda address, method: None if send(client, address, method) == 404 else "is there") == []


def test_who_is_nobody_is_asked_to_sign_in(centre, client):
    def judge(address: Address, method: str) -> str | None:
        plain, swapped = send(client, address, method), send(client, address, method, **HTMX)
        return None if (plain, swapped) == (302 if method == "GET" else 401, 401) else f"{plain}, by htmx {swapped}"

    assert walk(judge) == []


def test_who_was_dismissed_is_nobody(signed_in):
    client = signed_in("service_manager")
    Membership.objects.with_scopes_disabled().get_queryset().delete()
    assert walk(lambda address, method: None if send(client, address, method) == 404 else "is there") == []


def test_the_wrong_method_is_refused(signed_in):
    client = signed_in("service_manager")
    wrong = [
        f"{method} {address.path}"
        for address in OF_A_SITE
        for method in {"GET", "POST", "DELETE"} - set(address.methods)
        if send(client, address, method) != 405
    ]
    assert wrong == []


def test_an_address_outside_a_site_is_known_and_never_breaks(centre, client):
    unknown = [str(address) for address in ELSEWHERE if address.route and not address.route.startswith(OUTSIDE)]
    assert unknown == [], "staff's URLs begin with /s/<site>/"
    broken = [f"{method} {address.path}" for address in ELSEWHERE for method in ("GET", "POST") if send(client, address, method) >= 500]
    assert broken == []
