"""A list of what is open reads a partial index, however many closed rows lie beside it."""

from __future__ import annotations

import pytest
from django.db import connection

from yinuo.core.workflow.queries import in_states
from yinuo.information.promises.models import Promise
from yinuo.operations.visits import rules
from yinuo.operations.visits.models import Visit


def test_states_are_written_out(site):
    sql, params = Visit.objects.filter(in_states(rules.OPEN)).query.sql_with_params()
    assert "IN ('arrived', 'received', 'consulting', 'confirming', 'repairing', 'ready', 'settled')" in sql
    assert "arrived" not in params


def test_the_partial_index_answers(site):
    if connection.vendor == "postgresql":  # which would read an empty table as it is
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    plan = Visit.objects.filter(in_states(rules.OPEN)).order_by("arrived_at").explain()
    assert "visit_open" in plan, plan


def test_the_partial_index_of_one_state_answers(site):
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    plan = Promise.objects.filter(in_states(("open",))).order_by("due_at").explain()
    assert "promise_open" in plan, plan


def test_only_names_of_states_are_taken(site):
    with pytest.raises(ValueError):
        in_states(["arrived'; --"])
