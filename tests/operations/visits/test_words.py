"""What happened is told in words, not in the names of events."""

import re
from pathlib import Path

from yinuo.operations.visits.words import EVENTS

ON_A_VISIT = (
    "added_work", "appointment", "car", "charges", "consultation", "correction", "customer", "deposit", "encounter", "estimate", "finding",
    "follow_up", "inspection", "invoice", "line", "next_service", "operation", "order", "part", "payment", "picture", "problem", "promise",
    "ready_time", "sublet", "things", "vehicle", "visit",
)  # fmt: skip


def test_every_event_of_a_visits_story_has_words():
    documented = re.findall(r"^\| `(\w+)\.(\w+)`", Path("docs/events.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = {f"{family}.{what}" for family, what in documented if family in ON_A_VISIT}
    assert len(names) > 80
    assert names - set(EVENTS) == set()
