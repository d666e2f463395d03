"""What reception brings to the Today page: customers who wait, cars of one's own that stand still, customers who will be late before they know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.workflow.queries import in_states

from . import rules
from .models import Visit
from .queries.gate import greet_due
from .queries.lounge import MOST_GUESTS, last_round
from .queries.rows import with_row

SOON = timedelta(minutes=30)
MOST_CARS = 300


def open_cars(asked: Asked) -> list[Visit]:
    """Cars in the house, first come first; of somebody who is an advisor and nothing else one's own and those that nobody has. One query for all who ask."""
    alone = asked.mine and asked.actor.roles == {"advisor"}
    return asked.once("open_cars", lambda: _theirs(advisor=asked.actor.user_id) if alone else _all())


@question(Visit)
def _all(rows: QuerySet[Visit]) -> QuerySet:
    return with_row(rows.filter(in_states(rules.OPEN))).order_by("arrived_at")[:MOST_CARS]


@question(Visit)
def _theirs(rows: QuerySet[Visit], advisor: Any) -> QuerySet:
    return _all.build(rows.filter(Q(advisor_id=advisor) | Q(advisor_id=None)))


def _as_advisor(asked: Asked, *whose: int | None) -> Callable[[Visit], bool]:
    """Whether a car is this advisor's to look after; everybody's are, for other people."""
    if not asked.mine or "advisor" not in asked.actor.roles:
        return lambda visit: True
    return lambda visit: visit.advisor_id in (asked.actor.user_id, *whose)


def _matter(visit: Visit, asked: Asked, *, name: str = "visit", **told) -> Matter:
    vehicle, customer = visit.vehicle, visit.customer
    return Matter(
        url=reverse(f"visits:{name}", args=[asked.site_code, visit.pk]),
        plate=visit.plate,
        energy=vehicle.energy if vehicle else "",
        subject=customer.name if customer else "",
        **told,
    )


@matters("visit.receive")
def to_greet(asked: Asked) -> list[Matter]:
    """Who waits: one's own cars and those that nobody has."""
    theirs = _as_advisor(asked, None)
    rows = [visit for visit in open_cars(asked) if visit.state == "arrived" and theirs(visit)]
    return [
        _matter(
            visit, asked, kind="greet", words=_("waits to be greeted"), icon="user-check", due_at=greet_due(visit, at=asked.at), since=visit.arrived_at,
            amber=30, weight=90, act_url=reverse("visits:greet", args=[asked.site_code, visit.pk]), act_label=_("Greet"),
        )
        for visit in rows[: asked.limit]
    ]  # fmt: skip


@matters("visit.assign")
def to_give(asked: Asked) -> list[Matter]:
    """For the main desk: cars that nobody has yet."""
    if asked.mine and "coordinator" not in asked.actor.roles:
        return []
    rows = [visit for visit in open_cars(asked) if visit.advisor_id is None and visit.state in ("arrived", "received")]
    words = _("has no advisor yet")
    return [
        _matter(visit, asked, kind="give", words=words, icon="users", since=visit.arrived_at, weight=80, tone="risk")
        for visit in rows[: asked.limit]
    ]


_WORDS = {
    "received": ("received", lambda: _("is greeted; listen, then walk round the car")),
    "consulting": ("consulting", lambda: _("tells what is wrong")),
    "confirming": ("confirming", lambda: _("waits for the estimate")),
}


@matters("visit.receive")
def cars_of_mine(asked: Asked) -> list[Matter]:
    """Cars at one's own desk: who waits longest for the next step. Once an estimate was presented, the orders say what comes next."""
    if "advisor" not in asked.actor.roles:
        return []
    rows = [visit for visit in open_cars(asked) if visit.state in _WORDS and visit.advisor_id == asked.actor.user_id]
    return [
        _matter(visit, asked, kind=visit.state, words=_WORDS[visit.state][1](), icon="car", since=visit.state_since, weight=60)
        for visit in sorted(rows, key=lambda visit: visit.state_since)[: asked.limit]
        if visit.state != "confirming" or "estimate.presented" not in visit.thread.facts
    ]


@matters("handover.write")
def ready_cars(asked: Asked) -> list[Matter]:
    """Cars that are ready and whose owner is still here or has not been told."""
    theirs = _as_advisor(asked)
    rows = [visit for visit in open_cars(asked) if visit.state in ("ready", "settled") and theirs(visit)]
    return [
        _matter(
            visit, asked, kind="ready", icon="flag", since=visit.ready_at or visit.state_since, weight=70 if visit.waits else 40,
            words=_("is ready; the customer waits here") if visit.waits else _("is ready to be handed over"),
        )
        for visit in sorted(rows, key=lambda visit: visit.ready_at or asked.at)[: asked.limit]
    ]  # fmt: skip


@matters("lounge.write")
def late_before_they_know(asked: Asked) -> list[Matter]:
    """For the host: customers who sit here and whose car will not be ready as promised."""
    if asked.mine and "host" not in asked.actor.roles:
        return []
    soon = asked.at + SOON
    late = [(visit.promised_ready_at, visit) for visit in open_cars(asked) if visit.state == "repairing" and visit.waits]
    still = [(due, visit) for due, visit in late if due and due < soon and not _explained(visit, asked.at)]
    rows = sorted(still, key=lambda pair: pair[0])
    words = _("waits in the lounge; explain before being asked")
    return [
        _matter(
            visit, asked, kind="late", words=words, icon="armchair", due_at=due, amber=1800, weight=75,
            act_url=reverse("visits:lounge_encounter", args=[asked.site_code, visit.pk]), act_label=_("Explained"), act_fields={"kind": "delay"},
        )
        for due, visit in rows[: asked.limit]
    ]  # fmt: skip


def _explained(visit: Visit, at: datetime) -> bool:
    told = visit.thread.facts.get("lounge.delay_explained")
    return told is not None and at - datetime.fromisoformat(told["last"]) < rules.EXPLAINED_FOR


@matters("lounge.write")
def to_show_to_the_lounge(asked: Asked) -> list[Matter]:
    """For the host: customers who wait for their car and whom nobody has shown to the lounge yet."""
    if asked.mine and "host" not in asked.actor.roles:
        return []
    rows = sorted(open_cars(asked), key=lambda visit: visit.state_since)
    waiting = [visit for visit in rows if visit.waits and visit.state in ("confirming", "repairing")]
    standing = [visit for visit in waiting[:MOST_GUESTS] if "lounge.settled" not in visit.thread.facts]
    return [
        _matter(
            visit, asked, kind="settle", words=_("has not been shown to the lounge"), icon="armchair", since=visit.state_since, weight=65,
            act_url=reverse("visits:settle_customer", args=[asked.site_code, visit.pk]), act_label=_("Shown to the lounge"),
        )
        for visit in standing[: asked.limit]
    ]  # fmt: skip


@matters("lounge.write")
def round_due(asked: Asked) -> list[Matter]:
    """For the host: the next round through lounge and hall while somebody waits there, an hour after the last one of the day."""
    if "host" not in asked.actor.roles or not any(visit.waits for visit in open_cars(asked)):
        return []
    last = last_round()
    midnight = asked.at.astimezone(current_site().zone).replace(hour=0, minute=0, second=0, microsecond=0)
    known = last is not None and last.check.created_at >= midnight
    words, url = _("Go round: floor, toilets, papers, coffee"), reverse("visits:lounge", args=[asked.site_code]) + "#round"
    due = last.check.created_at + rules.ROUND_EVERY if last and known else None
    return [Matter(kind="round", words=words, url=url, icon="checklist", due_at=due, tone="" if known else "risk", weight=55)]
