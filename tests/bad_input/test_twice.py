"""Every form of every page, sent twice as a double tap or the back button sends it: its work is done once, and nobody is shown an error for it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.test import Client

from tests.whole_visit import centre  # noqa: F401
from yinuo.core.events.models import Event

from .forms import TYPED, Form
from .test_every_form import DAY, client, forms_of, undone  # noqa: F401

# who one is, how it looks: nothing is recorded
WITHOUT_A_KEY = {"set_language", "ui:theme", "account_logout", "access:switch_person"}
PLAUSIBLE = {
    "number": "1",
    "date": f"{DAY + timedelta(days=1):%Y-%m-%d}",
    "time": "09:30",
    "datetime-local": f"{DAY + timedelta(hours=9):%Y-%m-%dT%H:%M}",
}


def filled(form: Form) -> dict[str, list[str]]:
    """What a person would send: what stands there, and something in what is empty."""
    values = form.values()
    for one in form.fields:
        if one.kind in TYPED and not any(values.get(one.name, [])):
            values[one.name] = [PLAUSIBLE.get(one.kind) or guessed(one.name)]
        elif one.kind in ("radio", "checkbox", "select") and one.name not in values:
            values[one.name] = [one.value]
    return values


def guessed(name: str) -> str:
    numbers = ("price", "amount", "hours", "quantity", "km", "cost", "limit", "minutes", "on_hand", "minimum", "days", "rate")
    if any(name.endswith(one) for one in numbers):
        return "1"
    return "13800138000" if "phone" in name else "2468" if "pin" in name else "听到异响"


def test_every_form_sent_twice_does_its_work_once(client, centre):  # noqa: F811
    wrong, done, without = [], set(), set()
    for form in forms_of(client, centre.site.code):
        if form.method != "post" or form.view in WITHOUT_A_KEY:
            continue
        if not any(one.name == "_key" for one in form.fields):
            without.add(f"{form.view} on {form.page}")
        values = filled(form)
        if problem := undone(lambda form=form, values=values: twice(client, form, values, done)):
            wrong.append(f"{form.view}: {problem} ({values})")
    assert without == set(), "forms that do something carry a key"
    assert len(done) > 60
    assert wrong == [], "\n".join(wrong)


def twice(client: Client, form: Form, values: dict, done: set[str]) -> str:  # noqa: F811
    values = {**values, "_key": uuid.uuid4().hex}
    cookies = client.cookies.copy()

    def send() -> tuple[int, str]:
        with transaction.atomic():
            answer = client.post(form.action, values, HTTP_REFERER=f"http://testserver{form.page}")
        return answer.status_code, answer.headers.get("Location", "")

    before = Event.objects.count()
    first = send()
    after = Event.objects.count()
    if first[0] >= 400 or after == before:
        return ""
    done.add(form.view)
    second = send()
    client.cookies = cookies
    if Event.objects.count() != after:
        return f"done twice: {list(Event.objects.order_by('-pk').values_list('name', flat=True)[: Event.objects.count() - before])}"
    if second[0] >= 400:
        return f"first {first}, then {second}"
    return ""
