"""Teams, their monthly scoring, their highlights: the only writer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import works_as
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.validation import check, tidy
from yinuo.operations.visits.models import Visit

from . import rules
from .models import Highlight, Member, Team, TeamAudit

PURPOSE, RIGHT, LEADING = "elements", "elements.write", "elements.lead"


class AnswerAll(Invalid):
    sentence = _("Answer every question: yes, partly or no. What you chose is kept.")


class EvidenceNeeded(Invalid):
    sentence = _("A yes or a partly needs its evidence: where can one see it?")


class NotThisMonth(Invalid):
    sentence = _("A month is scored when it has begun, and for a year after that.")


def save_team(
    *,
    name: str,
    leader_id: int | None,
    people: Collection[int],
    active: bool,
    by: Actor,
    at: datetime,
    today: date,
    team_id: int | None = None,
) -> Team:
    """Write a team and who is in it from today on; who was in another team leaves that one. Raises InvalidFields, Invalid, NotHere."""
    wanted = set(people) | ({leader_id} if leader_id else set())
    if any(not works_as(person, "site.read") for person in wanted):
        raise Invalid(_("Only people who work at this centre can be in a team."))
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        team = Team.objects.select_for_update().filter(pk=team_id).first() if team_id else Team(site_id=by.site_id, **stamps(by, at))
        if team is None:
            raise NotHere
        team.name, team.leader_id, team.active = tidy(name), leader_id, active
        for column, value in change_stamps(by, at).items():
            setattr(team, column, value)
        check(team)
        if Team.objects.filter(name=team.name).exclude(pk=team.pk).exists():
            raise Invalid(_("There is a team of this name already."))
        team.save()
        _staff(act, team, wanted if active else set(), today)
        act.record("team.changed", team, people=sorted(wanted), leader=leader_id, active=active)
    return team


def _staff(act: Act, team: Team, wanted: set[int], today: date) -> None:
    """Memberships as they are from today on; the first ones of a new team reach back a year, so that its months before can be seen."""
    first = not Member.objects.filter(team=team).exists()
    now = {row.person_id: row for row in Member.objects.filter(until=None)}
    for person, row in now.items():
        if (row.team_id == team.pk) != (person in wanted) and (row.team_id == team.pk or person in wanted):
            Member.objects.filter(pk=row.pk).update(until=max(today, row.since), **change_stamps(act.by, act.at))
    begins = today if not first else _year_before(today)
    come = [person for person in sorted(wanted) if person not in now or now[person].team_id != team.pk]
    Member.objects.bulk_create(
        Member(site_id=act.site_id, team=team, person_id=person, since=today if person in now else begins, **stamps(act.by, act.at))
        for person in come
    )


def _year_before(today: date) -> date:
    return today.replace(year=today.year - 1, day=1)


def _led(team_id: int, by: Actor) -> Team:
    """The team, if this person may score it: everybody's with the right, else the one they lead. Raises NotHere, Forbidden."""
    team = Team.objects.filter(pk=team_id, active=True).first()
    if team is None:
        raise NotHere
    if not by.may(RIGHT) and team.leader_id != by.user_id:
        raise Forbidden
    return team


def score_month(
    *, team_id: int, month: date, said: Mapping[str, str], evidence: Mapping[str, str], by: Actor, at: datetime, today: date
) -> TeamAudit:
    """Judge a team's month, or judge it again: every question, with evidence for each element that has a yes or a partly.

    Raises AnswerAll, EvidenceNeeded, NotThisMonth, Forbidden, NotHere.
    """
    questions = [question for asked in rules.QUESTIONS.values() for question in asked]
    if set(said) != set(questions) or not set(said.values()) <= set(rules.SAID):
        raise AnswerAll
    told = {code: tidy(evidence.get(code, ""))[:400] for code in rules.SCORED}
    if any(not told[code] and any(said[question] != "no" for question in rules.QUESTIONS[code]) for code in rules.SCORED):
        raise EvidenceNeeded
    if month.day != 1 or not _year_before(today) <= month <= today:
        raise NotThisMonth
    with site_story(purpose=PURPOSE, by=by, at=at, right=LEADING) as act:
        team = _led(team_id, by)
        row = TeamAudit.objects.select_for_update().filter(team=team, month=month).first()
        before = dict(row.said) if row else {}
        row = row or TeamAudit(site_id=by.site_id, team=team, month=month, **stamps(by, at))
        row.said, row.evidence = dict(said), told
        row.changed_at, row.changed_by_id = at, by.user_id
        row.save()
        act.record("team.scored", row, team=team.pk, month=month.isoformat(), said=dict(said), before=before)
    return row


def note_highlight(
    *, team_id: int, day: date, kind: str, text: str, by: Actor, at: datetime, today: date,
    evidence: str = "", person_id: int | None = None, visit_id: int | None = None,
) -> Highlight:  # fmt: skip
    """Write down a distinctive service or an answer to a special need. Raises InvalidFields, Invalid, Forbidden, NotHere."""
    if day > today:
        raise Invalid(_("This day has not come yet."))
    with site_story(purpose=PURPOSE, by=by, at=at, right=LEADING) as act:
        team = _led(team_id, by)
        if visit_id is not None and not Visit.objects.filter(pk=visit_id).exists():
            raise NotHere
        if person_id is not None and not works_as(person_id, "site.read"):
            raise Invalid(_("Only people who work at this centre can be named."))
        row = Highlight(
            site_id=by.site_id, team=team, day=day, kind=kind, text=tidy(text), evidence=tidy(evidence), person_id=person_id, visit_id=visit_id,
            **stamps(by, at),
        )  # fmt: skip
        check(row)
        row.save(force_insert=True)
        act.record("highlight.noted", row, team=team.pk, kind=kind, day=day.isoformat(), visit=visit_id)
    return row


def withdraw_highlight(*, highlight_id: int, by: Actor, at: datetime) -> Highlight:
    """It was none after all: it counts no more, and stays in the log. Raises NotHere, Forbidden."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=LEADING) as act:
        row = Highlight.objects.select_for_update().filter(pk=highlight_id, withdrawn_at=None).first()
        if row is None:
            raise NotHere
        _led(row.team_id, by)
        row.withdrawn_at, row.changed_at, row.changed_by_id = at, at, by.user_id
        row.save()
        act.record("highlight.withdrawn", row, team=row.team_id)
    return row
