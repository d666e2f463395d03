"""What the centre found out about itself: the ready list of expectations, a self-audit of its promises with something that follows, what it advertises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yinuo.supervision.gaps import services
from yinuo.supervision.gaps.checklists import QUESTIONS

from .desk import Desk

COMMUNICATION = 4
SAID = {"not_over": "partly", "together": "no"}


def hold(desk: Desk) -> None:
    """A month ago, by the service manager."""
    if "service_manager" not in desk.house.staff:
        return
    words, manager, at = desk.house.country, desk.house.actor("service_manager"), desk.batch.now
    services.install(by=manager, at=at - timedelta(days=60))
    held = at - timedelta(days=24)
    day = desk.house.local(held).date()
    answers: dict[str, dict[str, Any]] = {
        question: {"said": SAID.get(question, "yes"), "evidence": words.AUDIT_EVIDENCE[n % len(words.AUDIT_EVIDENCE)]}
        for n, question in enumerate(QUESTIONS[COMMUNICATION])
    }
    follows = {"evidence": "", "action": words.AUDIT_ACTION, "owner_id": manager.user_id, "due_on": day + timedelta(days=30)}
    answers["together"] |= follows
    for text, place, measure, limit in words.CLAIMS:
        since = desk.house.local(at - timedelta(days=75)).date()
        services.save_claim(text=text, place=place, measure=measure, limit=limit, valid_from=since, valid_to=None, by=manager, at=held)
    services.hold_audit(gap=COMMUNICATION, answers=answers, held_on=day, by=manager, at=held)
