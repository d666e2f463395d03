"""What follow-up brings to the Today page: calls that are due, answers that were promised."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters

from . import queries
from .models import DueCall

MOST = 20


@matters("follow_up.write")
def calls_due(asked: Asked) -> list[Matter]:
    """Whom to call now; a call is due until the evening of its day."""
    if asked.mine and "follow_up_agent" not in asked.actor.roles:
        return []
    rows = queries.call_list(at=asked.at, today=timezone.localdate(asked.at))[: asked.limit]
    evening = time(18)
    return [
        _matter(
            call, asked, words=_("is due to be called"), icon="phone", go=_("Call"), weight=40, amber=4 * 3600, due_at=_local(call, evening)
        )
        for call in rows
    ]


def _local(call: DueCall, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(call.due_on, moment))


@question(DueCall)
def _unanswered(rows: QuerySet[DueCall]) -> QuerySet:
    return queries.without_answer(rows)[:MOST]


@question(DueCall)
def _theirs(rows: QuerySet[DueCall], owner: Any) -> QuerySet:
    return queries.without_answer(rows.filter(owner_id=owner))[:MOST]


@matters("follow_up.write")
def answers_promised(asked: Asked) -> list[Matter]:
    """What customers raised and waits for an answer."""
    rows = _theirs(owner=asked.actor.user_id) if asked.mine else _unanswered()
    words = _("waits for an answer")
    return [
        _matter(
            call,
            asked,
            words=words,
            icon="message-question",
            weight=75,
            due_at=call.answer_due_at,
            amber=3600,
            detail=call.raised[:80],
            go=_("Answer"),
        )
        for call in rows[: asked.limit]
    ]


def _matter(call: DueCall, asked: Asked, **told) -> Matter:
    visit = call.visit
    return Matter(
        "follow_up", url=reverse("follow_up:call", args=[asked.site_code, call.pk]), plate=visit.plate,
        subject=visit.customer.name if visit.customer else "", energy=visit.vehicle.energy if visit.vehicle else "", **told,
    )  # fmt: skip
