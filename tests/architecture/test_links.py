"""Nobody is offered a door that is locked: every link and every button on the pages a role sees leads where that role may go.

Cars stop at every stage of the visit; then one person in each role opens Today and follows whatever is shown, as far as it goes.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
import time_machine
from bench import script
from django.test import Client
from django.urls import Resolver404, resolve
from django_scopes import scope

from tests.whole_visit import Car
from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import ROLES

from .urls import SITE

STOPS = (
    "book", "arrive", "greet", "consult", "consulted", "estimate", "agree", "release", "work", "own inspection", "final inspection", "invoice",
    "deliver", "follow up",
)  # fmt: skip
HOME = f"/s/{SITE}/"
BY_STAGE = (
    "visits/<int:visit_id>/",
    "orders/<int:order_id>/",
    "booking/<int:appointment_id>/",
    "work/<int:operation_id>/",
)  # pages that differ by stage
OF_A_KIND = 2  # of other pages as many are opened, of each set of filters one
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"|\b(?:data-href|hx-get)="([^"]+)"')
BUTTON = re.compile(r'<form\b[^>]*?\baction="([^"]+)"|\b(?:formaction|hx-post)="([^"]+)"')
NOT_PAGES = ("/static/", "/live/", "/media/")


@pytest.fixture
def house(db) -> Iterator[script.Centre]:
    """A centre with a car at each stop."""
    centre = script.centre(code=SITE, at=script.monday())
    with scope(site=centre.site), time_machine.travel(script.monday() + timedelta(days=1, hours=6), tick=False):
        for place, stop in enumerate(STOPS):
            Car(centre, number=1 + place, crew=place % script.CREWS).until(stop)
        yield centre


def somebody(house: script.Centre, role: str) -> Client:
    """Who holds this role in the story of the cars, or somebody new in it."""
    known = {person.split()[0]: user for person, user in reversed(house.people.items())}
    user = known.get(role)
    if user is None:
        user = create_person(username=f"crawler-{role}", display_name=role)
        give_role(person=user, site=house.site, role=role)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def found_in(pattern: re.Pattern, page: str, where: str) -> set[str]:
    """Addresses of this program, without fragments."""
    named = (unescape(one or other) for one, other in pattern.findall(page))
    whole = {urldefrag(urljoin(where, address)).url for address in named if not re.match(r"[a-z]+:", address)}
    return {address for address in whole if address.startswith("/") and not address.startswith(NOT_PAGES)}


class Walk:
    """One person following whatever is shown, breadth first."""

    def __init__(self, client: Client, may: frozenset[str]):
        self.client, self.may = client, may
        self.seen, self.kinds = {HOME}, Counter()
        self.waiting = deque([(HOME, "")])
        self.wrong: set[str] = set()

    def go(self) -> Walk:
        while self.waiting:
            self.open(*self.waiting.popleft())
        return self

    def open(self, address: str, on: str) -> None:
        answer = self.client.get(address, follow=True)
        if answer.status_code >= 400:
            self.wrong.add(f"{answer.status_code} {address}, shown on {on}")
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            return
        page = answer.content.decode()
        where = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for link in sorted(found_in(LINK, page, where)):
            self.note(link, where)
        for button in found_in(BUTTON, page, where):
            if needed := self.locked(button):
                self.wrong.add(f"{button} needs {needed}, shown on {where}")

    def note(self, link: str, on: str) -> None:
        kind = kind_of(link)
        if link in self.seen or self.kinds[kind] >= most_of(kind):
            return
        self.seen.add(link)
        self.kinds[kind] += 1
        self.waiting.append((link, on))

    def locked(self, button: str) -> str:
        """The capability that the button's act needs and this person lacks; "(nothing)" where it leads nowhere."""
        try:
            needed = getattr(resolve(urlsplit(button).path).func, "capability", None)
        except Resolver404:
            return "(nothing)"
        return "" if needed is None or needed in self.may else needed


def most_of(kind: str) -> int:
    route, query = kind.split("?")
    return 1 if query else len(STOPS) if route.endswith(BY_STAGE) else OF_A_KIND


def kind_of(link: str) -> str:
    """The pattern it belongs to, each filter apart."""
    parts = urlsplit(link)
    try:
        return resolve(parts.path).route + "?" + "&".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    except Resolver404:
        return parts.path + "?"


@pytest.mark.parametrize("role", ROLES)
def test_every_door_that_a_role_is_shown_opens(role, house):
    walk = Walk(somebody(house, role), ROLES[role]).go()
    assert len(walk.seen) > 10
    assert not walk.wrong, "\n".join(sorted(walk.wrong))
