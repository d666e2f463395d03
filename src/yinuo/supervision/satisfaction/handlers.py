"""Complete answers wait to be counted; the counting is done in the background."""

from __future__ import annotations

from yinuo.core.events.registry import on
from yinuo.supervision.surveys.models import Response

from .models import ToScore


@on("survey.answered")
def await_scoring(act, event) -> None:
    ToScore.objects.bulk_create([ToScore(site_id=event.site_id, response_id=event.data["response"])], ignore_conflicts=True)


@on("survey.imported")
def await_scoring_of_rows(act, event) -> None:
    """A portion of a spreadsheet; its responses were written in one go."""
    rows = Response.objects.filter(
        wave=event.data["wave"], pk__gte=event.data["first"], pk__lte=event.data["last"], completed_at__isnull=False
    )
    waiting = [ToScore(site_id=event.site_id, response_id=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    ToScore.objects.bulk_create(waiting, ignore_conflicts=True)
