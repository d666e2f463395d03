"""What customers say is noted in the act that takes it in; it is read in the background."""

from __future__ import annotations

from yinuo.core.events.registry import on
from yinuo.supervision.surveys.models import Response

from .models import Text, ToRead


def _note(site_id: int, source: str, *keys: int) -> None:
    ToRead.objects.bulk_create((ToRead(site_id=site_id, source=source, source_id=key) for key in keys), ignore_conflicts=True)


@on("complaint.opened")
@on("complaint.imported")
@on("complaint.listened")
def complaint_was_heard(act, event) -> None:
    """Told, brought from elsewhere, or put into words once more."""
    _note(event.site_id, Text.Source.COMPLAINT, event.subject_id)


@on("follow_up.called")
def call_was_made(act, event) -> None:
    _note(event.site_id, Text.Source.CALL, event.subject_id)


@on("survey.answered")
def survey_was_answered(act, event) -> None:
    _note(event.site_id, Text.Source.SURVEY, event.data["response"])


@on("survey.imported")
def rows_were_imported(act, event) -> None:
    """A portion of a spreadsheet; its responses were written in one go."""
    told = event.data
    rows = Response.objects.filter(wave=told["wave"], pk__gte=told["first"], pk__lte=told["last"], completed_at__isnull=False)
    _note(event.site_id, Text.Source.SURVEY, *rows.order_by("pk").values_list("pk", flat=True))
