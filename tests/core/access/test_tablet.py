"""A tablet that several people share."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from yinuo.core.access.people import give_role, set_pin

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


@pytest.fixture
def staffed(person):
    """An advisor and a technician, each with a PIN."""
    advisor, technician = person("advisor"), person("technician")
    set_pin(person=advisor, pin="4711")
    set_pin(person=technician, pin="8520")
    return advisor, technician


@pytest.fixture
def tablet(client, site, staffed):
    """A tablet at which the advisor was signed in and which was then locked."""
    client.force_login(staffed[0], backend=BACKEND)
    answer = client.post(f"/s/{site.code}/switch/")
    assert (answer.status_code, answer.url) == (302, "/switch/")
    assert answer["Clear-Site-Data"] == '"cache"'
    return client


def who_is_in(client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def test_locking_signs_out_and_shows_who_may_come(tablet, staffed):
    assert who_is_in(tablet) is None
    shown = tablet.get("/switch/").content.decode()
    assert "Advisor" in shown and "Technician" in shown
    assert staffed[1].badge not in shown


def test_a_name_and_a_pin_change_the_person(tablet, staffed, site):
    before = tablet.session.session_key
    answer = tablet.post("/switch/", {"person": staffed[1].pk, "pin": "8520"})
    assert answer.status_code == 302 and f"/s/{site.code}/" in answer.url
    assert who_is_in(tablet) == staffed[1].pk
    assert tablet.session.session_key != before


def test_a_badge_leads_to_its_persons_pin(tablet, staffed):
    shown = tablet.post("/switch/", {"badge": staffed[1].badge + "\n"}).content.decode()
    assert "Technician" in shown and 'name="pin"' in shown
    assert who_is_in(tablet) is None


def test_an_unknown_badge_says_so(tablet):
    shown = tablet.post("/switch/", {"badge": "nothing"}).content.decode()
    assert 'name="pin"' not in shown and 'role="alert"' in shown


def test_a_wrong_pin_is_refused_and_the_sixth_try_in_five_minutes_too(tablet, staffed):
    for _n in range(5):
        assert tablet.post("/switch/", {"person": staffed[1].pk, "pin": "0001"}).status_code == 422
    assert tablet.post("/switch/", {"person": staffed[1].pk, "pin": "8520"}).status_code == 429
    assert who_is_in(tablet) is None
    assert tablet.post("/switch/", {"person": staffed[0].pk, "pin": "4711"}).status_code == 302


def test_somebody_of_another_centre_cannot_come_in_here(tablet, other_site, person):
    from yinuo.core.access.people import create_person

    stranger = create_person(username="stranger", display_name="Stranger")
    give_role(person=stranger, site=other_site, role="advisor")
    set_pin(person=stranger, pin="9053")
    assert tablet.post("/switch/", {"person": stranger.pk, "pin": "9053"}).status_code == 422
    shown = tablet.post("/switch/", {"badge": stranger.badge}).content.decode()
    assert "Stranger" not in shown


def test_who_left_cannot_come_in(tablet, staffed):
    staffed[1].is_active = False
    staffed[1].save()
    assert tablet.post("/switch/", {"person": staffed[1].pk, "pin": "8520"}).status_code == 422


def test_a_device_that_is_no_tablet_shows_nobody(client, site, staffed):
    answer = client.get("/switch/")
    assert answer.status_code == 302 and "login" in answer.url


def test_a_forged_tablet_is_none(client, site, staffed):
    client.cookies["tablet"] = site.code
    assert client.get("/switch/").status_code == 302


def test_on_a_shared_tablet_no_page_is_kept_by_the_browser(tablet, staffed, site):
    tablet.post("/switch/", {"person": staffed[1].pk, "pin": "8520"})
    assert tablet.get(f"/s/{site.code}/me/")["Cache-Control"] == "no-store"


def test_a_pin_opens_the_days_work_and_not_the_house(tablet, person, site):
    """Whatever second step the account has: four digits do not stand for it."""
    manager = person("service_manager", "administrator")
    set_pin(person=manager, pin="6174")
    tablet.post("/switch/", {"person": manager.pk, "pin": "6174"})
    tablet.cookies["django_language"] = "en"
    home = tablet.get(f"/s/{site.code}/").content.decode()
    assert f"/s/{site.code}/booking/" in home and f"/s/{site.code}/setup/" not in home
    for path in ("setup/", "people/new/", f"people/{manager.pk}/badge/", "standards/"):
        refused = tablet.get(f"/s/{site.code}/{path}")
        assert refused.status_code == 403 and "A PIN opens the day" in refused.content.decode()
    assert tablet.post(f"/s/{site.code}/people/{manager.pk}/roles/", {"roles": ["host"]}).status_code == 403
    assert tablet.get(f"/s/{site.code}/customers/?as=csv").status_code == 403
    assert tablet.get(f"/s/{site.code}/people/").status_code == 200


def test_with_a_full_sign_in_everything_opens_again(tablet, person, site):
    manager = person("service_manager")
    set_pin(person=manager, pin="6174")
    tablet.post("/switch/", {"person": manager.pk, "pin": "6174"})
    tablet.post(f"/s/{site.code}/switch/")
    tablet.force_login(manager, backend=BACKEND)
    assert tablet.get(f"/s/{site.code}/setup/").status_code == 200


def test_a_tablet_is_made_and_renewed_by_a_full_sign_in_only(tablet, staffed, site):
    tablet.post("/switch/", {"person": staffed[1].pk, "pin": "8520"})
    locked = tablet.post(f"/s/{site.code}/switch/")
    assert locked.url == "/switch/" and "tablet" not in locked.cookies
    assert "Technician" in tablet.get("/switch/").content.decode()
    tablet.force_login(staffed[0], backend=BACKEND)
    assert "tablet" in tablet.post(f"/s/{site.code}/switch/").cookies
