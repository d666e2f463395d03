"""Coming in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache

PASSWORD = "a long enough password"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def test_sign_in_by_user_name_or_employee_number(client, site, person):
    advisor = person("advisor")
    advisor.employee_number = "E-0042"
    advisor.save()
    for login in ("advisor", "E-0042"):
        assert sign_in(client, login).status_code == 302
        assert int(client.session["_auth_user_id"]) == advisor.pk
        client.logout()


def test_open_sign_up_is_off(client, db):
    assert "password1" not in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD})
    from yinuo.core.accounts.models import User

    assert not User.objects.exists()


def test_guessing_is_slowed_down_for_the_right_password_too(client, site, person):
    person("advisor")
    for _n in range(5):
        sign_in(client, "advisor", "wrong")
    sign_in(client, "advisor")
    assert "_auth_user_id" not in client.session


def test_the_way_back_leads_only_into_the_program(client, site, person):
    person("advisor")
    answer = client.post("/demo/sign-in/?next=https://evil.example/", {"username": "advisor"})
    assert answer.status_code == 302 and answer.url == "/"
    answer = client.post(f"/demo/sign-in/?next=/s/{site.code}/me/", {"username": "advisor"})
    assert answer.url == f"/s/{site.code}/me/"


@pytest.mark.parametrize("active", [True, False])
def test_one_tap_sign_in_is_for_known_active_people(client, site, person, active):
    advisor = person("advisor")
    advisor.is_active = active
    advisor.save()
    assert client.post("/demo/sign-in/", {"username": "advisor"}).status_code == (302 if active else 404)
    assert client.post("/demo/sign-in/", {"username": "nobody"}).status_code == 404


def test_one_tap_sign_in_is_off_outside_demo_mode(client, site, person, monkeypatch):
    person("advisor")
    monkeypatch.setattr(settings, "DEMO", False)
    assert client.post("/demo/sign-in/", {"username": "advisor"}).status_code == 404


def test_the_language_chosen_stays_with_the_person(client, site, person):
    advisor = person("advisor")
    client.force_login(advisor, backend=BACKEND)
    client.post("/language/", {"language": "zh-hant"})
    advisor.refresh_from_db()
    assert advisor.language == "zh-hant"
    client.cookies.pop(settings.LANGUAGE_COOKIE_NAME)
    assert 'lang="zh-hant"' in client.get(f"/s/{site.code}/me/").content.decode()


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/"])
def test_totp_passkeys_and_password_are_reachable(client, site, person, path):
    advisor = person("advisor")
    sign_in(client, "advisor")
    assert client.get(path).status_code == 200
    assert advisor.pk
