"""A story of a visit told by bare acts, so that the judging is tested without the slices above."""

from __future__ import annotations

import pytest

from yinuo.core.events.services import new_story


@pytest.fixture
def tell(acting):
    """`tell(thread, at, "visit.arrived", ticket=1)`: one act with one event; the thread (None = a new one)."""

    def told(thread, at, name, *, by=None, **data):
        with new_story(by=by or acting("advisor"), at=at, right="visit.read", thread=thread) as act:
            act.subject = act.thread
            act.record(name, **data)
        return act.thread

    return told
