"""The log's upkeep: next year's partition, keys that are old enough to go, figures for the planner."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django_scopes import scopes_disabled

from tests.conftest import local
from tests.core.test_story import new_customer
from yinuo.core.events.jobs import keep_up
from yinuo.core.events.models import ActKey, Event
from yinuo.core.events.partitions import TABLE, make_partitions

AT = local("2026-11-22 10:00")


def asked_of(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_next_years_events_have_a_partition_of_their_own(acting):
    keep_up(AT)
    assert make_partitions(AT.date()) == []
    new_customer(acting("advisor"), at=local("2027-03-01 09:00"))
    assert Event.objects.count() == 1
    if connection.vendor == "postgresql":
        assert asked_of(f"SELECT name FROM {TABLE}_2027") == [("customer.created",)]


def test_only_old_keys_are_forgotten(acting):
    advisor = acting("advisor")
    for days in (29, 31):
        ActKey.objects.create(site_id=advisor.site_id, key=f"{days}", at=AT - timedelta(days=days))
    keep_up(AT)
    with scopes_disabled():
        assert list(ActKey.objects.values_list("key", flat=True)) == ["29"]


def test_sqlite_learns_what_an_index_finds(acting):
    new_customer(acting("advisor"))
    keep_up(AT)
    if connection.vendor == "sqlite":
        assert ("customers_customer",) in asked_of("SELECT DISTINCT tbl FROM sqlite_stat1")
