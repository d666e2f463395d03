"""Questions compiled once answer as the mapper does, for every value and every site; changes are written as the mapper would."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from tests.conftest import local
from yinuo.core.accounts.models import User
from yinuo.core.events.models import Thread
from yinuo.core.sites.models import Site
from yinuo.core.statements.asked import asked, record, records
from yinuo.core.statements.writes import change
from yinuo.information.customers.models import Customer

AT = local("2026-03-02 08:20")
NAMES = ("王芳", "李强", "王芳")


def columns(row) -> dict:
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.fixture
def people(site) -> list[Customer]:
    return [
        Customer.objects.create(
            site=site,
            name=name,
            phone=f"1380000000{n}",
            created_at=AT + timedelta(days=n),
            changed_at=AT,
            thread=Thread.objects.create(site=site, kind=Thread.CUSTOMER, facts={"n": n}),
        )
        for n, name in enumerate(NAMES)
    ]


def test_records_are_those_of_the_mapper_with_their_related_ones(people):
    told = records(Customer, "thread", name="王芳", order_by=("-id",))
    known = list(Customer.objects.filter(name="王芳").select_related("thread").order_by("-id"))
    assert [columns(row) for row in told] == [columns(row) for row in known]
    assert [columns(row.thread) for row in told] == [columns(row.thread) for row in known]
    assert told[0].thread.facts == {"n": 2} and told[0]._state.db == "default" and not told[0]._state.adding


def test_each_asking_has_its_own_values_and_costs_one_query(people, django_assert_num_queries):
    for person in people:
        with django_assert_num_queries(1):
            assert record(Customer, "thread", pk=person).thread.pk == person.thread_id


def test_a_question_is_built_once(people):
    built = []

    @asked(Customer)
    def names_since(rows, since):
        built.append(1)
        return rows.filter(created_at__gte=since).order_by("id").values_list("name", flat=True)

    assert [names_since(since=AT + timedelta(days=n)) for n in range(4)] == [["王芳", "李强", "王芳"], ["李强", "王芳"], ["王芳"], []]
    assert names_since.first(since=AT) == "王芳"
    with ThreadPoolExecutor() as another_connection:
        another_connection.submit(names_since._plan).result()
    assert len(built) == 1


def test_nothing_and_several_things_are_compared_as_they_stand(people):
    change(Customer, people[0].pk, {"created_by": None, "name": "赵敏"})
    assert [row.name for row in records(Customer, name__in=("赵敏", "李强"), created_by=None, order_by=("id",))] == ["赵敏", "李强"]


def test_a_list_is_asked_for_at_once_whatever_its_length(people, django_assert_num_queries):
    keys = [person.pk for person in people]
    for length in (1, 2, 3, 2):
        with django_assert_num_queries(1):
            assert [row.pk for row in records(Customer, pk__in=keys[:length], order_by=("id",))] == keys[:length]
    assert {row.pk for row in records(Thread, customer__pk__in=keys[1:])} == {person.thread_id for person in people[1:]}
    with django_assert_num_queries(0):
        assert records(Customer, pk__in=[]) == []


def test_only_the_scoped_site_is_asked(people):
    elsewhere = Site.objects.create(code="elsewhere", name="别处")
    with scope(site=elsewhere):
        assert records(Customer) == []
        assert record(Customer, pk=people[0].pk) is None


def test_outside_a_scope_nothing_is_told(people):
    with scope(site=None), pytest.raises(ScopeError):
        records(Customer)


@pytest.mark.parametrize("values", [{}, {"pk": 1, "name": "王芳"}])
def test_other_values_than_the_named_ones_are_a_mistake(people, values):
    question = asked(Customer)(lambda rows, pk: rows.filter(pk=pk))
    with pytest.raises(TypeError):
        question(**values)


@pytest.mark.parametrize("value", [None, [1], (1,), {1}])
def test_a_value_that_would_change_the_statement_is_a_mistake(people, value):
    question = asked(Customer)(lambda rows, pk: rows.filter(pk=pk))
    with pytest.raises(TypeError):
        question(pk=value)


def test_a_number_beyond_every_column_is_nobody_s(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert records(Customer, pk=2**63) == []


def test_records_without_a_site_are_asked_too(acting):
    by = acting("advisor")
    with scope(site=None):
        assert [user.pk for user in records(User, pk=by.user_id)] == [by.user_id]


def test_a_change_is_written_only_while_the_row_is_as_expected(people):
    person = people[0]
    moved = {"changed_at": AT + timedelta(hours=1), "name": "赵敏"}
    assert change(Customer, person.pk, moved, expect={"name": "没有", "created_by": None}) == 0
    assert change(Customer, person.pk, moved, expect={"name": "王芳", "created_by": None}) == 1
    person.refresh_from_db()
    assert (person.name, person.changed_at) == ("赵敏", AT + timedelta(hours=1))


def test_a_change_passes_each_value_through_its_field(people):
    person = people[1]
    assert change(Thread, person.thread_id, {"facts": {"手机": [1, "二"]}, "site": person.site}) == 1
    person.thread.refresh_from_db()
    assert person.thread.facts == {"手机": [1, "二"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events_thread WHERE site_id = %s", [person.site_id])
        assert cursor.fetchone()[0] == len(NAMES)
