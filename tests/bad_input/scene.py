"""A centre with a car in every step, and a browser of somebody who may do everything."""

from __future__ import annotations

from datetime import timedelta

from bench import script
from django.test import Client

from tests.whole_visit import Car
from yinuo.core.access.people import give_role
from yinuo.core.access.rules import ROLES
from yinuo.information.promises.services import make_promise

STEPS = (
    "book", "arrive", "greet", "consult", "words", "nine points", "consulted", "order", "finding's line", "estimate", "agree", "release",
    "issue parts", "work", "quality inspection", "final inspection", "tell", "explain", "invoice", "pay", "next service", "deliver", "",
)  # fmt: skip


def cars_in_every_step(centre: script.Centre) -> None:
    for number, step in enumerate(STEPS, 1):
        Car(centre, number, crew=number).until(step)


def a_promise(centre: script.Centre, car: script.Story) -> None:
    at = script.monday() + timedelta(days=1)
    make_promise(customer_id=car.customer.pk, text="回电", due_at=at + timedelta(days=3), kind="callback", by=centre.who("advisor"), at=at)


def everybody(centre: script.Centre) -> Client:
    """Somebody with every role; what breaks is raised."""
    person = centre.person("advisor")
    for role in ROLES:
        give_role(person=person, site=centre.site, role=role)
    client = Client(raise_request_exception=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "zh-hans"
    return client
