"""What people type, and what they find: the same on both engines."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import local
from yinuo.core.search import rules
from yinuo.core.search.models import SearchKey
from yinuo.core.search.queries import find, matches
from yinuo.core.search.services import index
from yinuo.information.customers.services import create_customer
from yinuo.information.vehicles.services import create_vehicle

AT = local("2026-03-02 09:00")
VIN = "LSVAM4187C2184847"


@pytest.fixture
def records(acting):
    by = acting("advisor")
    names = {
        "王芳": "138 0013 8000",
        "汪峰": "13900139000",
        "单雨": "",
        "欧阳娜娜": "+852 6123 4567",
        "John Smith": "",
        "浦东物流有限公司": "",
    }
    people = {name: create_customer(by=by, at=AT, name=name, phone=phone) for name, phone in names.items()}
    create_vehicle(by=by, at=AT, plate="沪AD12345", vin=VIN, make="大众", customer_id=people["王芳"].pk)
    create_vehicle(by=by, at=AT, plate="京N8K7J6")
    return people


def titles(text, **options):
    return [hit.plate or hit.title for hit in find(text, site_code="pd", **options)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王芳", ["王芳"]),
        ("芳", ["王芳"]),
        ("wf", ["汪峰", "王芳"]),
        ("WangF", ["汪峰", "王芳"]),
        ("wangfang", ["王芳"]),
        ("shanyu", ["单雨"]),
        ("sy", ["单雨"]),
        ("nana", ["欧阳娜娜"]),
        ("oynn", ["欧阳娜娜"]),
        ("smith", ["John Smith"]),
        ("mit", ["John Smith"]),
        ("物流", ["浦东物流有限公司"]),
        ("138 0013", ["王芳"]),
        ("8000", ["王芳"]),
        ("+86 13900139000", ["汪峰"]),
        ("61234567", ["欧阳娜娜"]),
        ("D12", ["沪AD12345"]),
        ("沪a·d1", ["沪AD12345"]),
        ("D123", ["沪AD12345"]),
        ("8k7", ["京N8K7J6"]),
        ("184847", ["沪AD12345"]),
        ("4847", ["沪AD12345"]),
        ("lsvam418", ["沪AD12345"]),
        ("", []),
        ("  ·- ", []),
        ("zzz", []),
        ("%", []),
        ("_", []),
        ("\x00", []),
        ("'; DROP TABLE", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(records, text, found):
    assert titles(text) == found


def test_the_newest_come_first_and_no_more_than_asked(acting):
    for n in range(6):
        create_customer(by=acting("advisor"), at=local(f"2026-03-0{n + 1} 09:00"), name=f"王{n}")
    assert titles("王", limit=3) == ["王5", "王4", "王3"]


def test_a_search_takes_a_few_queries(records, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        find("1234", site_code="pd")


def test_who_may_not_see_customers_finds_none(records):
    assert titles("王芳", may=lambda capability: capability != "customers.read") == []


def test_what_changes_is_found_by_the_new_and_not_by_the_old(site):
    index(site.pk, target_type="visit", target_id=7, keys={"A12", "B7"})
    index(site.pk, target_type="visit", target_id=7, keys={"A12", "C9"})
    assert set(SearchKey.objects.values_list("key", flat=True)) == {"A12", "C9"}
    index(site.pk, target_type="visit", target_id=7, keys=())
    assert not SearchKey.objects.exists()


def test_keys_sort_by_code_point_on_every_engine(site):
    keys = ["A", "Z", "a", "É", "王", "芳", "𠮷", "1", "<9"]
    for n, key in enumerate(keys):
        index(site.pk, target_type="visit", target_id=n + 1, keys={key})
    assert list(SearchKey.objects.order_by("key").values_list("key", flat=True)) == sorted(keys)
    assert list(matches("visit", "王")) == [keys.index("王") + 1]


def test_a_search_is_one_range_of_one_index(site):
    """No sort, no look at the table, whatever the size."""
    SearchKey.objects.bulk_create(
        [SearchKey(site=site, target_type="customer", key=f"K{n:05}", target_id=n) for n in range(4000)], batch_size=1000
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchkey")
    plan = matches("customer", "K0012").explain()
    assert "search_key_once" in plan
    assert "Seq Scan" not in plan and "USE TEMP B-TREE" not in plan and "Sort" not in plan


def test_another_sites_records_are_not_found(records, other_site):
    from django_scopes import scope

    with scope(site=other_site):
        assert titles("王芳") == []


def test_the_search_box_answers_as_a_list_and_as_a_page(client, records, person):
    client.force_login(person("coordinator"))
    address = reverse("search:search", args=["pd"])
    short = client.get(address, {"q": "wangfang"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in short and "王芳" in short
    assert "王芳" in client.get(address, {"q": "wangfang"}).content.decode()
    none = client.get(address, {"q": "<b>zzz"}, headers={"HX-Request": "true"}).content.decode()
    assert "<b>" not in none and reverse("vehicles:new", args=["pd"]) in none
    assert client.get(address, {"q": "\x00" + "x" * 9000}).status_code == 200


@given(st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789沪京", min_size=2, max_size=8), st.data())
def test_every_part_of_a_plate_finds_it(plate, data):
    start = data.draw(st.integers(0, len(plate) - 2))
    end = data.draw(st.integers(start + 2, len(plate)))
    assert any(key.startswith(prefix) for prefix in rules.searched(plate[start:end]) for key in rules.plate_keys(plate))


@given(st.text(alphabet="0123456789", min_size=7, max_size=12), st.data())
def test_every_end_of_a_phone_number_finds_it(phone, data):
    tail = phone[data.draw(st.integers(0, len(phone) - 4)) :]
    assert any(key.startswith(prefix) for prefix in rules.searched(tail) for key in rules.phone_keys(phone))


@given(st.text(alphabet="ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17), st.integers(4, 17))
def test_every_end_of_a_vin_finds_it(vin, n):
    assert any(key.startswith(prefix) for prefix in rules.searched(vin[-n:]) for key in rules.vin_keys(vin))


@given(st.text(max_size=300))
def test_any_text_gives_keys_that_fit_their_column(text):
    keys = rules.keys_of(name=text, plate=text, vin=text, phones=(text,), ticket=text)
    assert all(0 < len(key) <= rules.LONGEST_KEY and "\x00" not in key for key in keys)
    assert len(keys) < 250
