"""Promises on the Today page: those that fall due soon or are at risk, to their owner or to everybody who may keep them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters

from . import queries, rules
from .models import Promise

SOON = timedelta(hours=2)
MOST = 20
COLUMNS = ("thread_id", "kind", "text", "state", "how", "due_at", "expected_at", "at_risk_at", "customer__name")


@matters("promises.write")
def promises_at_stake(asked: Asked) -> list[Matter]:
    """One's own and nobody's, or all that fall due within two hours or are at risk."""
    now = {"soon": asked.at + SOON, "margin": asked.at + rules.AT_RISK_MARGIN, "at": asked.at}
    rows = _theirs(owner=asked.actor.user_id, **now) if asked.mine else _everybodys(**now)
    return [_matter(row, asked) for row in queries.shaped(rows[: asked.limit], at=asked.at, site_code=asked.site_code)]


@question(Promise)
def _everybodys(rows: QuerySet[Promise], soon: Any, margin: Any, at: Any) -> QuerySet:
    rows = rows.filter(Q(due_at__lte=soon) | queries.risky_at(at, margin), state="open").exclude(kind__in=rules.NOT_BY_CLOCK)
    return rows.select_related("customer").only(*COLUMNS).order_by("due_at", "id")[:MOST]


@question(Promise)
def _theirs(rows: QuerySet[Promise], soon: Any, margin: Any, at: Any, owner: Any) -> QuerySet:
    return _everybodys.build(rows.filter(Q(owner_id=owner) | Q(owner_id=None)), soon, margin, at)


def _matter(row: queries.PromiseRow, asked: Asked) -> Matter:
    promise = row.promise
    return Matter(
        "promise",
        _("Promise: {what}").format(what=promise.words),
        row.matter.url or reverse("promises:promise", args=[asked.site_code, promise.pk]),
        subject=promise.customer.name if promise.customer else "",
        plate=row.matter.plate,
        energy=row.matter.energy,
        icon=row.icon,
        due_at=promise.due_at,
        amber=int(rules.AT_RISK_MARGIN.total_seconds()),
        tone="risk" if row.at_risk and promise.due_at > asked.at else "",
        weight=80,
        detail=promise.get_kind_display(),
    )
