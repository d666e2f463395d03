"""What reaches a screen through a code has words in every language: events, kinds and bases of promises, standards, roles, contacts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from yinuo.core.access.models import Role
from yinuo.information.encounters.words import ABOUT, OUTCOMES
from yinuo.information.promises.models import Promise
from yinuo.information.promises.words import HOW
from yinuo.operations.booking.queries import TOLD
from yinuo.operations.standards import rules as standards
from yinuo.operations.standards.models import Step
from yinuo.operations.standards.words import TITLES
from yinuo.operations.visits.words import EVENTS, POINTS

from .sources import python_files, tree_of
from .test_events import rows

# events of a centre's own stories (its set-up, people, stock), which no visit's page shows
OF_THE_CENTRE = (
    "bay.", "booking.", "calendar.", "cash.", "hours.", "list.", "lounge.checked", "menu.", "norm.", "person.", "pricing.", "site.", "skill.", "standard.",
    "step_factors.", "stock.", "zone.", "expectation", "gap.", "case.", "questionnaire.", "satisfaction.", "survey_settings.", "survey.import", "wave.",
    "weekly_", "reminder", "team.", "highlight.", "claim.", "topic.",
)  # fmt: skip
SHOWN: dict[str, Mapping[str, Any]] = {
    "events on a visit": {name: words[0] for name, words in EVENTS.items()},
    "events on a booking": {name: words[0] for name, words in TOLD.items()},
    "kinds of promises": dict(Promise.Kind.choices),
    "states of promises": dict(Promise.State.choices),
    "bases of promises": HOW,
    "standards": TITLES,
    "steps": dict(Step.choices),
    "roles": dict(Role.choices),
    "contacts": {**ABOUT, **{f"outcome {code}": words for code, words in OUTCOMES.items()}},
    "points": POINTS,
}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("kind", SHOWN)
def test_it_is_said_in_chinese(kind, language):
    with translation.override("en"):
        english = {code: str(words) for code, words in SHOWN[kind].items()}
    with translation.override(language):
        untranslated = [code for code, words in SHOWN[kind].items() if str(words) == english[code] or not _chinese(str(words))]
    assert not untranslated


def _chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def test_every_event_of_a_visit_has_words():
    wordless = [name for name, _slice in rows() if name not in EVENTS and not name.startswith(OF_THE_CENTRE)]
    assert not wordless


def test_every_standard_has_a_title():
    assert set(TITLES) == set(standards.BY_CODE)


def test_every_basis_of_a_promise_that_the_program_writes_has_words():
    calls = [node for path in python_files() for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    bases = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "how"]
    named = {node.value for basis in bases for node in ast.walk(basis) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {"booking", "system"} <= named
    assert not named - set(HOW) - {"", "how"}  # told["how"] is what a form offers


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_thousands_are_grouped(language):
    with translation.override(language):
        assert Template("{% load humanize %}{{ n|intcomma }} {{ n }}").render(Context({"n": 41200})) == "41,200 41200"
