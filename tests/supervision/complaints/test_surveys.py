"""Low marks open a case at once; a closed case asks whether it was dealt with fairly; an anonymous answer stays anonymous."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope

from tests.conftest import local
from tests.supervision.surveys.conftest import filled, guest, manager, ready, somebody, wave  # noqa: F401
from yinuo.supervision.complaints import fairness
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.complaints.recovery.asking import ask_recovered
from yinuo.supervision.complaints.services import opening, steps
from yinuo.supervision.surveys.models import Invitation, Response
from yinuo.supervision.surveys.services import answering

AT = local("2026-03-02 10:00")


@pytest.fixture
def answered(filled, somebody, manager):  # noqa: F811
    """`answered(wave, overall=1)`: a customer answers it over the telephone."""

    def make(asked, **told):
        response, _token = answering.begin(
            wave_id=asked.pk, customer_id=somebody().pk, channel="phone", language="zh-hans", by=manager, at=AT
        )
        return filled(response, by=manager, **told)

    return make


def test_low_marks_open_a_case(answered, wave):  # noqa: F811
    response = answered(wave(), overall=1)
    complaint = Complaint.objects.get()
    assert (complaint.way_in, complaint.customer_id, complaint.source_id) == ("survey", response.customer_id, response.pk)
    assert complaint.severity == "serious" and complaint.text


def test_good_marks_open_none(answered, wave):  # noqa: F811
    answered(wave(), overall=5)
    assert not Complaint.objects.exists()


def test_a_closed_case_asks_about_fairness_once(wave, somebody, acting, site):  # noqa: F811
    wave("fairness", trigger="complaint_closed")
    advisor, person = acting("advisor"), somebody()
    with scope(site=site):
        row = opening.open_about_customer(customer_id=person.pk, text="等太久", way_in="phone", by=advisor, at=AT)
        steps.close(complaint_id=row.pk, without="withdrawn", reason="误会", by=advisor, at=AT + timedelta(minutes=5))
        steps.reopen(complaint_id=row.pk, reason="又来了", by=advisor, at=AT + timedelta(minutes=9))
        steps.close(complaint_id=row.pk, without="withdrawn", reason="误会", by=advisor, at=AT + timedelta(minutes=20))
    assert [asked.reference for asked in Invitation.objects.all()] == [f"complaint:{row.pk}"]


def test_who_could_not_be_reached_is_not_asked(wave, somebody, acting):  # noqa: F811
    wave("fairness", trigger="complaint_closed")
    advisor = acting("advisor")
    row = opening.open_about_customer(customer_id=somebody().pk, text="等太久", way_in="phone", by=advisor, at=AT)
    steps.close(complaint_id=row.pk, without="unreachable", reason="打不通", by=advisor, at=AT + timedelta(minutes=5))
    assert not Invitation.objects.exists()


@pytest.fixture
def recovered(somebody, acting):  # noqa: F811
    """`recovered("satisfied")`: a complaint closed at AT with the customer's word."""

    def make(word: str) -> Complaint:
        advisor = acting("advisor")
        row = opening.open_about_customer(customer_id=somebody().pk, text="等太久", way_in="phone", by=advisor, at=AT - timedelta(hours=2))
        Complaint.objects.filter(pk=row.pk).update(state="review", word=word, word_at=AT, carried_out_at=AT)
        steps.close(complaint_id=row.pk, root_cause="people", lesson="多派一人", by=advisor, at=AT)
        row.refresh_from_db()
        return row

    return make


def asked_after(site, days: int) -> list[str]:
    ask_recovered(site, AT + timedelta(days=days))
    return list(Invitation.objects.order_by("pk").values_list("reference", flat=True))


def test_a_recovery_is_asked_about_once_when_its_days_are_over(wave, recovered, site):  # noqa: F811
    wave("recovery", trigger="recovery", delay_hours=14 * 24)
    row = recovered("satisfied")
    assert asked_after(site, 13) == []
    assert asked_after(site, 14) == [f"complaint:{row.pk}"]
    assert asked_after(site, 15) == [f"complaint:{row.pk}"]
    assert Invitation.objects.get().send_at == AT + timedelta(days=14)


def test_who_was_not_won_back_or_complains_again_is_not_asked_whether_it_held(wave, recovered, acting, site):  # noqa: F811
    wave("recovery", trigger="recovery", delay_hours=24)
    recovered("not_satisfied")
    again = recovered("satisfied")
    steps.reopen(complaint_id=again.pk, reason="又来了", by=acting("advisor"), at=AT + timedelta(hours=3))
    assert asked_after(site, 2) == []


def test_a_recovery_waits_for_the_end_of_the_quarantine(wave, recovered, site):  # noqa: F811
    wave("fairness", trigger="complaint_closed")
    wave("recovery", trigger="recovery", delay_hours=24, quarantine_days=20)
    row = recovered("partly")
    assert asked_after(site, 19) == [f"complaint:{row.pk}"]
    assert asked_after(site, 21) == [f"complaint:{row.pk}"] * 2


@pytest.mark.parametrize("anonymous", [False, True])
def test_what_they_felt_stands_on_the_case_unless_it_is_anonymous(wave, somebody, acting, filled, manager, anonymous):  # noqa: F811
    asked = wave("fairness", trigger="complaint_closed")
    person, advisor = somebody(), acting("advisor")
    row = opening.open_about_customer(customer_id=person.pk, text="等太久", way_in="phone", by=advisor, at=AT)
    steps.close(complaint_id=row.pk, without="withdrawn", reason="误会", by=advisor, at=AT + timedelta(minutes=5))
    assert fairness.of(row).state == "asked"
    response, _token = answering.begin(wave_id=asked.pk, customer_id=person.pk, channel="phone", language="zh-hans", by=manager, at=AT)
    filled(response, by=manager, outcome_due=9, outcome_proportion=8, procedure_easy=5, treatment_respect=10, overall=4, recommend=9)
    Response.objects.filter(pk=response.pk).update(invitation=Invitation.objects.get(reference=f"complaint:{row.pk}"))
    type(asked).objects.filter(pk=asked.pk).update(anonymous=anonymous)
    found = fairness.of(row)
    if anonymous:
        assert (found.state, found.marks, found.told) == ("anonymous", (), ())
    else:
        assert (found.state, found.marks[0].value, found.marks[0].tone) == ("answered", 8.5, "kept")
        assert any("9 / 10" in words for _question, words in found.told)
