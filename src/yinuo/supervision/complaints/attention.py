"""Complaints on the Today page: whose they are, the manager's, what waits for approval, what customers wrote."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.ui.words import money_words

from . import queries
from .models import Complaint, Goodwill, Said
from .words import NEXT

AMBER, MOST = 3600, 20


@matters("complaints.write")
def open_complaints(asked: Asked) -> list[Matter]:
    """One's own, by the clock of their step; those without owner to everybody who may take them."""
    rows = _theirs(owner=asked.actor.user_id) if asked.mine else _running()
    return [_matter(row, asked) for row in rows[: asked.limit]]


@question(Complaint)
def _running(rows: QuerySet[Complaint]) -> QuerySet:
    rows = queries.all_open(rows).filter(paused_at=None).select_related("customer", "visit__vehicle")
    return rows.order_by("owned", "due_at", "id")[:MOST]


@question(Complaint)
def _theirs(rows: QuerySet[Complaint], owner: Any) -> QuerySet:
    return _running.build(rows.filter(Q(owner_id=owner) | Q(owned=False)))


def _matter(row: Complaint, asked: Asked) -> Matter:
    words = NEXT[row.state][0] if row.owned else _("Complaint without anybody responsible: take it.")
    return _about(row, asked, "complaint", words=words, due_at=row.due_at, weight=95 if row.severity == "critical" else 78, amber=AMBER)


def _about(row: Complaint, asked: Asked, kind: str, **told) -> Matter:
    energy = row.visit.vehicle.energy if row.visit and row.visit.vehicle else ""
    return Matter(
        kind, url=reverse("complaints:case", args=[asked.site_code, row.pk]), subject=row.who, plate=row.plate, energy=energy, icon="message-report",
        detail=told.pop("detail", row.text[:90]), **told,
    )  # fmt: skip


@matters("complaints.approve")
def escalated(asked: Asked) -> list[Matter]:
    """What is late or critical and somebody else's: the service manager is told."""
    return [
        _about(row, asked, "complaint_escalated", words=_("Complaint escalated to you"), due_at=row.due_at, weight=90, amber=AMBER,
               detail=f"{row.owner or _('nobody responsible')} · {row.text[:80]}")
        for row in _escalated(but=asked.actor.user_id)[: asked.limit]
    ]  # fmt: skip


@question(Complaint)
def _escalated(rows: QuerySet[Complaint], but: Any) -> QuerySet:
    rows = rows.filter(owned=True, escalation__gte=1).exclude(owner_id=but)
    return _running.build(rows.select_related("owner"))


@matters("complaints.oversee")
def still_escalated(asked: Asked) -> list[Matter]:
    """What stayed late after the service manager was told: the group's manager. Who was told already sees it as `escalated`."""
    if asked.actor.may("complaints.approve"):
        return []
    words = _("Complaint still late after the service manager was told")
    return [
        _about(row, asked, "complaint_overseen", words=words, due_at=row.due_at, weight=90) for row in _still_escalated()[: asked.limit]
    ]


@question(Complaint)
def _still_escalated(rows: QuerySet[Complaint]) -> QuerySet:
    return _running.build(rows.filter(escalation__gte=2))


@matters("complaints.approve")
def goodwill_asked(asked: Asked) -> list[Matter]:
    """What somebody may not give alone: one answer, by its time."""
    return [
        _about(row.complaint, asked, "goodwill", words=_("Goodwill to approve: {amount}").format(amount=money_words(row.amount, row.site.currency)),
               due_at=row.answer_due_at, weight=88, detail=f"{row.created_by or ''} · {row.text}", go=_("Decide"))
        for row in _to_approve()[: asked.limit]
    ]  # fmt: skip


@question(Goodwill)
def _to_approve(rows: QuerySet[Goodwill]) -> QuerySet:
    rows = rows.filter(state="asked").select_related("complaint__customer", "complaint__visit__vehicle", "created_by", "site")
    return rows.order_by("answer_due_at", "id")[:MOST]


@matters("complaints.write")
def customers_wrote(asked: Asked) -> list[Matter]:
    """What customers wrote on their page of a complaint."""
    rows = _theirs_said(owner=asked.actor.user_id) if asked.mine else _said()
    return [
        _about(
            row.complaint,
            asked,
            "complaint_words",
            words=_("wrote about their complaint"),
            since=row.said_at,
            weight=76,
            detail=row.text[:90],
            go=_("Answer"),
        )
        for row in rows[: asked.limit]
    ]


@question(Said)
def _said(rows: QuerySet[Said]) -> QuerySet:
    rows = rows.filter(answered=False).select_related("complaint__customer", "complaint__visit__vehicle")
    return rows.order_by("said_at", "id")[:MOST]


@question(Said)
def _theirs_said(rows: QuerySet[Said], owner: Any) -> QuerySet:
    return _said.build(rows.filter(Q(complaint__owner_id=owner) | Q(complaint__owned=False)))
