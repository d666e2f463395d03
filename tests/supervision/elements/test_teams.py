"""Teams through a month: who was in them, what records count for them, who may score them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from tests.supervision.satisfaction.conftest import AT
from tests.supervision.surveys.conftest import manager, somebody  # noqa: F401
from yinuo.core.errors import Forbidden
from yinuo.core.events.models import Thread
from yinuo.operations.visits.models import Visit
from yinuo.supervision.complaints.services import opening
from yinuo.supervision.elements import jobs, queries, rules, services
from yinuo.supervision.elements.models import Member, TeamMonth

MARCH, TODAY = date(2026, 3, 1), AT.date()
STAMPS = {"created_at": AT, "changed_at": AT}
YES = {question: "yes" for asked in rules.QUESTIONS.values() for question in asked}
SEEN = dict.fromkeys(rules.SCORED, "晨会记录")


@pytest.fixture
def team(site, manager):  # noqa: F811
    """`team("接待组", *people, leader=…)`."""

    def make(name, *people, leader=None, **told):
        return services.save_team(name=name, leader_id=leader, people=people, active=True, by=manager, at=AT, today=TODAY, **told)

    return make


@pytest.fixture
def visit(site, somebody):  # noqa: F811
    def make(advisor, n):
        return Visit.objects.create(
            site=site, thread=Thread.objects.create(site=site), customer=somebody(phone=f"1380013800{n}"), day=TODAY, ticket=n, state="closed", advisor_id=advisor,
            state_since=AT, arrived_at=AT - timedelta(hours=2), delivered_at=AT, **STAMPS,
        )  # fmt: skip

    return make


def test_a_month_counts_what_the_records_say_of_its_people(team, visit, acting, site, manager):  # noqa: F811
    advisor = acting("advisor")
    ours, theirs = team("接待组", advisor.user_id), team("机修组", acting("technician").user_id)
    visits = [visit(advisor.user_id, n) for n in range(4)]
    opening.open_about_visit(visit_id=visits[0].pk, text="等太久", way_in="desk", by=advisor, at=AT)
    services.score_month(team_id=ours.pk, month=MARCH, said=YES, evidence=SEEN, by=manager, at=AT, today=TODAY)
    noted = services.note_highlight(team_id=ours.pk, day=TODAY, kind="special_need", text="热奶", by=manager, at=AT, today=TODAY)
    jobs.prepare_site(at=AT, today=TODAY)
    found = {one.team.pk: one.now for one in queries.teams(MARCH)}
    assert (found[ours.pk].visits, found[ours.pk].elements["complaints"].n, found[theirs.pk].visits) == (4, 1, 0)
    assert found[ours.pk].total == 100 + 20 - 20  # one highlight, one complaint in four visits: twenty points at most each
    assert [(one.kind, one.visit_id) for one in queries.records(ours.pk, MARCH)] == [("complaint", visits[0].pk)]
    services.withdraw_highlight(highlight_id=noted.pk, by=manager, at=AT)
    assert queries.teams(MARCH, only=ours.pk)[0].now.total == 80
    before = list(TeamMonth.objects.order_by("team", "month").values_list("team", "month", "sums"))
    jobs.prepare_site(at=AT + timedelta(days=1), today=TODAY)
    assert list(TeamMonth.objects.order_by("team", "month").values_list("team", "month", "sums")) == before


def test_who_changes_the_team_leaves_their_past_with_the_old_one(team, acting, manager):  # noqa: F811
    person = acting("advisor").user_id
    old, new = team("一组", person), team("二组", acting("host").user_id)
    services.save_team(
        team_id=new.pk, name="二组", leader_id=None, people=[person], active=True, by=manager, at=AT, today=TODAY + timedelta(days=5)
    )
    spans = list(Member.objects.filter(person=person).order_by("pk").values_list("team", "since", "until"))
    assert spans == [(old.pk, date(2025, 3, 1), TODAY + timedelta(days=5)), (new.pk, TODAY + timedelta(days=5), None)]


def test_a_leader_scores_their_own_team_only(team, acting):
    leader = acting("advisor")
    own, other = team("一组", leader=leader.user_id), team("二组", acting("host").user_id)
    told = {"month": MARCH, "said": YES, "evidence": SEEN, "by": leader, "at": AT, "today": TODAY}
    assert services.score_month(team_id=own.pk, **told).said == YES
    with pytest.raises(Forbidden):
        services.score_month(team_id=other.pk, **told)
    with pytest.raises(Forbidden):
        services.note_highlight(team_id=other.pk, day=TODAY, kind="distinctive", text="x", by=leader, at=AT, today=TODAY)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"said": YES | {"patient": "perhaps"}}, services.AnswerAll),
        ({"said": {"patient": "yes"}}, services.AnswerAll),
        ({"evidence": SEEN | {"skill": " "}}, services.EvidenceNeeded),
        ({"month": date(2026, 4, 1)}, services.NotThisMonth),
        ({"month": date(2025, 2, 1)}, services.NotThisMonth),
    ],
)
def test_a_scoring_that_cannot_be(team, acting, manager, wrong, problem):  # noqa: F811
    own = team("一组", acting("advisor").user_id)
    with pytest.raises(problem):
        services.score_month(
            **{"team_id": own.pk, "month": MARCH, "said": YES, "evidence": SEEN, "by": manager, "at": AT, "today": TODAY} | wrong
        )


def test_on_the_pages_a_team_is_made_scored_and_taken_away_as_a_file(client, person, site):
    client.force_login(person("service_manager", name="boss"))
    someone = person("advisor", name="anna").pk
    with time_machine.travel(AT, tick=False):
        assert client.post("/s/pd/elements/new/", {"name": "接待组", "people": [someone], "active": "on"}).status_code == 302
        assert client.post("/s/pd/elements/new/", {"name": "接待组", "active": "on"}).status_code == 422
        team = queries.Team.objects.get()
        page = f"/s/pd/elements/{team.pk}/"
        told = YES | {f"evidence_{code}": "晨会记录" for code in rules.SCORED}
        assert client.post(f"{page}score/", told).status_code == 302
        assert client.post(f"{page}score/", told | {"evidence_skill": ""}).status_code == 422
        noted = {"day": TODAY, "kind": "distinctive", "text": "撑伞接客户", "person_id": someone}
        assert client.post(f"{page}highlights/", noted).status_code == 302
        seen = client.get(page).context
        assert [one.text for one in seen["highlights"]] == ["撑伞接客户"] and seen["seen"].now.elements["highlights"].points is None
        assert client.get("/s/pd/elements/?month=1999-13").status_code == 200
        assert client.get("/s/pd/elements/export/").content[:2] == b"PK"
        assert client.get("/s/pd/elements/99999/").status_code == 404
