"""Two teams of the centre and what was made of them: reception and workshop, scored month by month, with some highlights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yinuo.supervision.elements import jobs, rules, services

from .desk import Desk

PARTLY = {
    0: ("meets_daily", "tools_whole"),
    1: ("meets_daily", "tools_whole", "hands_over"),
    2: ("meets_daily", "hands_over", "trained", "place_clean"),
}
NO = {2: ("learns",)}


def score(desk: Desk) -> None:
    """The last three months whole, the running one not yet."""
    house = desk.house
    if "service_manager" not in house.staff:
        return
    words, manager, at = house.country, house.actor("service_manager"), desk.batch.now
    today = house.local(at).date()
    for n, (name, roles) in enumerate(zip(words.TEAMS, (("advisor", "host"), ("technician",)), strict=True)):
        people = [actor.user_id for role in roles for actor in house.staff.get(role, []) if actor.user_id]
        if not people:
            continue
        team = services.save_team(
            name=name, leader_id=people[0], people=people, active=True, by=manager, at=at - timedelta(days=70), today=today
        )
        month = today.replace(day=1)
        for back in range(3):
            month = (month - timedelta(days=1)).replace(day=1)
            services.score_month(
                team_id=team.pk, month=month, said=_said(back + n), evidence=_evidence(words), by=manager, at=at, today=today
            )
        for place, (kind, text, evidence) in enumerate(words.HIGHLIGHTS[n]):
            day = max(today - timedelta(days=4 + 9 * place), date(today.year - 1, 1, 1))
            services.note_highlight(team_id=team.pk, day=day, kind=kind, text=text, evidence=evidence, by=manager, at=at, today=today)
    jobs.prepare_site(at=at, today=today)


def _said(back: int) -> dict[str, str]:
    partly, no = PARTLY[min(back, 2)], NO.get(back, ())
    asked = [question for questions in rules.QUESTIONS.values() for question in questions]
    return {question: "no" if question in no else "partly" if question in partly else "yes" for question in asked}


def _evidence(words: Any) -> dict[str, str]:
    return {code: words.AUDIT_EVIDENCE[n % len(words.AUDIT_EVIDENCE)] for n, code in enumerate(rules.SCORED)}
