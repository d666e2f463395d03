from __future__ import annotations

import pytest

from tests.conftest import local
from yinuo.core.errors import Forbidden
from yinuo.core.events.models import Event, Thread
from yinuo.core.search.models import SearchKey
from yinuo.core.validation import InvalidFields
from yinuo.core.workflow.services import LostMove
from yinuo.information.customers import services
from yinuo.information.customers.models import Customer
from yinuo.information.encounters.services import record_encounter
from yinuo.information.vehicles import services as vehicles
from yinuo.information.vehicles.models import Relation

AT = local("2026-03-02 09:00")
LATER = local("2026-03-02 10:00")


@pytest.fixture
def advisor(acting):
    return acting("advisor")


@pytest.fixture
def customer(advisor):
    return services.create_customer(by=advisor, at=AT, name="王芳", phone="138 0013 8000")


def keys(target_type, target_id):
    return set(SearchKey.objects.filter(target_type=target_type, target_id=target_id).values_list("key", flat=True))


def test_a_new_customer_has_a_story_and_search_keys(customer):
    assert (customer.name, customer.phone, customer.thread.kind) == ("王芳", "13800138000", Thread.CUSTOMER)
    assert {"王芳", "芳", "WF", "WANGFANG", "FANG", "13800138000", "8000"} <= keys("customer", customer.pk)


def test_changing_a_name_changes_what_finds_it(customer, advisor):
    services.change_customer(customer_id=customer.pk, by=advisor, at=LATER, name="李强")
    assert "LQ" in keys("customer", customer.pk)
    assert "WF" not in keys("customer", customer.pk)
    assert Event.objects.get(name="customer.changed").data == {"fields": ["name"]}


def test_a_change_that_changes_nothing_is_no_event(customer, advisor):
    services.change_customer(customer_id=customer.pk, by=advisor, at=LATER, name=" 王芳 ")
    assert not Event.objects.filter(name="customer.changed").exists()


def test_two_people_changing_one_record_do_not_overwrite_each_other(customer, advisor):
    services.change_customer(customer_id=customer.pk, by=advisor, at=LATER, notes="coffee", seen_at=AT)
    with pytest.raises(LostMove):
        services.change_customer(customer_id=customer.pk, by=advisor, at=LATER, notes="tea", seen_at=AT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "王" * 10_000),
        ("name", "a\x00b"),
        ("email", "nobody"),
        ("kind", "dog"),
        ("phone", "1" * 60),
        ("tags", ["x" * 41]),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_nothing_is_written(advisor, field, value):
    with pytest.raises(InvalidFields) as refused:
        services.create_customer(by=advisor, at=AT, **{"name": "王芳", field: value})
    assert list(refused.value.fields) == [field]
    assert Customer.objects.count() == 0
    assert Thread.objects.count() == 0


@pytest.mark.parametrize("name", ["😀 Nguyễn Văn 👩‍🔧", "محمد علي", "<b>O'Brien</b>", "=1+1", "欧阳娜娜", "ООО «Ромашка»"])
def test_unusual_names_are_kept_as_they_are(advisor, name):
    assert services.create_customer(by=advisor, at=AT, name=name).name == name


def test_signs_that_turn_the_writing_round_are_left_out(advisor):
    assert services.create_customer(by=advisor, at=AT, name="王\u202e芳\u200b").name == "王芳"


def test_consent_is_kept_by_purpose_and_never_overwritten(customer, advisor):
    services.record_consent(customer_id=customer.pk, purpose="survey", given=True, source="paper form", by=advisor, at=AT)
    services.record_consent(customer_id=customer.pk, purpose="survey", given=False, source="phone", by=advisor, at=LATER)
    assert list(customer.consents.order_by("id").values_list("given", flat=True)) == [True, False]


def test_a_technician_makes_no_customers(acting):
    with pytest.raises(Forbidden):
        services.create_customer(by=acting("technician"), at=AT, name="王芳")


def test_an_encounter_belongs_to_the_customers_story(customer, advisor):
    encounter = record_encounter(
        customer_id=customer.pk, by=advisor, at=LATER, channel="phone", direction="in", about="question", text="When is the next service?"
    )
    assert (encounter.thread_id, encounter.by_id, encounter.happened_at) == (customer.thread_id, advisor.user_id, LATER)


def test_an_unusual_plate_and_vin_are_kept(advisor):
    car = vehicles.create_vehicle(by=advisor, at=AT, plate="b-mw 1234 é", vin="lsvam4187c2184840")
    assert (car.plate, car.vin) == ("BMW1234É", "LSVAM4187C2184840")


def test_a_new_energy_plate_says_what_drives_the_car(advisor):
    assert vehicles.create_vehicle(by=advisor, at=AT, plate="沪A·D12345").energy == "electric"
    assert vehicles.create_vehicle(by=advisor, at=AT, plate="沪AF12345").energy == "hybrid"
    assert vehicles.create_vehicle(by=advisor, at=AT, plate="沪AF12346", energy="petrol").energy == "petrol"


def test_the_same_plate_is_the_same_vehicle(advisor):
    first = vehicles.create_vehicle(by=advisor, at=AT, plate="沪A12345")
    with pytest.raises(vehicles.VehicleKnown) as known:
        vehicles.create_vehicle(by=advisor, at=AT, plate="沪a 12345")
    assert known.value.details == {"vehicle_id": first.pk, "field": "plate"}
    vehicles.create_vehicle(by=advisor, at=AT)
    vehicles.create_vehicle(by=advisor, at=AT)


def test_several_people_stand_to_one_vehicle_over_time(customer, advisor):
    car = vehicles.create_vehicle(by=advisor, at=AT, plate="沪A12345", customer_id=customer.pk)
    driver = services.create_customer(by=advisor, at=AT, name="张伟")
    vehicles.relate_customer(vehicle_id=car.pk, customer_id=driver.pk, part="driver", by=advisor, at=AT)
    vehicles.relate_customer(vehicle_id=car.pk, customer_id=driver.pk, part="driver", by=advisor, at=LATER)
    owner = Relation.objects.get(customer=customer)
    vehicles.end_relation(relation_id=owner.pk, by=advisor, at=LATER)
    assert Relation.objects.count() == 2
    assert list(Relation.objects.filter(until=None).values_list("customer__name", flat=True)) == ["张伟"]


def test_a_lower_mileage_is_kept_and_marked(advisor):
    car = vehicles.create_vehicle(by=advisor, at=AT, plate="沪A12345")
    vehicles.record_mileage(vehicle_id=car.pk, km=52_000, by=advisor, at=AT)
    vehicles.record_mileage(vehicle_id=car.pk, km=5_200, by=advisor, at=LATER)
    assert [event.data["lower"] for event in Event.objects.filter(name="vehicle.mileage_read").order_by("id")] == [False, True]
    with pytest.raises(InvalidFields):
        vehicles.record_mileage(vehicle_id=car.pk, km=-1, by=advisor, at=LATER)
