"""The screens of customers, vehicles, contacts and promises, as a browser asks for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yinuo.core.events.models import ActKey
from yinuo.information.customers.models import Customer
from yinuo.information.customers.services import create_customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.encounters.services import record_encounter
from yinuo.information.promises import services as promises
from yinuo.information.promises.models import Promise
from yinuo.information.vehicles import services as vehicles
from yinuo.information.vehicles.models import Relation, Vehicle


def at(**ago):
    return timezone.now() - timedelta(**ago)


def url(name, *args):
    return reverse(name, args=["pd", *args])


@pytest.fixture
def advisor(acting):
    return acting("advisor")


@pytest.fixture
def desk(client, advisor, person, django_user_model):
    client.force_login(django_user_model.objects.get(pk=advisor.user_id))
    return client


@pytest.fixture
def wang(advisor):
    return create_customer(by=advisor, at=at(days=30), name="王芳", phone="13800138000")


@pytest.fixture
def car(advisor, wang):
    return vehicles.create_vehicle(by=advisor, at=at(days=29), plate="沪AD12345", make="比亚迪", model="秦 PLUS", customer_id=wang.pk)


NEW = {"plate": "沪A 88888", "name": "李强", "phone": "13900139000", "kind": "person", "part": "owner", "mileage": "52000"}


def test_a_customer_and_a_car_are_made_in_one_form(desk):
    response = desk.post(url("vehicles:new"), NEW)
    made = Customer.objects.get()
    assert response.url == url("customers:customer", made.pk)
    assert Vehicle.objects.get().mileage == 52_000
    assert Relation.objects.get().part == "owner"
    page = desk.get(response.url).content.decode()
    assert "李强" in page and "沪A·88888" in page


def test_the_same_form_sent_twice_makes_one_customer(desk):
    first = desk.post(url("vehicles:new"), NEW | {"_key": "one-tap"})
    again = desk.post(url("vehicles:new"), NEW | {"_key": "one-tap"})
    assert (first.url, Customer.objects.count(), ActKey.objects.count()) == (again.url, 1, 1)


def test_somebody_on_record_is_shown_before_a_second_record_is_made(desk, wang):
    typed = NEW | {"name": "汪芳", "phone": "+86 138 0013 8000"}
    response = desk.post(url("vehicles:new"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "王芳" in page and "汪芳" in page and Customer.objects.count() == 1
    desk.post(url("vehicles:new"), typed | {"customer_id": wang.pk})
    assert (Customer.objects.count(), Vehicle.objects.count()) == (1, 1)
    desk.post(url("vehicles:new"), typed | {"plate": "沪A77777", "anyway": "1"})
    assert (Customer.objects.count(), Vehicle.objects.count()) == (2, 2)


def test_a_plate_that_is_on_record_makes_nothing(desk, car):
    response = desk.post(url("vehicles:new"), NEW | {"plate": "沪a·d12345"})
    assert response.status_code == 422
    assert url("vehicles:vehicle", car.pk) in response.content.decode()
    assert (Customer.objects.count(), Vehicle.objects.count()) == (1, 1)


BAD = {
    "name": ["王" * 10_000, "a\x00b", "", "   "],
    "phone": ["1" * 100],
    "plate": ["沪" * 500, "A\x00B"],
    "vin": ["V" * 10_000],
    "mileage": ["-1", "many", "99999999999999999999", "1e9"],
    "kind": ["dog", ""],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in BAD.items() for value in values])
def test_bad_input_is_answered_in_words_and_the_rest_is_kept(desk, field, value):
    typed = NEW | {"make": "大众", field: value}
    response = desk.post(url("vehicles:new"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "field-error" in page and 'value="大众"' in page
    assert (Customer.objects.count(), Vehicle.objects.count()) == (0, 0)


@pytest.mark.parametrize("plate", ["", "B-MW 1234", "沪A1234", "粤Z1234港", "WJ沪1234A", "ABC1234", "ÖÄÜ99", "😀"])
def test_a_real_car_is_never_refused_for_its_plate(desk, plate):
    assert desk.post(url("vehicles:new"), NEW | {"plate": plate, "vin": "OLD-CAR-1"}).status_code == 302
    assert Vehicle.objects.count() == 1


@pytest.mark.parametrize("name", ["😀 Zoë", "محمد بن علي", "<script>alert(1)</script>", "=HYPERLINK(1)", "{{ 7*7 }}", "‮王‬"])
def test_unusual_names_are_shown_as_text(desk, name):
    response = desk.post(url("vehicles:new"), NEW | {"name": name})
    page = desk.get(response.url).content.decode()
    assert "<script>alert" not in page
    assert name != "{{ 7*7 }}" or name in page


def test_while_typing_odd_things_are_said(desk, car):
    page = desk.get(url("vehicles:look"), {"plate": "沪A1234", "vin": "1M8GDM9A_KP042788", "phone": "12"}).content.decode()
    assert page.count("callout tone-risk") == 3
    page = desk.get(url("vehicles:look"), {"plate": "沪AD12345", "vin": "1M8GDM9AXKP042788"}).content.decode()
    assert url("vehicles:vehicle", car.pk) in page


def test_two_people_changing_one_customer_are_told(desk, wang, acting):
    seen = Customer.objects.get(pk=wang.pk).changed_at.isoformat()
    from yinuo.information.customers.services import change_customer

    change_customer(customer_id=wang.pk, by=acting("coordinator"), at=at(minutes=1), notes="drinks tea")
    typed = {"name": "王芳芳", "kind": "person", "preferred_channel": "phone", "seen_at": seen}
    response = desk.post(url("customers:change", wang.pk), typed)
    assert response.status_code == 409 and "王芳芳" in response.content.decode()
    now = Customer.objects.get(pk=wang.pk)
    assert (now.name, now.notes) == ("王芳", "drinks tea")
    desk.post(url("customers:change", wang.pk), typed | {"seen_at": now.changed_at.isoformat()})
    assert Customer.objects.get(pk=wang.pk).name == "王芳芳"


def test_a_customers_page_tells_everything_in_a_bounded_number_of_queries(desk, wang, car, advisor, django_assert_max_num_queries):
    for n in range(40):
        record_encounter(customer_id=wang.pk, by=advisor, at=at(days=20, minutes=n), channel="phone", about="question", text=f"Talk {n}")
    for n in range(5):
        promises.make_promise(
            customer_id=wang.pk, kind="call_back", text=f"Ring {n}", due_at=at(days=-1), by=advisor, at=at(days=10, minutes=n)
        )
    with django_assert_max_num_queries(22):
        page = desk.get(url("customers:customer", wang.pk)).content.decode()
    assert page.index("Ring 0") < page.index("沪A·D12345") < page.index("Talk 0")
    assert page.count("story-item") == 30


def test_the_story_goes_on_without_a_gap_or_a_repetition(desk, wang, advisor):
    moment = at(days=5)
    for n in range(70):
        record_encounter(
            customer_id=wang.pk, by=advisor, at=moment - timedelta(minutes=n // 5), channel="phone", about="question", text=f"«{n}»"
        )
    told, address = [], url("customers:customer", wang.pk)
    response = desk.get(address)
    for _page in range(5):
        told += response.context["story"]
        if not response.context["older"]:
            break
        response = desk.get(address, {"cursor": response.context["older"]}, headers={"HX-Request": "true"})
    assert len(told) == len({row.key for row in told}) == 71
    assert [row.at for row in told] == sorted((row.at for row in told), reverse=True)


def test_lists_are_found_by_what_the_search_box_finds(desk, wang, car):
    assert "王芳" in desk.get(url("customers:list"), {"q": "wf"}).content.decode()
    assert "王芳" not in desk.get(url("customers:list"), {"q": "zz"}).content.decode()
    assert desk.get(url("customers:list"), {"q": "\x00", "kind": "dog", "sort": "x", "cursor": "y"}).status_code == 200


def test_lists_take_a_bounded_number_of_queries(desk, wang, car, django_assert_max_num_queries):
    for name in ("customers:list", "encounters:list", "promises:today"):
        with django_assert_max_num_queries(9):
            desk.get(url(name))


def test_personal_data_is_exported_by_managers_only(desk, client, wang, person):
    assert desk.get(url("customers:list"), {"as": "csv"}).status_code == 403
    client.force_login(person("service_manager"))
    assert "王芳" in b"".join(client.get(url("customers:list"), {"as": "csv"}).streaming_content).decode()
    for name in ("encounters:list", "promises:today"):
        assert client.get(url(name), {"as": "xlsx"}).status_code == 200


def test_a_contact_is_recorded_in_one_form(desk, wang):
    sent = {"quick-channel": "phone", "quick-direction": "in", "quick-about": "complaint", "quick-text": "Noise is back"}
    assert desk.post(url("encounters:record", wang.pk), sent).status_code == 302
    assert Encounter.objects.get().about == "complaint"
    assert desk.post(url("encounters:record", wang.pk), sent | {"quick-channel": "pigeon"}).status_code == 422
    assert desk.post(url("encounters:record", wang.pk), sent | {"thread": "999999"}).status_code == 404


def test_a_promise_is_made_and_kept_from_the_customers_page(desk, wang):
    due = timezone.localtime(at(hours=-3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"promise-text": "Ring back", "promise-due_at": due, "promise-kind": "call_back", "promise-how": "phone"}
    assert desk.post(url("promises:add", wang.pk), sent).status_code == 302
    promise = Promise.objects.get()
    assert "Ring back" in desk.get(url("promises:today"), {"view": "open"}).content.decode()
    assert desk.post(url("promises:keep", promise.pk)).status_code == 302
    assert desk.post(url("promises:keep", promise.pk)).status_code == 409
    assert "Ring back" in desk.get(url("promises:today"), {"view": "ended"}).content.decode()


def test_a_promise_for_the_past_is_refused_in_words(desk, wang):
    sent = {"promise-text": "Ring", "promise-due_at": "2001-01-01T10:00", "promise-kind": "other", "promise-how": "phone"}
    assert desk.post(url("promises:add", wang.pk), sent).status_code == 422
    assert desk.post(url("promises:add", wang.pk), sent | {"promise-due_at": "soon"}).status_code == 422
    assert not Promise.objects.exists()


def test_what_is_at_risk_comes_first_with_who_can_save_it(desk, wang, advisor):
    for text, minutes in (("Later", 300), ("Soon", 8)):
        promises.make_promise(customer_id=wang.pk, kind="other", text=text, due_at=at(minutes=-minutes), by=advisor, at=at(minutes=5))
    page = desk.get(url("promises:today"), {"view": "open"}).content.decode()
    assert page.index("at-stake") < page.index("Soon") < page.index("Later")
    assert "Advisor" in page
    promise = Promise.objects.get(text="Soon")
    assert desk.get(url("promises:promise", promise.pk)).status_code == 200


def test_a_promise_is_renegotiated_with_how_the_customer_agreed(desk, wang, advisor):
    promise = promises.make_promise(customer_id=wang.pk, kind="other", text="x", due_at=at(hours=-2), by=advisor, at=at(minutes=5))
    later = timezone.localtime(at(hours=-4)).strftime("%Y-%m-%dT%H:%M")
    response = desk.post(url("promises:renegotiate", promise.pk), {"due_at": later, "how": "phone"})
    second = Promise.objects.get(version=2)
    assert response.url == url("promises:promise", second.pk)
    desk.post(url("promises:withdraw", second.pk), {"reason": "sold"})
    desk.post(url("promises:correct", second.pk), {"state": "kept", "reason": "was done after all"})
    assert Promise.objects.get(pk=second.pk).state == "kept"
    assert desk.get(url("promises:promise", second.pk)).content.decode().count("story-item") == 2


def test_a_vehicle_page_shows_people_over_time_and_marks_a_lower_mileage(desk, car, wang, advisor):
    desk.post(url("vehicles:mileage", car.pk), {"km": "52000"})
    desk.post(url("vehicles:mileage", car.pk), {"km": "5200"})
    create_customer(by=advisor, at=at(days=1), name="张伟", phone="13700137000")
    desk.post(url("vehicles:relate", car.pk), {"customer": "13700137000", "part": "driver"})
    owner = Relation.objects.get(customer=wang)
    desk.post(url("vehicles:end_relation", car.pk, owner.pk))
    page = desk.get(url("vehicles:vehicle", car.pk)).content.decode()
    assert page.index("张伟") < page.index("王芳")
    assert page.count("chip-risk") == 1
    assert desk.post(url("vehicles:relate", car.pk), {"customer": "nobody", "part": "driver"}).status_code == 422


def test_another_sites_records_do_not_exist(desk, other_site):
    for name in ("customers:customer", "vehicles:vehicle", "promises:promise", "customers:change", "vehicles:change"):
        assert desk.get(url(name, 999_999)).status_code == 404


def test_the_menu_says_where_one_is(desk, car):
    def here(address):
        page = desk.get(address).content.decode()
        return [door for door in ("customers:list", "promises:today") if f'href="{url(door)}" aria-current' in " ".join(page.split())]

    assert here(url("vehicles:vehicle", car.pk)) == ["customers:list"]
    assert here(url("promises:today")) == ["promises:today"]


def test_a_price_has_no_button_but_says_what_keeps_it(desk, wang, advisor):
    price = promises.make_promise(customer_id=wang.pk, kind="price", text="880", due_at=at(hours=-3), by=advisor, at=at(), amount=88000)
    by_hand = desk.get(url("promises:promise", price.pk)).content.decode()
    assert url("promises:keep", price.pk) in by_hand
    Promise.objects.filter(pk=price.pk).update(subject_type="visit", subject_id=1)
    for page in (url("promises:promise", price.pk), url("promises:today") + "?view=open"):
        html = desk.get(page).content.decode()
        assert url("promises:keep", price.pk) not in html
        assert "结算金额不超出时自动兑现。" in html
    assert desk.post(url("promises:keep", price.pk)).status_code == 409
