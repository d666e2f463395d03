"""Which version of the times of the steps holds: the one in force when the complaint was opened."""

from __future__ import annotations

from datetime import datetime

from . import rules
from .models import Complaint, StepTimes

SHOWN = 20


def in_force(at: datetime) -> rules.Times:
    """For complaints opened at this moment; the defaults where the site has set none. One query."""
    found = StepTimes.objects.filter(valid_from__lte=at).order_by("-valid_from", "-version").first()
    return found.times if found else rules.DEFAULT_TIMES


def of(complaint: Complaint) -> rules.Times:
    """A version made later does not touch a complaint that was there before."""
    return in_force(complaint.created_at)


def versions(at: datetime) -> list[tuple[StepTimes, str]]:
    """The newest versions, each with whether it is in force (now), to come, or over. One query."""
    rows = list(StepTimes.objects.select_related("created_by").order_by("-valid_from", "-version")[:SHOWN])
    held = next((row.pk for row in rows if row.valid_from <= at), None)
    return [(row, "now" if row.pk == held else "coming" if row.valid_from > at else "over") for row in rows]
