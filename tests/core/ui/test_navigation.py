"""The menus: every door has a key of its own, opens for those who may go through, and only for them."""

import pytest

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
