"""Reactions of orders to what happens in the slices below."""

from __future__ import annotations

from django.db import transaction
from django_scopes import scope

from yinuo.core.access.actor import system
from yinuo.core.events.registry import on
from yinuo.core.sites.models import Site
from yinuo.operations.stock.waiting import waits

from . import queries
from .services import opening, parts


@waits
def demands_waiting(part_id: int) -> list[int]:
    """Stock asks who waits for a part; the longest waiting come first."""
    return queries.waiting_demands(part_id)


@on("part.arrived", "stock.counted")
def reserve_for_those_who_wait(act, event) -> None:
    """After the delivery is committed: reserving locks other visits' stories, which must not happen under the lock of the stock's own."""
    by, at, part_id, site_id = system(site_id=act.site_id), act.at, event.subject_id, act.site_id

    def give_out() -> None:
        with scope(site=Site.objects.get(pk=site_id)):
            parts.give_out_arrived(part_id=part_id, by=by, at=at)

    transaction.on_commit(give_out, robust=True)


@on("visit.ended_without_repair", "visit.voided")
def stop_open_work(act, event) -> None:
    """Nothing is repaired: what was planned and not begun is dropped; fees that were agreed stay."""
    opening.stop_orders(act, visit_id=event.subject_id)
