"""What is done again in the background: parts that lie free while a car waits for them (a delivery whose reaction was lost, a reservation given back)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from yinuo.core.access.actor import system
from yinuo.core.sites.models import Site
from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic
from yinuo.core.workflow.queries import in_states

from .models import PartDemand
from .services import parts


@periodic("orders.give_out_parts", every_seconds=60)
def give_out_free_parts(at: datetime) -> int:
    """Reserve free parts for agreed demands that wait for them, the longest waiting first; gives how many were served."""
    return at_each_site(_give_out, at)


def _give_out(site: Site, at: datetime) -> int:
    waiting = (PartDemand.State.REQUESTED, PartDemand.State.BACK_ORDERED)
    rows = PartDemand.objects.filter(in_states(waiting), part__on_hand__gt=F("part__reserved")).order_by("part_id")
    part_ids = list(rows.values_list("part_id", flat=True).distinct()[:200])
    return sum(parts.give_out_arrived(part_id=part_id, by=system(site_id=site.pk), at=at) for part_id in part_ids)
