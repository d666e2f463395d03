"""The button on a card of the board: what does the next real thing with this car, or leads to the screen that does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.operations.visits.queries.rows import Row


@dataclass(frozen=True)
class Button:
    label: Any
    url: str
    icon: str
    post: bool = False


def button_for(row: Row, actor: Actor, site_code: str) -> Button | None:
    """None when this person can do nothing with the car now."""
    offer = _OFFERS.get(row.step)
    return offer(row, actor, site_code) if offer else None


def _url(name: str, site_code: str, pk: int) -> str:
    try:
        return reverse(name, args=[site_code, pk])
    except NoReverseMatch:
        return ""


def _reception(row: Row, actor: Actor, code: str) -> Button | None:
    if not actor.may("visit.receive"):
        return None
    if row.visit.state == "arrived":
        return Button(_("Greet"), _url("visits:greet", code, row.pk), "user-check", post=True)
    if "visit.record_confirmed" not in row.visit.thread.facts:
        return Button(_("Confirm the record"), _url("visits:record", code, row.pk), "id-badge")
    if row.visit.plain_maintenance and "consultation.walked_around" in row.visit.thread.facts:
        return _door(_("Estimate"), "file-dollar", "orders:estimate_of_visit", row, code) if actor.may("estimate.write") else None
    if row.visit.plain_maintenance:
        return Button(_("Walk round the car"), _url("visits:walk_around", code, row.pk), "car-suv")
    return Button(_("Begin to listen"), _url("visits:start_consultation", code, row.pk), "ear", post=True)


def _consultation(row: Row, actor: Actor, code: str) -> Button | None:
    return Button(_("Go on listening"), _url("visits:consultation", code, row.pk), "ear") if actor.may("visit.receive") else None


def _confirmation(row: Row, actor: Actor, code: str) -> Button | None:
    facts = row.visit.thread.facts
    if actor.may("visit.receive") and "consultation.walked_around" not in facts:
        return Button(_("Walk round the car"), _url("visits:walk_around", code, row.pk), "car-suv")
    return _door(_("Estimate"), "file-dollar", "orders:estimate_of_visit", row, code) if actor.may("estimate.write") else None


def _added_work(row: Row, actor: Actor, code: str) -> Button | None:
    return _door(_("Added work"), "git-branch", "orders:added_work_of_visit", row, code) if actor.may("estimate.write") else None


def _workshop(row: Row, actor: Actor, code: str) -> Button | None:
    if actor.may("lounge.write") and "lounge.settled" not in row.visit.thread.facts:
        return Button(_("Shown to the lounge"), _url("visits:settle_customer", code, row.pk), "armchair", post=True)
    return None


def _handover(row: Row, actor: Actor, code: str) -> Button | None:
    return (
        _door(_("Handover"), "key", "settlement:checkout", row, code)
        if actor.may("settlement.read") or actor.may("handover.write")
        else None
    )


def _door(label: str, icon: str, name: str, row: Row, code: str) -> Button:
    return Button(label, _url(name, code, row.pk) or _url("visits:visit", code, row.pk), icon)


_OFFERS: dict[str, Callable[[Row, Actor, str], Button | None]] = {
    "reception": _reception,
    "consultation": _consultation,
    "confirmation": _confirmation,
    "exception": _added_work,
    "repair": _workshop,
    "handover": _handover,
    "checkout": _handover,
}
