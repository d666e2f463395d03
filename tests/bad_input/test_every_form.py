"""Every form of every page, and every address that takes one, with junk in each of its fields: never a 500, always a sentence, nothing of it runs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from bench import script
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.architecture.urls import Address, addresses
from tests.whole_visit import centre  # noqa: F401
from yinuo.operations.standards import versions

from .forms import TYPED, Form, crawl
from .junk import CHOSEN, FILES, JUNK
from .scene import cars_in_every_step, everybody

DAY = script.monday() + timedelta(days=2)
ALL = os.environ.get("YINUO_JUNK") == "all"
SENTENCES = re.compile(
    r"""(?:class="(?:field-error|error-sentence|toast-note|errorlist|form-errors|callout)[^"]*"|role="alert")[^>]*>(.*?)</(?:div|p|ul|section)>""",
    re.S,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
RUNS = re.compile(r"<script>alert|<img src=x")


@pytest.fixture
def client(centre):  # noqa: F811
    cars_in_every_step(centre)
    with time_machine.travel(DAY):
        yield everybody(centre)


def undone(send):
    """Do it, give what it gives, and take it back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                return send()
        finally:
            transaction.set_rollback(True)
            versions.forget()


def wrong_with(client: Client, method: str, path: str, values: dict, **headers: str) -> str:
    """What is wrong with the answer; "" for nothing."""
    cookies = copy(client.cookies)
    try:
        return undone(lambda: _wrong_with(client, method, path, values, headers))
    except Exception as error:
        return f"500: {error!r}"[:300]
    finally:
        client.cookies = cookies


def _wrong_with(client: Client, method: str, path: str, values: dict, headers: dict) -> str:
    answer = (client.post if method == "post" else client.get)(path, values, **headers)
    status = answer.status_code
    if status == 302:
        led = client.get(answer.url)
        if led.status_code not in (200, 302):
            return f"accepted, but what it leads to is {led.status_code}: {answer.url[:80]}"
        answer = led
    text = "" if answer.streaming else answer.content.decode()
    if RUNS.search(text):
        return f"{status}: HTML of a person is on the page as it is"
    if status >= 500:
        return str(status)
    if status >= 400 and status not in (404, 405):
        told = [re.sub(r"<[^>]+>", "", found).strip() for found in SENTENCES.findall(text)]
        if not any(CHINESE.search(one) for one in told):
            return f"{status} without a sentence: {told or re.sub(r'<[^>]+>', ' ', text)[:200].split()}"
    return ""


def kinds_for(kind: str, number: int) -> list[str]:
    """The junk for a field; NUL and an eighth of the rest where the whole is not asked for (YINUO_JUNK=all)."""
    names = list(JUNK) if kind in TYPED or kind == "hidden" else list(CHOSEN)
    return names if ALL else list(dict.fromkeys(["NUL", *names[number % 8 :: 8]]))


def sent(form: Form, number: int) -> Iterator[tuple[str, str, dict]]:
    for name in form.names():
        if form.kind_of(name) == "file":
            continue
        for kind in kinds_for(form.kind_of(name), number):
            yield name, kind, form.values() | {name: [JUNK[kind]]}


def forms_of(client: Client, site: str) -> list[Form]:
    visits = [row.pk for row in apps.get_model("visits.Visit").objects.all()]
    orders = [row.pk for row in apps.get_model("orders.Order").objects.all()]
    start = [f"/s/{site}/", f"/s/{site}/gate/?q=沪A", f"/s/{site}/work/"]
    start += [f"/s/{site}/{path}" for pk in visits for path in (f"visits/{pk}/", f"visits/{pk}/checkout/")]
    start += [f"/s/{site}/orders/{pk}/" for pk in orders]
    found: dict[tuple, Form] = {}
    for page in crawl(client, start, inside=f"/s/{site}/", of_a_kind=3):
        for form in page.forms.values():
            if form.action and not form.path.startswith("/accounts/"):
                found.setdefault(form.signature, form)
    return list(found.values())


def test_every_form_with_junk_in_each_of_its_fields(client, centre):  # noqa: F811
    tried: set[tuple[str, str]] = set()
    wrong, posts = [], 0
    for number, form in enumerate(forms_of(client, centre.site.code)):
        for name, kind, values in sent(form, number):
            if (form.view, name, kind) in tried:
                continue
            tried.add((form.view, name, kind))
            posts += 1
            if problem := wrong_with(client, form.method, form.action, values, HTTP_REFERER=f"http://testserver{form.page}"):
                wrong.append(f"{form.view} {name} = {kind}: {problem}")
    assert posts > 500
    assert wrong == [], "\n".join(wrong)


def test_every_form_that_takes_a_file(client, centre, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT, settings.MAX_PICTURE_BYTES = tmp_path, 200_000
    visit, order = _keys("visit_id")[6], _keys("order_id")[3]
    base = f"/s/{centre.site.code}"
    walk = {"damages": "[]", "valuables_asked": "on", "fuel": "4", "mileage": "41200"}
    taking = {
        f"{base}/visits/{visit}/pictures/": ("photo", {"source": "walk", "point": ""}),
        f"{base}/visits/{visit}/walk-around/": ("photo-1", walk),
        f"{base}/orders/{order}/found/": ("photo", {"text": "防尘套破裂", "grade": "red"}),
    }
    wrong = []
    for path, (name, values) in taking.items():
        for kind, content in FILES.items():
            upload = SimpleUploadedFile(f"../../{kind}\u202e🚗.jpg", content, content_type="image/jpeg")
            if problem := wrong_with(client, "post", path, values | {name: [upload]}):
                wrong.append(f"{path} = {kind}: {problem}")
    assert wrong == [], "\n".join(wrong)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in (".jpg", ".png")] == []


KEYS = {
    "visit_id": "visits.Visit", "order_id": "orders.Order", "line_id": "orders.Line", "estimate_id": "orders.Estimate",
    "demand_id": "orders.PartDemand", "operation_id": "orders.Operation", "invoice_id": "settlement.Invoice",
    "payment_id": "settlement.Payment", "call_id": "follow_up.DueCall", "appointment_id": "booking.Appointment",
    "customer_id": "customers.Customer", "vehicle_id": "vehicles.Vehicle", "promise_id": "promises.Promise", "part_id": "stock.Part",
    "user_id": "accounts.User", "item_id": "menu.MenuItem", "bay_id": "workshop.Bay", "finding_id": "visits.Finding",
    "norm_id": "standards.Norm", "relation_id": "vehicles.Relation",
}  # fmt: skip
TOLD = (
    "reason", "channel", "note", "text", "name", "answer", "amount", "quantity", "km", "method", "reference", "until", "due_at", "ready_at",
    "expected_on", "expected_at", "on", "day", "start", "number", "advisor", "technician", "items", "part", "payer", "customer", "vehicle",
    "plate", "kind", "way", "cause", "words", "outcome", "photo", "state", "minutes", "how", "revision", "who", "counted", "level",
)  # fmt: skip


def test_every_address_with_the_same_junk_in_all_its_fields(client, centre):  # noqa: F811
    """Also those whose forms no page of the scene shows: with keys of records that are there, in whatever state."""
    wrong = []
    for number, address in enumerate(addresses()):
        if not address.of_a_site or "POST" not in address.methods:
            continue
        for kind in list(JUNK) if ALL else list(JUNK)[number % 2 :: 2]:
            for path in paths_of(address):
                if problem := wrong_with(client, "post", path, dict.fromkeys(TOLD, JUNK[kind])):
                    wrong.append(f"{address.name} {path}: {kind}: {problem}")
    assert wrong == [], "\n".join(wrong)


def test_the_pages_for_everybody(client, centre, settings):  # noqa: F811
    """A customer's booking page and the links that customers are given, signed by nobody."""
    client.logout()
    day, code = (DAY + timedelta(days=1)).date().isoformat(), centre.site.code
    booking = {"items": str(centre.menu_item.pk), "waits": "1", "day": day, "plate": "沪A12345", "name": "王芳", "phone": "13800138000", "wish": "",
               "starts_at": f"{day}T10:00:00+08:00"}  # fmt: skip
    wrong = []
    for kind, text in JUNK.items():
        asked = [("post", f"/book/{code}/", booking | {name: text}) for name in booking]
        asked += [("get", f"/book/{code}/", dict.fromkeys(booking, text))]
        for path in ("/t/{}/", "/c/{}/", f"/book/{code}/a/{{}}/"):
            asked += [("get", path.format(quote(text[:200] or "x", safe="")), {})]
        for path in (
            "/c/x/answer/",
            f"/book/{code}/a/x/move/",
            f"/book/{code}/a/x/cancel/",
            "/accounts/login/",
            "/setup/",
            "/switch/",
            "/language/",
            "/theme/",
        ):
            asked += [("post", path, dict.fromkeys((*TOLD, "login", "password", "next", "language", "theme"), text))]
        for method, path, values in asked:
            if problem := wrong_with(client, method, path, values):
                wrong.append(f"{path[:60]} {kind}: {problem}")
    assert wrong == [], "\n".join(wrong)


def test_every_page_with_junk_behind_the_question_mark(client, centre):  # noqa: F811
    asked = ("q", "day", "from", "until", "state", "sort", "after", "before", "page", "export", "ticket", "items", "vehicle", "customer",
             "move", "how", "step", "advisor", "code", "payer", "user", "week", "span", "kind", "months", "n")  # fmt: skip
    wrong = []
    for number, address in enumerate(addresses()):
        if not address.of_a_site or "GET" not in address.methods:
            continue
        for kind in list(JUNK) if ALL else list(JUNK)[number % 2 :: 2]:
            for path in paths_of(address)[:1]:
                values = dict.fromkeys(asked, JUNK[kind])
                for also in ({}, {"export": "csv"}):
                    if problem := wrong_with(client, "get", path, values | also):
                        wrong.append(f"{address.name} {path}: {kind}: {problem}")
    assert wrong == [], "\n".join(wrong)


def paths_of(address: Address) -> list[str]:
    """The address with keys of a few records that exist."""
    names = re.findall(r"<int:(\w+)>", address.route)
    path = address.path
    if not names:
        return [path]
    keys = [_keys(name) for name in names]
    paths = []
    for turn in range(3 if ALL else 1):
        filled = path
        for rows in keys:
            filled = filled.replace("999999999", str(rows[turn * 7 % len(rows)] if rows else 999999999), 1)
        paths.append(filled)
    return list(dict.fromkeys(paths))


def _keys(name: str) -> list[int]:
    model = KEYS.get(name)
    return list(apps.get_model(model)._base_manager.order_by("pk").values_list("pk", flat=True)[:22]) if model else []
