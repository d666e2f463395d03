"""An act: all of it or nothing, once, under its thread's lock, only with the right."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from tests.conftest import local
from yinuo.core.errors import Forbidden, NotHere
from yinuo.core.events.models import ActKey, Event, Thread
from yinuo.core.events.services import RepeatedAct, new_story, story
from yinuo.information.customers.models import Customer

AT = local("2026-03-02 08:20")


def new_customer(by, at=AT, name="王芳"):
    with new_story(by=by, at=at, right="customers.write", kind=Thread.CUSTOMER) as act:
        act.subject = Customer.objects.create(site_id=by.site_id, thread=act.thread, name=name, created_at=at, changed_at=at)
        act.record("customer.created")
    return act.subject


def test_an_act_writes_its_event_and_the_facts_of_its_thread(acting):
    customer = new_customer(acting("advisor"))
    event = Event.objects.get()
    assert (event.name, event.subject_type, event.subject_id, event.at) == ("customer.created", "customer", customer.pk, AT)
    assert event.by_name == "Advisor"
    customer.thread.refresh_from_db()
    assert customer.thread.facts["customer.created"]["n"] == 1


def test_nothing_remains_of_an_act_that_fails(acting):
    customer = new_customer(acting("advisor"))
    with pytest.raises(ZeroDivisionError), story(Customer, customer.pk, by=acting("advisor"), at=AT, right="customers.write") as act:
        act.record("customer.noted")
        1 / 0  # noqa: B018
    assert Event.objects.count() == 1


def test_a_repeated_act_does_its_work_once_and_leads_to_the_same_answer(acting):
    by = acting("advisor").with_key("tap-1")
    with new_story(by=by, at=AT, right="customers.write", kind=Thread.CUSTOMER) as act:
        act.subject = Customer.objects.create(site_id=by.site_id, thread=act.thread, name="李强", created_at=AT, changed_at=AT)
        act.url = "/there/"
        act.record("customer.created")
    with pytest.raises(RepeatedAct) as repeated:
        new_customer(by)
    assert repeated.value.url == "/there/"
    assert Customer.objects.count() == 1
    assert ActKey.objects.count() == 1


def test_an_act_without_the_right_is_refused_before_anything_is_read(acting, django_assert_num_queries):
    technician = acting("technician")
    with django_assert_num_queries(0), pytest.raises(Forbidden):
        new_customer(technician)


def test_another_sites_record_looks_as_if_it_did_not_exist(acting, other_site):
    thread = Thread.objects.create(site=other_site, kind="customer")
    elsewhere = Customer.objects.create(site=other_site, thread=thread, name="赵", created_at=AT, changed_at=AT)
    with pytest.raises(NotHere), story(Customer, elsewhere.pk, by=acting("advisor"), at=AT, right="customers.write"):
        pass


def test_a_query_without_a_scope_raises():
    with pytest.raises(ScopeError):
        Customer.objects.count()


@pytest.mark.django_db
def test_events_cannot_be_changed(acting):
    new_customer(acting("advisor"))
    with pytest.raises(DatabaseError), transaction.atomic(), scopes_disabled():
        Event.objects.update(name="something.else")
