"""The week's report on the manager's Today, from Monday until it is read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters

from .models import WeeklyReport
from .rules import Week


@question(WeeklyReport)
def _unread(rows):
    return rows.filter(read_at=None).order_by("-week")[:1]


@matters("weekly.write")
def to_read(asked: Asked) -> list[Matter]:
    """The newest one that nobody has read; by Tuesday evening it should be."""
    return [_matter(row, asked) for row in _unread()]


def _matter(row: WeeklyReport, asked: Asked) -> Matter:
    week = Week(row.week)
    by = timezone.make_aware(datetime.combine(week.sunday + timedelta(days=2), time(18)))
    return Matter(
        "weekly_report", words=_("Report of week {week}: what customers raised and what became of it").format(week=week.code),
        url=reverse("weekly:week", args=[asked.site_code, week.code]), icon="report-analytics", due_at=by, amber=8 * 3600, weight=30, go=_("Read the report"),
    )  # fmt: skip
