"""The figures of a week, read from the records in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.satisfaction import figures as satisfaction
from yinuo.supervision.satisfaction.rules.index import Index
from yinuo.supervision.surveys.rules import FEWEST_SHOWN

from . import rules
from .models import WeeklyReport
from .rules import Calls, Due, Share, Week

MOST_RAISED, MOST_CASES, MOST_BROKEN = 60, 12, 8


@dataclass(frozen=True)
class Raised:
    """What a customer raised in a call, and the answer they got: what was said to them when by whom, or the case that deals with it."""

    call: DueCall
    told: Encounter | None
    case: Complaint | None

    @property
    def open(self) -> bool:
        return self.call.answered_at is None

    @property
    def answered_by(self) -> str:
        return str((self.told and self.told.by) or (self.case and self.case.owner) or self.call.owner or "")

    @property
    def answer(self) -> str:
        return (self.told.text if self.told else "") or (self.case.offer if self.case else "")


@dataclass(frozen=True)
class Report:
    """A week at the scoped site, beside the week before."""

    week: Week
    today: date
    now: Calls
    before: Calls
    trend: list[tuple[Week, Calls]]
    raised: list[Raised]
    raised_n: int
    raised_open: int
    cases: list[Complaint]
    cases_n: int
    cases_before: int
    broken: list[Promise]
    promises: Share
    promises_before: Share
    index: Index
    index_before: Index
    notice: WeeklyReport | None

    @property
    def running(self) -> bool:
        return self.week.sunday >= self.today


def report(week: Week, *, at: datetime) -> Report:
    today = timezone.localdate(at)
    trend = calls_by_week(week, today)
    raised, raised_n, raised_open = raised_in(week)
    cases, cases_n, cases_before = cases_of(week)
    broken, kept, kept_before = promises_of(week)
    index, index_before = (index_of(one) for one in (week, week.before))
    return Report(
        week=week, today=today, now=trend[-1][1], before=trend[-2][1], trend=trend, raised=raised, raised_n=raised_n, raised_open=raised_open,
        cases=cases, cases_n=cases_n, cases_before=cases_before, broken=broken, promises=kept, promises_before=kept_before,
        index=index, index_before=index_before, notice=WeeklyReport.objects.select_related("read_by").filter(week=week.monday).first(),
    )  # fmt: skip


def span(week: Week) -> tuple[datetime, datetime]:
    """From its first moment to that of the week after, in the site's time."""
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in (week.monday, week.after.monday))
    return first, after


def calls_by_week(week: Week, today: date) -> list[tuple[Week, Calls]]:
    """The week and those before it, the oldest first. One query."""
    weeks = [Week(week.monday - timedelta(weeks=back)) for back in reversed(range(rules.TREND_WEEKS))]
    rows = DueCall.objects.filter(due_on__range=(weeks[0].monday, week.sunday)).exclude(state=DueCall.State.CANCELLED)
    by_week: dict[Week, list[Due]] = {one: [] for one in weeks}
    for on, state, done_at, outcome in rows.values_list("due_on", "state", "done_at", "outcome"):
        by_week[Week.of(on)].append(Due(on, state, timezone.localdate(done_at) if done_at and state != rules.DUE else None, outcome))
    return [(one, rules.calls_of(by_week[one], week=one, today=today)) for one in weeks]


def raised_in(week: Week) -> tuple[list[Raised], int, int]:
    """What customers raised in the calls of these days, open ones first; how many in all, how many of them are open. Four queries."""
    first, after = span(week)
    rows = DueCall.objects.filter(done_at__gte=first, done_at__lt=after, state=DueCall.State.DONE).exclude(raised="")
    counted = rows.aggregate(n=Count("pk"), open=Count("pk", filter=Q(answered_at=None)))
    calls = list(
        rows.select_related("visit__customer", "visit__vehicle", "owner").order_by(F("answered_at").desc(nulls_first=True), "answer_due_at", "id")[:MOST_RAISED]
    )  # fmt: skip
    told, cases = answers_to(calls), cases_about(calls)
    return [Raised(call, told.get(call.pk), cases.get(call.pk)) for call in calls], counted["n"], counted["open"]


def answers_to(calls: list[DueCall]) -> Mapping[int, Encounter]:
    """What the customer was told at the moment that a call counts as answered: the answer is an encounter of the same act. One query."""
    moments = {(call.visit.thread_id, call.answered_at): call.pk for call in calls if call.answered_at}
    rows = Encounter.objects.filter(
        thread_id__in=[thread for thread, _at in moments], happened_at__in=[moment for _thread, moment in moments], direction="out"
    )
    found = {}
    for row in rows.exclude(text="").select_related("by").order_by("id"):
        if (pk := moments.get((row.thread_id, row.happened_at))) is not None:
            found[pk] = row
    return found


def cases_about(calls: list[DueCall]) -> Mapping[int, Complaint]:
    """The cases that the calls opened. One query, along the visits' index."""
    rows = Complaint.objects.filter(visit_id__in=[call.visit_id for call in calls], source_type="duecall").select_related(
        "owner", "merged_into"
    )
    return {row.source_id: row for row in rows.order_by("id")}


def cases_of(week: Week) -> tuple[list[Complaint], int, int]:
    """(the cases opened in the week, the newest first; how many; how many in the week before). Two queries."""
    first, after = span(week)
    then = span(week.before)[0]
    rows = Complaint.objects.filter(received_at__gte=then, received_at__lt=after, merged_into=None)
    counted = rows.aggregate(now=Count("pk", filter=Q(received_at__gte=first)), then=Count("pk", filter=Q(received_at__lt=first)))
    mine = rows.filter(received_at__gte=first).select_related("customer", "owner").order_by("-received_at", "-id")
    return list(mine[:MOST_CASES]), counted["now"], counted["then"]


def promises_of(week: Week) -> tuple[list[Promise], Share, Share]:
    """(broken ones, the share kept of those that ended in the week, and in the week before). Two queries."""
    first, after = span(week)
    then = span(week.before)[0]
    rows = Promise.objects.filter(ended_at__gte=then, ended_at__lt=after, state__in=(Promise.State.KEPT, Promise.State.BROKEN))
    now_, kept, before = Q(ended_at__gte=first), Q(state=Promise.State.KEPT), Q(ended_at__lt=first)
    told: Any = rows.aggregate(
        n=Count("pk", filter=now_), met=Count("pk", filter=now_ & kept), n_then=Count("pk", filter=before), met_then=Count("pk", filter=before & kept)
    )  # fmt: skip
    broken = rows.filter(now_, state=Promise.State.BROKEN).select_related("customer", "owner").order_by("-ended_at", "-id")
    return list(broken[:MOST_BROKEN]), Share(told["met"], told["n"]), Share(told["met_then"], told["n_then"])


def index_of(week: Week) -> Index:
    """The satisfaction index of the visits delivered in the week; of so few that an anonymous one could be guessed, none."""
    sums = satisfaction.of_days(week.monday, week.sunday)
    if sums.get("anonymous", 0) and sums.get("n", 0) < FEWEST_SHOWN:
        sums = {}
    return satisfaction.index_of_sums(sums, satisfaction.weights_of(week.sunday.year))
