"""What time alone decides is written down in the background."""

from __future__ import annotations

from datetime import datetime

from yinuo.core.sites.models import Site
from yinuo.core.work import periodic

from . import services


@periodic("standards.finalise", every_seconds=10)
def finalise(at: datetime) -> None:
    for site_id in Site.objects.values_list("pk", flat=True):
        services.finalise(site_id=site_id, at=at)
