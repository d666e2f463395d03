"""What the host has to do next: show customers to the lounge, go round."""

import pytest

from tests.operations.visits.conftest import minutes
from tests.operations.visits.test_screens import screen  # noqa: F401
from yinuo.core.errors import Forbidden
from yinuo.core.ui.matters import Asked
from yinuo.information.encounters.models import Encounter
from yinuo.operations.visits import matters, rules, services
from yinuo.operations.visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(acting):
    """`asks(3)` → what the host is asked three minutes after the arrival."""
    return lambda n: Asked(actor=acting("host"), at=minutes(n), site_code="pd")


@pytest.fixture
def waiting(acting, received):
    """A customer who waits for the estimate and stands about."""
    visit = received()
    services.skip_consultation(visit_id=visit.pk, by=acting("advisor"), at=minutes(2))
    return visit


def test_a_customer_whom_nobody_showed_to_the_lounge_is_the_hosts_matter_until_it_is_done(waiting, asks, acting):
    (matter,) = matters.to_show_to_the_lounge(asks(3))
    assert matter.plate == waiting.plate and matter.act_url.endswith(f"/visits/{waiting.pk}/settle/")
    services.settle_customer(visit_id=waiting.pk, seen_off=False, by=acting("host"), at=minutes(4))
    assert matters.to_show_to_the_lounge(asks(5)) == []


def test_the_first_round_of_the_day_is_due_at_once_and_the_next_an_hour_later(waiting, asks, acting):
    (first,) = matters.round_due(asks(3))
    assert (first.tone, first.due_at) == ("risk", None)
    services.lounge_check(items=dict.fromkeys(rules.LOUNGE_ITEMS, True), note="", by=acting("host"), at=minutes(4))
    assert [one.due_at for one in matters.round_due(asks(5))] == [minutes(64)]


def test_nobody_goes_round_an_empty_house(site, asks):
    assert matters.round_due(asks(3)) == []


@pytest.fixture
def late(waiting, acting):
    """Promised ready twenty minutes after the arrival, and in the workshop."""
    services.settle_customer(visit_id=waiting.pk, by=acting("host"), at=minutes(3))
    Visit.objects.filter(pk=waiting.pk).update(state="repairing", promised_ready_at=minutes(20))
    return waiting


def test_a_delay_is_explained_in_one_tap_and_then_left_alone_for_half_an_hour(late, asks, acting):
    (matter,) = matters.late_before_they_know(asks(5))
    assert matter.act_url.endswith(f"/lounge/{late.pk}/talked/") and matter.act_fields == {"kind": "delay"}
    services.explain_delay(visit_id=late.pk, by=acting("host"), at=minutes(6))
    assert matters.late_before_they_know(asks(35)) == []
    assert len(matters.late_before_they_know(asks(36))) == 1
    told = Encounter.objects.get()
    assert (told.about, told.channel, told.direction, told.outcome) == ("ready_time", "face", "out", "done")


def test_only_who_looks_after_the_lounge_explains(late, acting):
    with pytest.raises(Forbidden):
        services.explain_delay(visit_id=late.pk, by=acting("technician"), at=minutes(6))


def test_the_tap_on_today_leads_back_to_today(late, screen):  # noqa: F811
    client, today = screen("host"), "http://testserver/s/pd/"
    answer = client.post(f"/s/pd/lounge/{late.pk}/talked/", {"kind": "delay"}, HTTP_REFERER=today)
    assert (answer.status_code, answer["Location"]) == (302, today)
    elsewhere = client.post(f"/s/pd/lounge/{late.pk}/talked/", {"kind": "fine"}, HTTP_REFERER="https://evil.example/")
    assert elsewhere["Location"] == "/s/pd/lounge/"
