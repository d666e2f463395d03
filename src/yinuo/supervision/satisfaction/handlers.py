"""Complete answers wait to be counted; the counting is done in the background."""

from __future__ import annotations

from yinuo.core.events.registry import on

from .models import ToScore


@on("survey.answered")
def await_scoring(act, event) -> None:
    ToScore.objects.get_or_create(site_id=event.site_id, response_id=event.data["response"])
