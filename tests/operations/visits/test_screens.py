"""The screens of reception and consultation, from the gate to the estimate, as a browser sends them."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from yinuo.core.access.people import create_person, give_role
from yinuo.core.pictures.models import Picture
from yinuo.operations.visits import services
from yinuo.operations.visits.models import Finding, Visit

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def screen(site, settings):
    """`screen("advisor")` → a signed-in client, in English."""

    def make(*roles: str) -> Client:
        person = create_person(username="_".join(roles) + "_b", display_name=roles[0].title())
        for role in roles:
            give_role(person=person, site=site, role=role)
        client = Client(headers={"accept-language": "en"})
        client.cookies["django_language"] = "en"
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        client.person = person
        return client

    with translation.override("en"):
        yield make


def photo(colour="red") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    file.seek(0)
    file.name = f"{colour}.jpg"
    return file


def at(path: str, visit: Visit | None = None) -> str:
    return f"/s/pd/{path}" if visit is None else f"/s/pd/visits/{visit.pk}/{path}"


def text(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def test_two_taps_bring_a_new_car_in_and_show_its_ticket(screen):
    client = screen("coordinator")
    assert "Nobody waits" in text(client.get(at("gate/")))
    found = text(client.get(at("gate/?q=a12"), headers={"HX-Request": "true", "HX-Target": "cars"}))
    assert "New car" in found and "<html" not in found
    shown = text(client.post(at("gate/arrive/"), {"plate": "沪A12345", "_key": "k1"}, follow=True))
    assert 'class="qr"' in shown and "沪A·12345" in shown
    text(client.post(at("gate/arrive/"), {"plate": "沪A12345", "_key": "k1"}, follow=True))
    assert Visit.objects.count() == 1


def test_a_known_car_is_offered_by_any_part_of_its_plate(screen, known):
    from yinuo.information.vehicles import services as vehicles

    vehicle, _customer = known("沪AD12345", "王芳")
    vehicles._index(vehicle)
    assert "王芳" in text(screen("coordinator").get(at("gate/?q=D123")))


def test_a_car_that_is_here_already_says_so_with_words(screen, arrived):
    arrived("沪A12345")
    client = screen("coordinator")
    assert "Already here, ticket 1" in text(client.get(at("gate/?q=12345")))
    assert "already here with ticket 1" in text(client.post(at("gate/arrive/"), {"plate": "沪A12345"}), 409)


def test_who_greets_second_reads_who_was_first(screen, received):
    assert "greeted this customer" in text(screen("advisor").post(at("greet/", received())), 409)


def test_the_main_desk_gives_a_car_in_one_tap(screen, arrived):
    advisor, desk, visit = screen("advisor"), screen("coordinator"), arrived()
    assert f'value="{advisor.person.pk}"' in text(desk.get(at("gate/")))
    text(desk.post(at("assign/", visit), {"advisor": advisor.person.pk, "back": "gate"}, follow=True))
    visit.refresh_from_db()
    assert visit.advisor_id == advisor.person.pk


def test_from_greeting_to_the_walk_round_on_a_tablet(screen, arrived):
    client, visit = screen("advisor"), arrived("沪A12345")
    assert "Confirm the record" in text(client.post(at("greet/", visit), follow=True))
    made = text(
        client.post(
            at("record/", visit), {"new": "1", "name": "李强", "phone": "13900001111", "plate": "沪A12345", "make": "大众"}, follow=True
        )
    )
    assert "李强" in made and "Begin to listen" in made
    assert "The customer has told everything" in text(client.post(at("consultation/start/", visit), follow=True))
    picked = {"kind": "noise", "when": ["cold_start"], "speed": ["60-80"], "weather": ["rain"], "often": "often", "note": "左前轮"}
    assert "cold start · 60–80 km/h · after rain · often · 左前轮" in text(
        client.post(at("consultation/symptom/", visit), picked, follow=True)
    )
    ends = {"words": "起步时“咔哒”一声", "kind": "braking", "yes": "1"}
    assert "Walked round together" in text(client.post(at("consultation/end/", visit), ends, follow=True))
    told = visit.consultation
    assert (told.words, told.uninterrupted, [one["kind"] for one in told.symptoms]) == ("起步时“咔哒”一声", True, ["noise", "braking"])
    marks = '[{"id":"m1","x":120,"y":400,"zone":"left_front_door","kind":"dent","note":""}]'
    told = {"damages": marks, "mileage": "45120", "fuel": "4", "valuables_asked": "on", "valuables": "", "photo-m1": photo()}
    assert "起步时“咔哒”一声" in text(client.post(at("walk-around/", visit), told, follow=True))
    visit.refresh_from_db()
    assert (visit.state, visit.mileage, visit.fuel, visit.walk_around.damages[0]["zone"]) == ("confirming", 45120, 4, "left_front_door")
    assert Picture.objects.filter(kind="damage").count() == 1


def test_a_lower_mileage_asks_before_it_is_kept(screen, known, received):
    known("沪AD12345", mileage=50_000)
    client, visit = screen("advisor"), received("沪AD12345")
    asked = text(client.post(at("walk-around/", visit), {"mileage": "4512"}), 422)
    assert "lower than at the last visit" in asked and 'name="lower_is_right"' in asked
    client.post(at("walk-around/", visit), {"mileage": "4512", "lower_is_right": "on"})
    visit.refresh_from_db()
    assert visit.mileage == 4512


@pytest.mark.parametrize("damages", ["not json", '{"x": 1}', "[1]", "x" * 200_000, '[{"x": {}, "y": 2}]', '[{"x": 1e999, "y": 2}]'])
def test_a_broken_outline_is_refused_in_words(screen, received, damages):
    assert client_error(screen("advisor").post(at("walk-around/", received()), {"damages": damages}))


def client_error(response) -> bool:
    return response.status_code == 422


def test_nine_points_and_inspection_with_a_photo_make_findings(screen, received):
    client, visit = screen("technician"), received()
    text(client.post(at("nine-points/", visit), {"state-brakes": "work", "note-brakes": "3 mm", "state-coolant": "ok"}, follow=True))
    page = text(client.post(at("inspection/", visit), {"grade-suspension": "red", "note-suspension": "球头松"}, follow=True))
    assert "球头松" in page and "3 mm" in page
    sent = client.post(
        at("pictures/", visit), {"source": "inspection", "point": "suspension", "photo": photo()}, headers={"accept": "application/json"}
    )
    assert sent.json()["ok"]
    finding = Finding.objects.get(point="suspension")
    assert Picture.objects.get(subject_id=finding.pk, kind="finding")
    sheet = text(client.get(at("inspection/print/", visit)))
    assert "球头松" in sheet and "Signature of the customer" in sheet


def test_an_upload_that_is_no_picture_is_refused_in_words(screen, received):
    file = io.BytesIO(b"<svg onload=alert(1)>")
    file.name = "x.svg"
    response = screen("advisor").post(at("pictures/", received()), {"photo": file}, headers={"accept": "application/json"})
    assert response.status_code == 422 and response.json()["error"]


def test_a_wrong_greeting_is_set_right_on_the_screen(screen, received):
    client, visit = screen("advisor"), received()
    assert "greeting" in text(client.get(at("correct/", visit)))
    assert "Say at what time" in text(client.post(at("correct/", visit), {"of": "visit.greeted", "how": "time", "reason": "x"}), 422)
    page = text(client.post(at("correct/", visit), {"of": "visit.greeted", "how": "undo", "reason": "wrong car"}, follow=True))
    assert "wrong car" in page and "waits to be greeted" in page


def test_a_void_arrival_keeps_its_story(screen, received):
    client, visit = screen("advisor"), received()
    assert "is void" in text(client.post(at("void/", visit), {"reason": "wrong plate"}, follow=True))


def test_what_else_is_done_from_the_page(screen, received):
    client, visit = screen("advisor"), received()
    text(client.post(at("park/", visit), {"key_tag": "17", "place": "B-04", "zone": ""}, follow=True))
    assert "B-04" in text(client.get(at("", visit)))
    text(client.post(at("settle/", visit), {"where": "lounge"}, follow=True))
    assert "overnight" in text(client.post(at("overnight/", visit), {"stays": "1"}, follow=True))
    text(client.post(at("overnight/", visit), {"stays": "0"}, follow=True))
    assert "no time" in text(client.post(at("end/", visit), {"reason": "no time"}, follow=True))


def test_the_customer_follows_by_the_code_on_the_ticket(arrived, client):
    from yinuo.operations.visits.follow import token_of

    first, second = arrived("沪A11111"), arrived("沪A22222")
    client.cookies["django_language"] = "en"
    url = f"/t/{token_of(second.site_id, second.pk)}/"
    assert "One car is before you" in text(client.get(url)) or "You are next" in text(client.get(url))
    assert client.get(url[:-3] + "x/").status_code == 404
    services.void(visit_id=first.pk, reason="x", by=_manager(first), at=first.arrived_at)
    assert "You are next" in text(client.get(url))


def _manager(visit):
    from yinuo.core.access.actor import system

    return system(site_id=visit.site_id)


def test_the_page_of_a_visit_takes_a_bounded_number_of_queries(screen, received, django_assert_max_num_queries):
    client, visit = screen("advisor"), received()
    for n in range(12):
        services.record_words(visit_id=visit.pk, words=f"{n}", by=_manager(visit), at=visit.arrived_at)
    with django_assert_max_num_queries(24):
        text(client.get(at("", visit)))
