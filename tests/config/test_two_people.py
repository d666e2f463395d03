"""Two people at one thing, over real HTTP against a served house: one gets it, the other is told so in a sentence and keeps what was typed."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
import uuid
from urllib.parse import urlsplit

import pytest

from tests.setup.running import serving

from .test_killed import TOKEN, House, house  # noqa: F401

pytestmark = pytest.mark.slow
PEOPLE = 6


@pytest.fixture(scope="module")
def desk(house):  # noqa: F811
    scene = house.program("counter")
    with serving("--no-work", var=house.var, **house.more) as (_process, address, _log):
        yield Desk(urlsplit(address).port, scene), scene, house


class Desk:
    """Whoever sits there, with a session of their own."""

    def __init__(self, port: int, scene: dict):
        self.port, self.scene = port, scene

    def send(self, path: str, fields: dict, key: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"sessionid={self.scene['session']}; csrftoken={TOKEN}; django_language=zh-hans", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            line.request("POST", f"/s/{self.scene['site']}/{path}", urllib.parse.urlencode({"_key": key, **fields}), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def at_once(self, path: str, fields: list[dict], keys: list[str]) -> list[tuple[int, str]]:
        """All send at the same moment; the answers in the order of the people."""
        start, answers = threading.Barrier(len(fields)), [(0, "")] * len(fields)

        def one(n: int) -> None:
            start.wait(20)
            answers[n] = self.send(path, fields[n], keys[n])

        crowd = [threading.Thread(target=one, args=(n,)) for n in range(len(fields))]
        for person in crowd:
            person.start()
        for person in crowd:
            person.join(90)
        return answers


def keys() -> list[str]:
    return [uuid.uuid4().hex for _one in range(PEOPLE)]


def test_the_last_place_of_a_half_hour(desk):
    at, scene, there = desk
    wanted = [
        {
            "items": scene["item"],
            "plate": f"沪B0000{n}",
            "name": f"第{n}位客户",
            "waits": "1",
            "origin": "phone",
            "starts_at": scene["starts_at"],
        }
        for n in range(PEOPLE)
    ]
    answers = at.at_once("booking/new/", wanted, keys())
    assert sorted(status for status, _page in answers) == [302] + [422] * (PEOPLE - 1)
    for typed, (status, page) in zip(wanted, answers, strict=True):
        if status == 422:
            assert 'role="alert"' in page and "约满" in page
            assert typed["plate"] in page and typed["name"] in page, "nothing typed is lost"
    assert there.count("SELECT count(*) FROM booking_appointment WHERE plate LIKE '沪B%'") == 1


def test_one_payment_sent_by_a_trembling_hand(desk):
    at, scene, there = desk
    form = {"deposit-amount": "12.34", "deposit-method": "cash"}
    answers = at.at_once(f"visits/{scene['visit']}/deposit/", [form] * PEOPLE, [uuid.uuid4().hex] * PEOPLE)
    assert {status for status, _page in answers} == {302}
    assert there.count("SELECT count(*) FROM settlement_payment WHERE amount = 1234") == 1


def test_one_invoice_paid_at_two_desks(desk):
    at, scene, there = desk
    form = {
        f"i{scene['invoice']}-{name}": value for name, value in (("amount", scene["owed"]), ("method", "wechat"), ("reference", "W-4711"))
    }
    answers = at.at_once(f"invoices/{scene['invoice']}/pay/", [form] * PEOPLE, keys())
    assert sorted(status for status, _page in answers)[0] == 302
    refused = [page for status, page in answers if status != 302]
    assert len(refused) == PEOPLE - 1
    assert all("W-4711" in page or "error-sentence" in page for page in refused)
    assert there.count(f"SELECT count(*) FROM settlement_payment WHERE invoice_id = {scene['invoice']}") == 1


def test_one_line_changed_by_two(desk):
    at, scene, _there = desk
    values = {"description": "检测费", "payer": "customer", "revision": str(scene["revision"])}
    forms = [{f"line{scene['line']}-{name}": value for name, value in (values | {"price": str(300 + n)}).items()} for n in range(PEOPLE)]
    answers = at.at_once(f"lines/{scene['line']}/", forms, keys())
    assert sorted(status for status, _page in answers)[0] == 302
    assert sum(status == 302 for status, _page in answers) == 1
    for n, (status, page) in enumerate(answers):
        if status != 302:
            assert status in (409, 422)
            assert str(300 + n) in page, "what the slower one typed is there"
