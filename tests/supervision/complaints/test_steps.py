"""One complaint from way in to closed: the seven steps, their clocks, the promise of the answer, the customer's word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.errors import Forbidden, Invalid
from yinuo.core.events.models import Event
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.supervision.complaints.models import Complaint, Pause, StepClock
from yinuo.supervision.complaints.services import joining, steps
from yinuo.supervision.complaints.services.common import IsClosed, IsMerged, StandsStill
from yinuo.supervision.complaints.watch import watch
from yinuo.supervision.follow_up import services as follow_up

from .scene import Case, complain, somebody


@pytest.fixture
def case(car) -> Case:  # noqa: F811
    return complain(car.until("deliver"))


def names(case: Case) -> list[str]:
    return list(
        Event.objects.filter(thread_id=case.complaint.thread_id, name__startswith="complaint.")
        .order_by("id")
        .values_list("name", flat=True)
    )


def promises(case: Case, kind: str) -> list[str]:
    return list(Promise.objects.filter(thread_id=case.complaint.thread_id, kind=kind).order_by("id").values_list("state", flat=True))


def test_it_goes_through_seven_steps_to_the_customers_word(case):
    assert (case.complaint.state, case.complaint.thread_id) == ("listen", case.story.visit.thread_id)
    assert promises(case, "complaint_answer") == ["open"]
    closed = case.until("closed")
    assert (closed.state, closed.word, closed.root_cause, closed.gap) == ("closed", "satisfied", "communication", 4)
    assert promises(case, "complaint_answer") == ["kept"]
    assert promises(case, "other") == ["kept"]
    clocks = list(StepClock.objects.order_by("id"))
    assert [clock.step for clock in clocks] == ["listen", "apologise", "understand", "offer", "agree", "carry_out", "review"]
    assert all(clock.in_time and clock.minutes == 10 and clock.done_by_id for clock in clocks)
    assert names(case) == [
        "complaint.opened", "complaint.listened", "complaint.apologised", "complaint.understood", "complaint.offered", "complaint.answered",
        "complaint.agreed", "complaint.carried_out", "complaint.word_given", "complaint.closed",
    ]  # fmt: skip
    assert Encounter.objects.filter(thread_id=closed.thread_id, about="complaint").count() >= 5


def test_a_step_is_not_done_twice_nor_out_of_turn(case):
    case.until("listened")
    with pytest.raises(IllegalMove):
        steps.listened(text="再说一次", wants="", channel="phone", **case.told())
    with pytest.raises(IllegalMove):
        steps.offered(offer="免费洗车", channel="phone", **case.told())


def test_a_step_that_took_too_long_is_late_and_the_answer_broken(case):
    case.until("understood")
    steps.offered(offer="免费洗车", channel="phone", **case.told(minutes=60 * 24 * 3))
    clock = StepClock.objects.get(step="offer")
    assert clock.in_time is False and clock.minutes >= 60 * 23 * 3  # the centre shuts for a minute at midnight
    assert promises(case, "complaint_answer") == ["broken"]


def test_the_clock_stands_still_only_for_a_stated_reason_and_counts_apart(case):
    case.until("listened")
    due = case.complaint.due_at
    with pytest.raises(Invalid):
        steps.pause(reason="lunch", **case.told())
    paused = steps.pause(reason="part", note="传感器", **case.told(minutes=5))
    assert paused.paused_at == case.story.at
    with pytest.raises(StandsStill):
        steps.apologised(text="抱歉", channel="phone", **case.told())
    waited_until = case.story.at + timedelta(minutes=600)
    case.story.at = waited_until - timedelta(minutes=10)
    resumed = steps.resume(**case.told())
    assert resumed.paused_at is None and resumed.due_at > due
    row = Pause.objects.get()
    assert abs(row.minutes - (waited_until - row.since).total_seconds() / 60) < 3
    steps.apologised(text="抱歉", channel="phone", **case.told(minutes=1))
    clock = StepClock.objects.get(step="apologise")
    assert (clock.waited, clock.in_time) == (row.minutes, True)


def test_without_the_customers_word_it_closes_only_with_a_reason(case):
    case.until("carried_out")
    with pytest.raises(steps.NoWordYet):
        steps.close(**case.told())
    with pytest.raises(steps.NoWordYet):
        steps.close(without="unreachable", reason="  ", **case.told())
    closed = steps.close(without="unreachable", reason="打了五次", **case.told())
    assert (closed.state, closed.closed_without, closed.word) == ("closed", "unreachable", "")


def test_from_an_earlier_step_only_without_the_word(case):
    with pytest.raises(steps.NoWordYet):
        steps.close(word="satisfied", **case.told())
    assert steps.close(without="withdrawn", reason="误会", **case.told()).state == "closed"
    assert promises(case, "complaint_answer") == ["withdrawn"]


def test_opened_again_it_keeps_its_history(case):
    case.until("closed")
    with pytest.raises(IsClosed):
        steps.tell(text="…", channel="phone", **case.told())
    again = steps.reopen(reason="又响了", **case.told())
    assert (again.state, again.reopened, again.word) == ("understand", 1, "")
    assert StepClock.objects.filter(step="understand").count() == 2
    assert again.real_issue == "没有告知交车延误"


def test_refused_it_is_offered_again(case):
    case.until("offered")
    steps.refuse(text="不满意", channel="phone", **case.told())
    steps.offered(offer="退工时费", channel="phone", **case.told())
    assert StepClock.objects.filter(step="offer").count() == 2
    assert names(case).count("complaint.answered") == 1


def test_an_unhappy_call_opens_a_case_at_once_without_a_second_promise(car):  # noqa: F811
    story = car.until("deliver")
    call, told = story.visit.due_call, story.told("follow_up_agent", 60)
    follow_up.reached(due_call_id=call.pk, outcome="unhappy", raised="异响还在", answer_due_at=told["at"] + timedelta(hours=5), **told)
    complaint = Complaint.objects.get()
    assert (complaint.way_in, complaint.severity, complaint.owner_id) == ("follow_up", "serious", told["by"].user_id)
    assert complaint.answer_due_at == told["at"] + timedelta(hours=5)
    kinds = list(Promise.objects.filter(thread_id=complaint.thread_id, state="open").values_list("kind", flat=True))
    assert kinds == ["call_back"]
    case = Case(story, complaint)
    case.until("offered")
    call.refresh_from_db()
    assert call.answered_at == case.now().answered_at == case.story.at
    assert list(Promise.objects.filter(thread_id=complaint.thread_id, kind="call_back").values_list("state", flat=True)) == ["kept"]


def test_a_happy_call_opens_none(car):  # noqa: F811
    story = car.until("deliver")
    follow_up.reached(due_call_id=story.visit.due_call.pk, outcome="happy", **story.told("follow_up_agent"))
    assert not Complaint.objects.exists()


def test_who_answers_the_call_has_answered_the_case(car):  # noqa: F811
    story = car.until("deliver")
    told = story.told("follow_up_agent")
    call = story.visit.due_call
    follow_up.reached(due_call_id=call.pk, outcome="unhappy", raised="异响还在", answer_due_at=told["at"] + timedelta(hours=5), **told)
    follow_up.answer(due_call_id=call.pk, text="请再来一次", **story.told("follow_up_agent"))
    assert Complaint.objects.get().answered_at == story.at


def test_it_escalates_once_for_each_step_and_level(case):
    at = case.complaint.due_at
    assert watch(at - timedelta(seconds=1)) == 0
    assert (watch(at), watch(at)) == (1, 0)
    assert case.now().escalation == 1
    later = at + timedelta(days=2)
    assert (watch(later), watch(later)) == (1, 0)
    assert case.now().escalation == 2 and case.complaint.escalates_at is None
    case.story.at = later
    case.until("listened")
    assert case.complaint.escalation == 0


def test_a_critical_one_is_the_managers_at_once_and_a_pause_does_not_escalate(car):  # noqa: F811
    case = complain(car.until("deliver"), severity="critical")
    assert case.complaint.escalation == 1
    steps.pause(reason="outside", **case.told(minutes=1))
    assert watch(case.story.at + timedelta(days=9)) == 0


def test_another_severity_sets_the_clock_anew(case):
    before = case.complaint.due_at
    steps.classify(severity="critical", **case.told(minutes=1))
    assert case.now().due_at < before and case.complaint.escalation == 1


def test_joined_and_taken_apart_again(case):
    other = complain(case.story, text="还有一件事")
    joining.merge(into_id=case.complaint.pk, **other.told())
    with pytest.raises(IsMerged):
        steps.listened(text="…", wants="", channel="phone", **other.told())
    back = joining.unmerge(**other.told())
    assert back.merged_into_id is None and back.state == "listen"
    with pytest.raises(Invalid):
        joining.merge(into_id=case.complaint.pk, **case.told())
    assert promises(case, "complaint_answer") == ["open", "withdrawn", "open"]


def test_a_stranger_s_case_is_not_joined(case):
    stranger = complain(Car(case.story.centre, number=2).until("deliver"))
    with pytest.raises(Invalid):
        joining.merge(into_id=case.complaint.pk, **stranger.told(role="service_manager"))


def test_a_second_matter_gets_its_own_clock(case):
    part = joining.split(text="发票抬头也错了", **case.told())
    assert part.split_from_id == case.complaint.pk and part.state == "listen" and part.number == case.complaint.number + 1


def test_an_owner_handles_complaints_here(case):
    host = somebody(case.story.centre, "host")
    with pytest.raises(Invalid):
        steps.assign(user_id=host.user_id, **case.told())
    agent = case.who("follow_up_agent")
    assert steps.assign(user_id=agent.user_id, **case.told()).owner_id == agent.user_id
    assert Promise.objects.get(kind="complaint_answer").owner_id == agent.user_id


def test_a_host_takes_in_but_does_not_handle(case):
    with pytest.raises(Forbidden):
        steps.listened(text="…", wants="", channel="phone", **case.told(role="host"))
