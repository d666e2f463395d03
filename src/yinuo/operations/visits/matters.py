"""What reception brings to the Today page: customers who wait, cars of one's own that stand still, customers who will be late before they know it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.sites.queries import current_site
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.workflow.queries import in_states

from . import rules
from .models import Visit
from .queries.gate import greet_due
from .queries.lounge import MOST_GUESTS, last_round
from .queries.rows import COLUMNS

SOON = timedelta(minutes=30)


def _open(asked: Asked):
    return Visit.objects.filter(in_states(rules.OPEN)).select_related("thread", "customer", "vehicle", "advisor").only(*COLUMNS)


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
    rows = _open(asked).filter(state="arrived")
    rows = rows.filter(Q(advisor_id=asked.actor.user_id) | Q(advisor_id=None)) if asked.mine and "advisor" in asked.actor.roles else rows
    return [
        _matter(
            visit, asked, kind="greet", words=_("waits to be greeted"), icon="user-check", due_at=greet_due(visit, at=asked.at), since=visit.arrived_at,
            amber=30, weight=90, act_url=reverse("visits:greet", args=[asked.site_code, visit.pk]), act_label=_("Greet"),
        )
        for visit in rows.order_by("arrived_at")[: asked.limit]
    ]  # fmt: skip


@matters("visit.assign")
def to_give(asked: Asked) -> list[Matter]:
    """For the main desk: cars that nobody has yet."""
    if asked.mine and "coordinator" not in asked.actor.roles:
        return []
    rows = _open(asked).filter(advisor_id=None, state__in=("arrived", "received")).order_by("arrived_at")[: asked.limit]
    words = _("has no advisor yet")
    return [_matter(visit, asked, kind="give", words=words, icon="users", since=visit.arrived_at, weight=80, tone="risk") for visit in rows]


_WORDS = {
    "received": ("received", lambda: _("is greeted; listen, then walk round the car")),
    "consulting": ("consulting", lambda: _("tells what is wrong")),
    "confirming": ("confirming", lambda: _("waits for the estimate")),
}


@matters("visit.receive")
def cars_of_mine(asked: Asked) -> list[Matter]:
    """Cars at one's own desk: who waits longest for the next step."""
    if "advisor" not in asked.actor.roles:
        return []
    rows = _open(asked).filter(state__in=tuple(_WORDS), advisor_id=asked.actor.user_id)
    return [
        _matter(visit, asked, kind=visit.state, words=_WORDS[visit.state][1](), icon="car", since=visit.state_since, weight=60)
        for visit in rows.order_by("state_since")[: asked.limit]
    ]


@matters("handover.write")
def ready_cars(asked: Asked) -> list[Matter]:
    """Cars that are ready and whose owner is still here or has not been told."""
    rows = _open(asked).filter(state__in=("ready", "settled"))
    rows = rows.filter(advisor_id=asked.actor.user_id) if asked.mine and "advisor" in asked.actor.roles else rows
    return [
        _matter(
            visit, asked, kind="ready", icon="flag", since=visit.ready_at or visit.state_since, weight=70 if visit.waits else 40,
            words=_("is ready; the customer waits here") if visit.waits else _("is ready to be handed over"),
        )
        for visit in rows.order_by(F("ready_at").asc(nulls_last=True))[: asked.limit]
    ]  # fmt: skip


@matters("lounge.write")
def late_before_they_know(asked: Asked) -> list[Matter]:
    """For the host: customers who sit here and whose car will not be ready as promised."""
    if asked.mine and "host" not in asked.actor.roles:
        return []
    rows = _open(asked).filter(state="repairing", waits=True, promised_ready_at__lt=asked.at + SOON).order_by("promised_ready_at")
    words = _("waits in the lounge; explain before being asked")
    return [
        _matter(visit, asked, kind="late", words=words, icon="armchair", due_at=visit.promised_ready_at, amber=1800, weight=75)
        for visit in rows[: asked.limit]
    ]


@matters("lounge.write")
def to_show_to_the_lounge(asked: Asked) -> list[Matter]:
    """For the host: customers who wait for their car and whom nobody has shown to the lounge yet."""
    if asked.mine and "host" not in asked.actor.roles:
        return []
    rows = _open(asked).filter(state__in=("confirming", "repairing"), waits=True).order_by("state_since")
    standing = [visit for visit in rows[:MOST_GUESTS] if "lounge.settled" not in visit.thread.facts]
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
    if "host" not in asked.actor.roles or not _open(asked).filter(waits=True).exists():
        return []
    last = last_round()
    midnight = asked.at.astimezone(current_site().zone).replace(hour=0, minute=0, second=0, microsecond=0)
    known = last is not None and last.check.created_at >= midnight
    words, url = _("Go round: floor, toilets, papers, coffee"), reverse("visits:lounge", args=[asked.site_code]) + "#round"
    due = last.check.created_at + rules.ROUND_EVERY if last and known else None
    return [Matter(kind="round", words=words, url=url, icon="checklist", due_at=due, tone="" if known else "risk", weight=55)]
