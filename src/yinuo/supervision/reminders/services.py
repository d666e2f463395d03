"""What came of reminding a customer of the next service, and how a site reminds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.services import site_story, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.validation import check
from yinuo.core.workflow.services import LostMove, swap
from yinuo.information.encounters import services as encounters

from . import reckoning, rules
from .models import Reminder, ReminderSettings

RIGHT = "follow_up.write"
State, Outcome = Reminder.State, Reminder.Outcome
ENDS = {Outcome.REFUSED: State.REFUSED, Outcome.ELSEWHERE: State.ELSEWHERE}
OVER = (State.QUIET, State.REFUSED, State.ELSEWHERE)


def contacted(
    *, reminder_id: int, outcome: str, by: Actor, at: datetime, channel: str = "phone", again_on: date | None = None, note: str = ""
) -> Reminder:
    """The customer was called, or could not be reached. `again_on`: the day agreed for the next call. Raises Invalid, LostMove when it is no longer open."""
    today = timezone.localdate(at)
    if outcome not in Outcome.values:
        raise Invalid(_("Say how the call ended."))
    if again_on is not None and again_on <= today:
        raise Invalid(_("The next try must lie in the future."))
    with story(Reminder, reminder_id, by=by, at=at, right=RIGHT) as act:
        row = act.subject
        if row.state != State.OPEN:
            raise LostMove
        contacts = row.contacts + 1
        state, not_before = ENDS.get(Outcome(outcome), State.OPEN), None
        if state == State.OPEN:
            not_before = (again_on if outcome == Outcome.LATER else None) or today + timedelta(days=rules.again_in(outcome))
            if rules.is_quiet(outcome=outcome, contacts=contacts, quiet_after=reckoning.settings().quiet_after):
                state = State.QUIET
        told = {"state": state, "contacts": contacts, "not_before": not_before, "outcome": outcome, "contacted_at": at}
        swap(row, act=act, expect={"state": State.OPEN, "contacts": row.contacts}, **told)
        encounters.record(
            act, customer_id=row.customer_id, channel=channel, direction="out", about="next_service", text=note.strip(), outcome=outcome
        )
        act.record("reminder.contacted", row, outcome=outcome, contacts=contacts, quiet=state == State.QUIET)
    return row


def take_up(*, reminder_id: int, by: Actor, at: datetime) -> Reminder:
    """Somebody wants this customer to be reminded all the same; not one who wants no service notices. Raises LostMove."""
    with story(Reminder, reminder_id, by=by, at=at, right=RIGHT) as act:
        row = act.subject
        if row.state not in OVER:
            raise LostMove
        swap(row, act=act, expect={"state": row.state}, state=State.OPEN, contacts=0, not_before=None)
        act.record("reminder.taken_up", row)
    return row


def change_settings(*, lead_days: int, quiet_after: int, km_a_day: int, by: Actor, at: datetime) -> ReminderSettings:
    """How the site reminds. Reminders at the site's own pace are reckoned anew in the background."""
    with site_story(purpose="reminders", by=by, at=at, right="setup.write") as act:
        row = ReminderSettings.objects.first() or ReminderSettings(site_id=by.site_id, **stamps(by, at))
        before = {name: getattr(row, name) for name in ("lead_days", "quiet_after", "km_a_day")}
        after = {"lead_days": lead_days, "quiet_after": quiet_after, "km_a_day": km_a_day}
        for name, value in {**after, **change_stamps(by, at)}.items():
            setattr(row, name, value)
        check(row)
        row.save()
        act.record("reminder_settings.changed", row, before=before, after=after)
    return row
