"""A new version of the times of the steps. Versions are never changed: what was opened before keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy

from .. import rules
from ..models import StepTimes
from ..times import in_force

RIGHT = "setup.write"


def set_times(
    *,
    steps: Mapping[str, Mapping[str, int]],
    grace: Mapping[str, int],
    by: Actor,
    at: datetime,
    valid_from: datetime | None = None,
    reason: str = "",
) -> StepTimes:
    """From `valid_from` (now, or a moment to come) complaints that are opened have these times. Raises Invalid."""
    begins = valid_from or at
    if begins < at:
        raise Invalid(_("It cannot begin in the past: those complaints have their clocks already."))
    whole = {(severity, step) for severity in rules.LIMITS for step in rules.STEPS}
    told = {(severity, step): minutes for severity, of in steps.items() for step, minutes in of.items()}
    if (
        set(told) != whole
        or set(grace) != set(rules.GRACE)
        or not all(0 < one <= rules.LONGEST_STEP for one in (*told.values(), *grace.values()))
    ):
        raise Invalid(_("Give every step a time: from one minute to thirty days of open hours."))
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        last = StepTimes.objects.order_by("-version").first()
        before = in_force(begins)
        row = StepTimes(
            site_id=by.site_id, version=last.version + 1 if last else 1, valid_from=begins, steps={name: dict(of) for name, of in steps.items()},
            grace=dict(grace), reason=tidy(reason), **stamps(by, at),
        )  # fmt: skip
        check(row)
        row.save(force_insert=True)
        changed = [f"{severity}.{step}" for severity, step in sorted(whole) if before.steps[severity][step] != told[severity, step]]
        act.record("complaint.times_set", row, version=row.version, valid_from=begins.isoformat(), changed=changed)
    return row
