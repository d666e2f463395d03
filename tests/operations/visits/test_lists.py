"""Cars in the house, all visits, the lounge, the change of shift, as a browser sees them."""

from __future__ import annotations

from yinuo.core.events.models import Event
from yinuo.information.encounters.models import Encounter
from yinuo.operations.visits import services
from yinuo.operations.visits.models import LoungeCheck, Visit

from .conftest import minutes
from .test_screens import at, screen, text  # noqa: F401 (a fixture)


def test_open_cars_are_filtered_by_plate_state_and_advisor(screen, arrived, received):  # noqa: F811
    client = screen("advisor")
    arrived("沪A11111")
    other = received("沪B22222")
    assert {"沪A·11111", "沪B·22222"} <= set(_plates(text(client.get(at("visits/")))))
    assert _plates(text(client.get(at("visits/?q=b222")))) == ["沪B·22222"]
    assert _plates(text(client.get(at("visits/?state=arrived")))) == ["沪A·11111"]
    assert _plates(text(client.get(at(f"visits/?advisor={other.advisor_id}")))) == ["沪B·22222"]
    assert "No such car is here" in text(client.get(at("visits/?q=zzz")))


def _plates(page: str) -> list[str]:
    import re

    return re.findall(r'translate="no">(沪[^<]+)</span>', page)


def test_all_visits_page_by_page_and_as_a_file(screen, arrived, acting):  # noqa: F811
    for n in range(55):
        arrived(f"沪A{n:05}")
    client = screen("service_manager")
    first = text(client.get(at("visits/all/")))
    assert len(_plates(first)) == 30
    import re

    older = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    assert len(_plates(text(client.get(at("visits/all/") + older)))) == 25
    assert not _plates(text(client.get(at("visits/all/?until=2020-01-01"))))
    by_day = text(client.get(at("visits/all/?since=2026-03-01&until=2026-03-02")))
    assert _plates(by_day) == _plates(first)
    older = re.search(r'rel="next" href="([^"]+)"', by_day).group(1).replace("&amp;", "&")
    assert len(_plates(text(client.get(at("visits/all/") + older)))) == 25
    file = b"".join(client.get(at("visits/all/?as=csv")).streaming_content).decode()
    assert file.count("沪A") == 55


def test_nonsense_in_the_address_is_no_error(screen):  # noqa: F811
    client = screen("advisor")
    for query in ("cursor=xyz", "sort=none", "since=2026-02-31", "advisor=x", "state=void&q=%00", "q=" + "9" * 400):
        text(client.get(at(f"visits/all/?{query}")))


def test_the_host_sees_who_sits_here_and_records_a_word_in_three_taps(screen, received):  # noqa: F811
    client, visit = screen("host"), received("沪A11111")
    services.settle_customer(visit_id=visit.pk, by=_host(visit), at=minutes(3))
    assert "沪A·11111" in text(client.get(at("lounge/")))
    text(client.post(at(f"lounge/{visit.pk}/talked/"), {"kind": "grumble", "text": "等太久"}, follow=True))
    kept = Encounter.objects.get()
    assert (kept.about, kept.direction, kept.text, kept.thread_id) == ("complaint", "in", "等太久", visit.thread_id)
    assert client.post(at(f"lounge/{visit.pk}/talked/"), {"kind": "dance"}).status_code == 422
    page = text(client.post(at("lounge/round/"), {"fine": ["floor", "toilets"], "note": "咖啡机坏了"}, follow=True))
    assert "咖啡机坏了" in page and LoungeCheck.objects.get().items["coffee"] is False


def _host(visit):
    from yinuo.core.access.actor import system

    return system(site_id=visit.site_id)


def test_at_the_change_of_shift_chosen_cars_go_to_the_other(screen, arrived):  # noqa: F811
    leaving, coming = screen("advisor"), screen("advisor", "host")
    first, second = arrived("沪A11111"), arrived("沪A22222")
    for visit in (first, second):
        leaving.post(at("greet/", visit))
    assert "Choose at least one car" in text(leaving.post(at("visits/hand-over/"), {"to": coming.person.pk}), 422)
    text(leaving.post(at("visits/hand-over/"), {"to": coming.person.pk, "visit": [first.pk]}, follow=True))
    assert dict(Visit.objects.values_list("plate", "advisor_id")) == {"沪A11111": coming.person.pk, "沪A22222": leaving.person.pk}
    assert Event.objects.filter(name="visit.assigned", thread=first.thread).last().data["handed_over"] is True
