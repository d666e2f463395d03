"""Goodwill: within the limit at once, beyond it one approval; a cost and a promise; the month's budget holds when two people give at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.errors import Forbidden, Invalid
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.promises.models import Promise
from yinuo.supervision.complaints.models import Complaint, Goodwill, GoodwillBudget
from yinuo.supervision.complaints.services import goodwill, steps

from .scene import Case, complain


@pytest.fixture
def case(car) -> Case:  # noqa: F811
    return complain(car.until("deliver"))


def give(case: Case, amount: int, role: str = "advisor", **told) -> Goodwill:
    acting = case.told(role)
    return goodwill.give(kind="gift", text="洗车券", amount=amount, promised_for=acting["at"] + timedelta(days=3), **acting, **told)


def test_within_the_limit_it_is_promised_at_once_and_a_cost(case):
    row = give(case, 10_000)
    assert (row.state, row.role, row.approved) == ("given", "advisor", False)
    assert case.now().goodwill_cost == 10_000
    promise = Promise.objects.get(kind="compensation")
    assert (promise.state, promise.amount, promise.subject_id) == ("open", 10_000, row.pk)
    goodwill.hand_over(goodwill_id=row.pk, **case.by())
    promise.refresh_from_db()
    assert promise.state == "kept"
    with pytest.raises(IllegalMove):
        goodwill.hand_over(goodwill_id=row.pk, **case.by())


def test_the_limit_of_a_case_counts_what_was_given_before(case):
    per_case = goodwill.limits_of_site()["advisor"][0]
    give(case, per_case - 1)
    assert give(case, 2).state == "asked"
    assert GoodwillBudget.objects.get().given == per_case - 1


def test_beyond_it_one_approval_with_an_answer_time(case):
    row = give(case, 900_000)
    assert row.state == "asked" and row.answer_due_at > case.story.at
    with pytest.raises(goodwill.AskedAlready):
        give(case, 900_000)
    with pytest.raises(Forbidden):
        goodwill.approve(goodwill_id=row.pk, **case.by("advisor"))
    approved = goodwill.approve(goodwill_id=row.pk, note="可以", **case.by("service_manager"))
    assert (approved.state, approved.approved) == ("given", True)
    assert case.now().goodwill_cost == 900_000
    budget = GoodwillBudget.objects.get(role="service_manager")
    assert (budget.given, budget.approved) == (0, 900_000)


def test_refused_something_else_may_be_given(case):
    row = give(case, 900_000)
    with pytest.raises(Invalid):
        goodwill.refuse(goodwill_id=row.pk, note=" ", **case.by("service_manager"))
    goodwill.refuse(goodwill_id=row.pk, note="太多", **case.by("service_manager"))
    assert give(case, 100).state == "given"


def test_withdrawn_all_is_as_before(case):
    row = give(case, 10_000)
    goodwill.withdraw(goodwill_id=row.pk, reason="客户不要", **case.by())
    assert case.now().goodwill_cost == 0
    assert GoodwillBudget.objects.get().given == 0
    assert Promise.objects.get(kind="compensation").state == "withdrawn"


def test_an_open_gift_keeps_the_case_open(case):
    case.until("carried_out")
    give(case, 100)
    with pytest.raises(steps.GoodwillOpen):
        steps.close(word="satisfied", **case.told())


def test_the_months_budget_is_the_roles_together(case):
    per_case, _per_month = goodwill.limits_of_site()["advisor"]
    goodwill.set_limits(limits={"advisor": (per_case, per_case)}, **case.by("service_manager"))
    other = complain(Car(case.story.centre, number=2).until("deliver"))
    other.known = case.known
    give(case, per_case - 10)
    other.story.at = case.story.at
    assert give(other, 11).state == "asked"
    goodwill.withdraw(goodwill_id=Goodwill.objects.get(state="asked").pk, reason="换一个", **other.by())
    assert give(other, 10).state == "given"


def test_two_people_at_once_do_not_go_beyond_the_budget(case, monkeypatch):
    """Somebody else gives between our look at the budget and our taking of it: the row count says so, on both engines."""
    per_case, per_month = goodwill.limits_of_site()["advisor"]
    give(case, 1)
    looked = goodwill.rooms

    def and_then_somebody_gives(*told, **more):
        found = looked(*told, **more)
        GoodwillBudget.objects.update(given=F("given") + per_month - 100)
        return found

    monkeypatch.setattr(goodwill, "rooms", and_then_somebody_gives)
    with pytest.raises(goodwill.BudgetSpent):
        give(case, per_case - 10)
    assert Complaint.objects.get(pk=case.complaint.pk).goodwill_cost == 1
    assert Goodwill.objects.count() == 1


def test_what_is_asked_for_is_not_negative(case):
    with pytest.raises(Invalid):
        give(case, -1)
