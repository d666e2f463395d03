"""What the host has to do next: show customers to the lounge, go round."""

import pytest

from tests.operations.visits.conftest import minutes
from yinuo.core.ui.matters import Asked
from yinuo.operations.visits import matters, rules, services

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
