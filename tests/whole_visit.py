"""Fixtures on the bench's script: a car taken through the visit as far as a test wants it."""

from __future__ import annotations

import pytest
from bench import script
from django_scopes import scope


class Car:
    """A visit in progress; `until("invoice")` does every act up to and with the named one."""

    def __init__(self, centre: script.Centre, number: int = 1, crew: int = 0):
        self.centre = centre
        self.story = script.prepare(centre, script.monday(), number, crew=crew)
        self._acts = script.acts(self.story)

    def until(self, name: str = "") -> script.Story:
        for done, act in self._acts:
            act()
            if done == name:
                break
        else:
            assert not name, f"no act {name}"
        if "visit" in self.story.known:
            self.story.visit.refresh_from_db()
        return self.story


@pytest.fixture
def centre(db):
    made = script.centre(at=script.monday())
    with scope(site=made.site):
        yield made


@pytest.fixture
def car(centre) -> Car:
    return Car(centre)
