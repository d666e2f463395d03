"""What nearly every test needs: a site, people in their roles, a moment in time."""

from __future__ import annotations

import zoneinfo
from datetime import datetime

import hypothesis
import pytest
from django.db import connection
from django.test import override_settings
from django_scopes import scope

from tests import migrated

# Imported here alone: a fixture imported twice is two fixtures, and two browsers cannot be driven from one thread.
from tests.browser import chromium, files_as_they_are, tab  # noqa: F401
from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.sites.models import Site
from yinuo.operations.standards import versions

# a busy machine is no fault of the rules: no property is judged by the time it takes
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    """`"2026-03-02 08:20"` at the site's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


ASKING = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption("--asks-database", action="store_true", help="only tests that ask the database, or start a Yinuo that does")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if config.getoption("--asks-database"):
        asks = [item for item in items if ASKING & set(item.fixturenames) or any(map(item.get_closest_marker, ("django_db", "slow")))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(asks)])
        items[:] = asks


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file as in real life, so that tests with several connections are true; without waiting for the disk."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        migrated.take(file)
        connection.settings_dict["TEST"]["NAME"] = str(file)
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """What lies in the session's own folder is used as it is."""
    return connection.vendor == "sqlite" or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            migrated.keep()


@pytest.fixture(autouse=True)
def fresh_standards():
    """Keys come again after a rollback; what the process keeps of a site's standards must not outlive it."""
    versions.forget()
    yield
    versions.forget()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hashing a password properly takes a third of a second."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def site(db):
    """A site, with its scope open for the whole test."""
    created = Site.objects.create(code="pd", name="浦东站")
    with scope(site=created):
        yield created


@pytest.fixture
def other_site(db) -> Site:
    return Site.objects.create(code="mh", name="闵行站")


@pytest.fixture
def person(site):
    """`person("advisor")` → the user; a new one for each name."""

    def make(*roles: str, name: str = "", at: Site | None = None):
        name = name or "_".join(roles)
        user = create_person(username=name, display_name=name.title(), password="a long enough password")
        for role in roles:
            give_role(person=user, site=at or site, role=role)
        return user

    return make


@pytest.fixture
def acting(site, person):
    """`acting("advisor")` → an Actor in these roles; the same person for the same roles."""
    known: dict[tuple[str, ...], Actor] = {}

    def make(*roles: str) -> Actor:
        if roles not in known:
            known[roles] = staff(site_id=site.pk, user=person(*roles), roles=roles)
        return known[roles]

    return make
