"""Flows: their page is what the tables print, and no state is out of reach."""

from __future__ import annotations

import pytest
from tools import flows as printed

FLOWS = [flow for _module, flow in printed.flows()]


def test_the_page_of_flows_is_what_the_tables_print():
    assert printed.PAGE.read_text(encoding="utf-8") == printed.page(), "run: python -m tools.flows"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_state_is_reached(flow):
    assert flow.unreachable() == frozenset()


def test_every_flow_has_its_own_name():
    assert len({flow.name for flow in FLOWS}) == len(FLOWS)


def test_a_models_states_are_those_of_its_flow():
    from django.apps import apps

    for model in apps.get_models():
        if flow := getattr(model, "FLOW", None):
            assert set(model.State.values) == flow.states, model._meta.label
            assert model._meta.get_field("state").default == flow.initial, model._meta.label
