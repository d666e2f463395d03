"""What the pages of the eight elements read. Each a handful of queries, whatever the number of teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from yinuo.core.accounts.models import User
from yinuo.operations.visits.models import Visit

from . import rules, sums
from .models import Highlight, Member, Team, TeamAudit, TeamMonth
from .rules import Counted, Score

MONTHS = 12
SHOWN = 30


def month_before(month: date, back: int = 1) -> date:
    count = month.year * 12 + month.month - 1 - back
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Seen:
    """A team with its months, the oldest first; `now` is the last of them."""

    team: Team
    months: list[tuple[date, Score]]
    people: int

    @property
    def now(self) -> Score:
        return self.months[-1][1]

    @property
    def before(self) -> Score:
        return self.months[-2][1]

    @property
    def change(self) -> float | None:
        now, before = self.now.total, self.before.total
        return None if now is None or before is None else now - before


def teams(month: date, *, only: int | None = None) -> list[Seen]:
    """The teams that are scored with the twelve months that end with this one. Five queries."""
    first = month_before(month, MONTHS - 1)
    rows = list(Team.objects.filter(active=True).select_related("leader").order_by("name", "pk"))
    rows = [row for row in rows if only is None or row.pk == only]
    counted = {(row.team_id, row.month): sums.read(row.sums) for row in TeamMonth.objects.filter(month__gte=first, month__lte=month)}
    said = {(row.team_id, row.month): row.said for row in TeamAudit.objects.filter(month__gte=first, month__lte=month)}
    noted: dict[tuple[int, date], int] = defaultdict(int)
    highlights = Highlight.objects.filter(day__gte=first, day__lt=sums.month_after(month), withdrawn_at=None)
    for team, day in highlights.values_list("team", "day"):
        noted[team, day.replace(day=1)] += 1
    people: dict[int, int] = defaultdict(int)
    for team in members_in(month).values_list("team", flat=True):
        people[team] += 1
    months = [month_before(month, back) for back in range(MONTHS - 1, -1, -1)]
    return [
        Seen(
            row,
            [
                (one, rules.score(said.get((row.pk, one), {}), noted.get((row.pk, one), 0), counted.get((row.pk, one), Counted())))
                for one in months
            ],
            people[row.pk],
        )
        for row in rows
    ]


def members_in(month: date) -> Any:
    return Member.objects.filter(Q(until=None) | Q(until__gt=month), since__lt=sums.month_after(month))


@dataclass(frozen=True)
class Record:
    """Something that was counted: what it is, the visit, its plate and day, and the complaint's key where it is one."""

    kind: str
    visit_id: int
    plate: str
    day: date
    complaint_id: int | None = None


def records(team_id: int, month: date) -> list[Record]:
    """The complaints and errors that were counted for a team in a month, the newest visits first."""
    roster, (since, until) = sums.Roster(month), sums.moments(month)
    cases = sums.case_rows(since, until)
    of = sums.teams_of_visits(roster, Visit.objects.filter(pk__in={visit for _case, visit in cases}))
    told: list[tuple[str, int, int | None]] = [("complaint", visit, case) for case, visit in cases if team_id in of.get(visit, ())]
    told += [(kind, visit, None) for kind, visit, teams in sums.errors_of(roster, since, until) if team_id in teams]
    rows = Visit.objects.filter(pk__in={visit for _kind, visit, _case in told})
    visits = {visit.pk: visit for visit in rows.only("pk", "plate", "day")}
    found = [Record(kind, visit, visits[visit].plate, visits[visit].day, case) for kind, visit, case in told]
    return sorted(found, key=lambda one: (one.day, one.visit_id), reverse=True)


def highlights(team_id: int, month: date) -> list[Highlight]:
    rows = Highlight.objects.filter(team=team_id, day__gte=month, day__lt=sums.month_after(month), withdrawn_at=None)
    return list(rows.select_related("person", "visit", "created_by").order_by("-day", "-pk")[:SHOWN])


def audit_of(team_id: int, month: date) -> TeamAudit | None:
    return TeamAudit.objects.filter(team=team_id, month=month).select_related("changed_by").first()


def people_of(team_id: int, month: date) -> list[User]:
    return list(User.objects.filter(pk__in=members_in(month).filter(team=team_id).values("person")).order_by("pk"))


def members_now() -> dict[int, list[int]]:
    """{team: people}."""
    found: dict[int, list[int]] = defaultdict(list)
    for team, person in Member.objects.filter(until=None).order_by("pk").values_list("team", "person"):
        found[team].append(person)
    return found


def others(seen: Iterable[Seen], team_id: int) -> dict[str, float | None]:
    """{element: the mean of the other teams}."""
    rest = [one.now for one in seen if one.team.pk != team_id]
    return {code: rules.mean_of(rest, code) for code in (*rules.SCORED, *rules.COUNTED)}


def last_day(month: date) -> date:
    return sums.month_after(month) - timedelta(days=1)
