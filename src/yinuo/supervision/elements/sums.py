"""What records say of the teams in a month: always the whole month anew, so that it comes out the same whenever it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yinuo.core.sites.queries import current_site
from yinuo.operations.orders.models import Inspection, Operation, Order
from yinuo.operations.settlement.models import Invoice
from yinuo.operations.visits.models import Visit
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.satisfaction.models import Scored

from . import rules
from .models import Member, Team, TeamMonth

ERRORS = ("inspection", "comeback", "credit")
"""An inspection by somebody else that failed; a car that was back for the same fault, counted to who repaired it before; a bill that had to be
corrected, counted to its advisor."""


def month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def moments(month: date) -> tuple[datetime, datetime]:
    zone = current_site().zone
    return datetime.combine(month, time(), zone), datetime.combine(month_after(month), time(), zone)


class Roster:
    """Who was in which team when: `teams_of(visit)` are those of its advisor and technicians on its day."""

    def __init__(self, month: date):
        in_month = Q(since__lt=month_after(month)) & (Q(until=None) | Q(until__gt=month))
        self.of: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
        for person, since, until, team in Member.objects.filter(in_month).values_list("person", "since", "until", "team"):
            self.of[person].append((since, until, team))

    def teams(self, people: Iterable[int], day: date) -> set[int]:
        return {
            team for person in people for since, until, team in self.of.get(person, ()) if since <= day and (until is None or day < until)
        }


def prepare(month: date, *, at: datetime) -> None:
    """Make the sums of all teams of the scoped site anew for a month. Nine queries and one write."""
    found = counted(month)
    site = current_site()
    rows = [
        TeamMonth(site_id=site.pk, team_id=team, month=month, sums=written(found.get(team, rules.Counted())), prepared_at=at)
        for team in Team.objects.values_list("pk", flat=True)
    ]
    with transaction.atomic():
        TeamMonth.objects.filter(month=month).delete()
        TeamMonth.objects.bulk_create(rows)


def counted(month: date) -> dict[int, rules.Counted]:
    """{team: what records say}."""
    roster, (since, until) = Roster(month), moments(month)
    visits = teams_of_visits(roster, Visit.objects.filter(delivered_at__gte=since, delivered_at__lt=until))
    cases = teams_of_visits(roster, Visit.objects.filter(complaints__received_at__gte=since, complaints__received_at__lt=until))
    errors, survey = _errors(roster, since, until), _survey(visits, since, until)
    complaints = _tally((cases.get(visit, set()) for _case, visit in case_rows(since, until)))
    n = _tally(visits.values())
    teams = set(n) | set(complaints) | set(errors) | set(survey)
    return {team: rules.Counted(n.get(team, 0), complaints.get(team, 0), errors.get(team, {}), survey.get(team, {})) for team in teams}


def case_rows(since: datetime, until: datetime) -> list[tuple[int, int]]:
    """(complaint, visit) of those received, joined ones once."""
    rows = Complaint.objects.filter(received_at__gte=since, received_at__lt=until, merged_into=None, visit__isnull=False)
    return list(rows.exclude(closed_without=Complaint.WithoutWord.UNFOUNDED).order_by("pk").values_list("pk", "visit_id"))


def teams_of_visits(roster: Roster, visits: Any, *, whose: str = "") -> dict[int, set[int]]:
    """{visit: the teams of its advisor and technicians on its day}; `whose`: of the "advisor", or of the "technicians", alone. Two queries."""
    rows = list(visits.order_by("pk").distinct().values_list("pk", "advisor", "day"))
    people: dict[int, set[int]] = {pk: {advisor} if advisor and whose != "technicians" else set() for pk, advisor, _day in rows}
    worked = Operation.objects.filter(line__order__visit__in=visits.order_by().values("pk"), technician__isnull=False, line__removed=False)
    if whose != "advisor":
        for visit, technician in worked.values_list("line__order__visit", "technician"):
            people.setdefault(visit, set()).add(technician)
    return {pk: roster.teams(people[pk], day) for pk, _advisor, day in rows}


def _tally(teams: Iterable[set[int]]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for of in teams:
        for team in of:
            found[team] += 1
    return dict(found)


def error_rows(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """(kind, the visit whose people it counts to)."""
    failed = Inspection.objects.filter(at__gte=since, at__lt=until, passed=False).exclude(kind=Inspection.Kind.SELF)
    back = Order.objects.filter(comeback_of__isnull=False, visit__arrived_at__gte=since, visit__arrived_at__lt=until)
    credits = Invoice.objects.filter(credits__isnull=False, issued_at__gte=since, issued_at__lt=until)
    found = [("inspection", visit) for visit in failed.order_by("pk").values_list("order__visit", flat=True)]
    found += [("comeback", visit) for visit in back.order_by("pk").values_list("comeback_of__visit", flat=True)]
    return found + [("credit", visit) for visit in credits.order_by("pk").values_list("visit", flat=True)]


def _errors(roster: Roster, since: datetime, until: datetime) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for kind, _visit, teams in errors_of(roster, since, until):
        for team in teams:
            found[team][kind] = found[team].get(kind, 0) + 1
    return dict(found)


def errors_of(roster: Roster, since: datetime, until: datetime) -> list[tuple[str, int, set[int]]]:
    """(kind, visit, the teams it counts to): work that failed to those who did it, a bill to the advisor."""
    rows = error_rows(since, until)
    by_whom = {kind: "advisor" if kind == "credit" else "technicians" for kind in ERRORS}
    teams = {
        whose: teams_of_visits(roster, Visit.objects.filter(pk__in={visit for kind, visit in rows if by_whom[kind] == whose}), whose=whose)
        for whose in ("advisor", "technicians")
    }
    return [(kind, visit, teams[by_whom[kind]].get(visit, set())) for kind, visit in rows]


def _survey(visits: Mapping[int, set[int]], since: datetime, until: datetime) -> dict[int, dict[str, rules.Sums]]:
    """What customers of the month's visits said, by element; anonymous ones are of nobody's visit."""
    rows = Scored.objects.filter(visit__delivered_at__gte=since, visit__delivered_at__lt=until).values_list("visit", "factors")
    found: dict[int, dict[str, rules.Sums]] = defaultdict(dict)
    for visit, factors in rows:
        for code in rules.SCORED:
            share = rules.share_of_factors(factors, code)
            for team in visits.get(visit, ()) if share is not None else ():
                found[team][code] = found[team].get(code, rules.Sums()) + rules.Sums(1, share or 0, (share or 0) ** 2)
    return dict(found)


def written(told: rules.Counted) -> dict[str, Any]:
    survey = {code: [sums.n, sums.total, sums.squares] for code, sums in sorted(told.survey.items())}
    return {"visits": told.visits, "complaints": told.complaints, "errors": dict(sorted(told.errors.items())), "survey": survey}


def read(sums: Mapping[str, Any]) -> rules.Counted:
    survey = {code: rules.Sums(*told) for code, told in sums.get("survey", {}).items()}
    return rules.Counted(sums.get("visits", 0), sums.get("complaints", 0), sums.get("errors", {}), survey)
