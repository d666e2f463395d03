"""The menus: every door has a key of its own, opens for those who may go through, and only for them."""

import pytest
from django.urls import reverse

from yinuo.config import navigation
from yinuo.core.access.rules import ROLES

pytestmark = pytest.mark.usefixtures("files_as_they_are")


def test_no_two_doors_share_a_key():
    keys = [entry.key for entry in navigation.ENTRIES if entry.key]
    assert sorted(set(keys)) == sorted(keys)


def test_every_door_stands_in_a_known_group_and_is_for_somebody():
    for entry in navigation.ENTRIES:
        assert entry.group in navigation.GROUPS
        assert not entry.capability or any(entry.capability in capabilities for capabilities in ROLES.values()), entry


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_door_in_the_menu_opens(client, site, person, role):
    """What a role sees in its menus it may also enter."""
    client.force_login(person(role))
    page = client.get(f"/s/{site.code}/")
    assert page.status_code == 200
    doors = [door for group in page.context["nav"]["groups"] for door in group["doors"]]
    assert doors
    refused = {door.url: answer.status_code for door in doors if (answer := client.get(door.url)).status_code != 200}
    assert not refused


BARS = {
    "advisor": ["today:today", "visits:gate", "booking:today", "visits:open"],
    "host": ["today:today", "visits:lounge", "booking:today", "visits:open"],
    "service_manager": ["today:today", "booking:today", "visits:open", "standards:conformance"],
    "technician": ["today:today", "work:mine", "visits:open", "orders:list"],
    "cashier": ["today:today", "settlement:till", "booking:today", "visits:open"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", BARS)
def test_the_bar_under_the_thumb_is_the_roles_own_day(client, site, person, role):
    """Who may do everything has a day of their own too: a manager's bar is not a technician's."""
    client.force_login(person(role))
    doors = client.get(f"/s/{site.code}/").context["nav"]["bar"]
    assert [door.url for door in doors] == [reverse(name, args=[site.code]) for name in BARS[role]]
