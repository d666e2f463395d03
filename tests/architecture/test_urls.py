"""Every URL × every role: who may not gets 403, who is of another centre gets 404, who is nobody is asked to sign in, and nothing is ever a 500.

A new URL falls under this by itself.
"""

from __future__ import annotations

import pytest
from django.test import Client

from yinuo.core.access.models import Membership, Role
from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import CAPABILITIES, ROLES
from yinuo.core.sites.models import Site

from .urls import SITE, Address, addresses

ALL = addresses()
OF_A_SITE = [address for address in ALL if address.of_a_site]
ELSEWHERE = [address for address in ALL if not address.of_a_site]
# what may be reached without /s/<site>/: coming in, the look and language of the program, the customer's own pages, machines' files
OUTSIDE = (
    "",
    "accounts/",
    "language/",
    "theme/",
    "sw.js",
    "offline/",
    "ui/",
    "demo/",
    "setup/",
    "switch/",
    "me/",
    "c/",
    "b/",
    "book/",
    "e/",
    "i18n/",
    "t/",
    "healthz/",
    "jsi18n/",
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


def send(client: Client, address: Address, method: str):
    return client.generic(method, address.path, content_type="application/x-www-form-urlencoded")


def tried(address: Address) -> list[str]:
    return [method for method in ("GET", "POST") if method in address.methods]


def test_there_is_something_to_walk():
    assert ALL
    assert set(Role.values) == set(ROLES)


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_it_says_what_it_needs(address):
    assert getattr(address.view, "capability", None) in CAPABILITIES, "made with page, act or form_page of core.access.views?"
    assert tried(address)


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_only_who_may_gets_in(address, signed_in):
    for role, capabilities in ROLES.items():
        client = signed_in(role)
        for method in tried(address):
            status = send(client, address, method).status_code
            may = address.view.capability in capabilities
            assert (status != 403) == may, f"{role} {method} {address.path}: {status}"
            assert status < 500 and status not in (401, 405), f"{role} {method} {address.path}: {status}"
            if may and address.unknown and method == "GET":
                assert status in (404, 302), f"{role} {method} {address.path}: {status} for what does not exist"


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_to_people_of_another_centre_it_does_not_exist(address, signed_in, db):
    client = signed_in("service_manager", Site.objects.create(code="mh", name="闵行站"))
    for method in tried(address):
        assert send(client, address, method).status_code == 404


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_who_is_nobody_is_asked_to_sign_in(address, centre, client):
    for method in tried(address):
        response = send(client, address, method)
        assert response.status_code == (302 if method == "GET" else 401)
        assert client.generic(method, address.path, **HTMX).status_code == 401


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_who_was_dismissed_is_nobody(address, signed_in):
    client = signed_in("service_manager")
    Membership.objects.with_scopes_disabled().get_queryset().delete()
    for method in tried(address):
        assert send(client, address, method).status_code == 404


@pytest.mark.parametrize("address", OF_A_SITE, ids=str)
def test_the_wrong_method_is_refused(address, signed_in):
    client = signed_in("service_manager")
    for method in {"GET", "POST", "DELETE"} - set(address.methods):
        assert send(client, address, method).status_code == 405


@pytest.mark.parametrize("address", ELSEWHERE, ids=str)
def test_a_url_outside_a_site_is_known_and_never_breaks(address, centre, client):
    assert any(address.route == prefix or (prefix and address.route.startswith(prefix)) for prefix in OUTSIDE), (
        "staff's URLs begin with /s/<site>/"
    )
    for method in ("GET", "POST"):
        assert send(client, address, method).status_code < 500
