"""Answers: kept as they are given, complete once, on their scale, and unknown where that was promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from yinuo.core.errors import NotHere
from yinuo.core.events.models import Event
from yinuo.supervision.surveys.models import Answer, Invitation, Response
from yinuo.supervision.surveys.services import answering, invitations, waves

from .conftest import AT


def begun(wave, guest, **told):
    return answering.begin(wave_id=wave.pk, channel="qr", language="zh-hans", by=guest, at=AT, **told)


def asked(response, key):
    return next(one for one in answering.asked_of(response) if one.key == key)


def test_each_answer_is_kept_and_the_rest_is_taken_up_again(wave, guest):
    response, _token = begun(wave(), guest)
    answering.save_answer(response_id=response.pk, question_id=asked(response, "overall").pk, values={"perceived": 5}, by=guest, at=AT)
    _given, following, shown = answering.standing(response)
    assert following is not None and following.key == "recommend"
    assert [one.key for one in shown] == ["overall", "recommend", "comment", "contact"]


def test_a_low_mark_asks_what_went_wrong(wave, guest):
    response, _token = begun(wave(), guest)
    answering.save_answer(response_id=response.pk, question_id=asked(response, "overall").pk, values={"perceived": 2}, by=guest, at=AT)
    assert "what_went_wrong" in [one.key for one in answering.standing(response)[2]]


@pytest.mark.parametrize("values", [{"perceived": 6}, {"perceived": 0}, {"perceived": -1}, {"desired": 3}, {"perceived": 3, "desired": 3}])
def test_what_is_not_on_the_scale_is_refused(wave, guest, values):
    response, _token = begun(wave(), guest)
    with pytest.raises(answering.OffTheScale):
        answering.save_answer(response_id=response.pk, question_id=asked(response, "overall").pk, values=values, by=guest, at=AT)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("text", ["nothing", "alone better", "alone alone"])
def test_a_choice_is_one_of_its_options(wave, guest, text):
    response, _token = begun(wave("csi"), guest)
    with pytest.raises(answering.OffTheScale):
        answering.save_answer(response_id=response.pk, question_id=asked(response, "company").pk, text=text, by=guest, at=AT)


def test_several_can_be_chosen_where_several_may(wave, guest):
    response, _token = begun(wave("csi"), guest)
    answering.save_answer(response_id=response.pk, question_id=asked(response, "expected_from").pk, text="image needs", by=guest, at=AT)
    assert Answer.objects.get().text == "image needs"


def test_emoji_and_pasted_pages_are_kept_as_far_as_they_fit(wave, guest):
    response, _token = begun(wave(), guest)
    comment = asked(response, "comment")
    answering.save_answer(response_id=response.pk, question_id=comment.pk, text="👍🏽 很好\x00", by=guest, at=AT)
    assert Answer.objects.get().text == "👍🏽 很好"
    answering.save_answer(response_id=response.pk, question_id=comment.pk, text="字" * 100_000, by=guest, at=AT)
    assert len(Answer.objects.get().text) == answering.LONGEST_WORDS


def test_an_answer_given_again_counts_until_it_is_complete(wave, guest, filled):
    response, _token = begun(wave(), guest)
    overall = asked(response, "overall")
    for value in (2, 5):
        answering.save_answer(response_id=response.pk, question_id=overall.pk, values={"perceived": value}, by=guest, at=AT)
    done = filled(response)
    assert done.overall == 5
    with pytest.raises(answering.AnsweredAlready):
        answering.save_answer(response_id=response.pk, question_id=overall.pk, values={"perceived": 1}, by=guest, at=AT)
    with pytest.raises(answering.AnsweredAlready):
        answering.complete(response_id=response.pk, by=guest, at=AT)


def test_what_was_asked_because_of_an_answer_goes_with_it(wave, guest, filled):
    response, _token = begun(wave(), guest)
    overall, wrong = asked(response, "overall"), asked(response, "what_went_wrong")
    answering.save_answer(response_id=response.pk, question_id=overall.pk, values={"perceived": 1}, by=guest, at=AT)
    answering.save_answer(response_id=response.pk, question_id=wrong.pk, text="等了三小时", by=guest, at=AT)
    answering.save_answer(response_id=response.pk, question_id=overall.pk, values={"perceived": 5}, by=guest, at=AT)
    filled(response)
    assert not Answer.objects.filter(question=wrong).exists()


def test_completion_is_told_with_what_others_need(wave, guest, filled):
    response, _token = begun(wave(), guest)
    filled(response, overall=1)
    event = Event.objects.get(name="survey.answered")
    assert event.data | {"wave": 0} == {
        "wave": 0, "response": response.pk, "kind": "quick", "negative": True, "visit": None, "customer": None, "channel": "qr",
    }  # fmt: skip


def test_a_question_of_another_questionnaire_is_unknown(wave, guest):
    response, _token = begun(wave(), guest)
    other, _token = begun(wave("csi"), guest)
    with pytest.raises(NotHere):
        answering.save_answer(response_id=response.pk, question_id=asked(other, "fair").pk, values={"perceived": 3}, by=guest, at=AT)


def test_after_the_wave_nothing_is_taken(wave, guest, manager):
    open_wave = wave()
    response, _token = begun(open_wave, guest)
    waves.close_wave(wave_id=open_wave.pk, by=manager, at=AT)
    with pytest.raises(answering.WaveOver):
        answering.save_answer(response_id=response.pk, question_id=asked(response, "overall").pk, values={"perceived": 3}, by=guest, at=AT)
    with pytest.raises(answering.WaveOver):
        begun(open_wave, guest)


def test_before_the_wave_nothing_is_taken(wave, guest):
    with pytest.raises(answering.WaveOver):
        begun(wave(starts_on=date(2026, 3, 3)), guest)


def test_three_columns_are_three_answers(wave, guest, filled):
    response, _token = begun(wave("servqual"), guest)
    filled(response)
    assert Answer.objects.filter(question__key="right_first_time").count() == 3


class TestInvited:
    def test_an_invitation_has_one_response_taken_up_on_any_device(self, wave, somebody, manager, guest, filled):
        open_wave = wave()
        asked_one = invitations.invite_by_hand(wave_id=open_wave.pk, customer_id=somebody().pk, by=manager, at=AT)
        first, one = begun(open_wave, guest, invitation_id=asked_one.pk)
        again, other = begun(open_wave, guest, invitation_id=asked_one.pk)
        assert first.pk == again.pk and one != other
        filled(first)
        with pytest.raises(answering.AnsweredAlready):
            begun(open_wave, guest, invitation_id=asked_one.pk)
        asked_one.refresh_from_db()
        assert asked_one.state == "answered"

    def test_nobody_is_asked_too_often(self, wave, somebody, manager):
        one, other, person = wave(), wave("csi", quarantine_days=30), somebody()
        invitations.invite_by_hand(wave_id=one.pk, customer_id=person.pk, by=manager, at=AT)
        with pytest.raises(invitations.AskedLately):
            invitations.invite_by_hand(wave_id=other.pk, customer_id=person.pk, by=manager, at=AT + timedelta(days=29))
        invitations.invite_by_hand(wave_id=other.pk, customer_id=person.pk, by=manager, at=AT + timedelta(days=31))

    def test_who_said_no_is_not_asked(self, wave, somebody, manager):
        from yinuo.information.customers import services as customers

        person = somebody()
        customers.record_consent(customer_id=person.pk, purpose="survey", given=False, source="phone", by=manager, at=AT)
        with pytest.raises(invitations.AskedLately):
            invitations.invite_by_hand(wave_id=wave().pk, customer_id=person.pk, by=manager, at=AT)

    def test_the_token_is_nowhere_but_as_a_hash(self, wave, somebody, manager):
        made = invitations.invite_by_hand(wave_id=wave().pk, customer_id=somebody().pk, by=manager, at=AT)
        token = invitations.token_of(made.seed)
        assert made.token_hash == invitations.hash_of(token) and token not in (made.seed, made.token_hash)


class TestAnonymous:
    def test_nothing_leads_from_the_answers_to_the_person(self, wave, somebody, manager, guest, filled):
        open_wave = wave(anonymous=True)
        made = invitations.invite_by_hand(wave_id=open_wave.pk, customer_id=somebody().pk, by=manager, at=AT)
        invitations.opened(invitation_id=made.pk, by=guest, at=AT)
        later = AT + timedelta(hours=2)
        response, _token = answering.begin(
            wave_id=open_wave.pk, channel="link", language="en", by=guest, at=later, invitation_id=made.pk, device="d" * 64, customer_id=made.customer_id
        )  # fmt: skip
        filled(response, at=later)
        response, made = Response.objects.get(), Invitation.objects.get()
        assert (response.invitation_id, response.customer_id, response.visit_id, response.advisor_id, response.device) == (
            None,
            None,
            None,
            None,
            "",
        )
        assert response.started_at == response.completed_at == AT.replace(hour=0) and response.seconds is None
        assert made.state == "answered" and made.changed_at == AT and made.opened_at is None
        assert not Event.objects.filter(name__in=["survey.answered", "survey.opened"]).exclude(thread__kind="site").exists()
        assert Event.objects.get(name="survey.answered").data["customer"] is None

    def test_it_is_used_once(self, wave, somebody, manager, guest):
        open_wave = wave(anonymous=True)
        made = invitations.invite_by_hand(wave_id=open_wave.pk, customer_id=somebody().pk, by=manager, at=AT)
        begun(open_wave, guest, invitation_id=made.pk)
        with pytest.raises(answering.AnsweredAlready):
            begun(open_wave, guest, invitation_id=made.pk)

    def test_nobody_is_asked_for_a_number_or_a_picture(self, wave, guest):
        response, _token = begun(wave(anonymous=True), guest)
        assert not {"contact", "photo"} & {one.key for one in answering.asked_of(response)}

    def test_the_database_refuses_a_name_beside_it(self, wave, somebody, guest):
        response, _token = begun(wave(anonymous=True), guest)
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=response.pk).update(customer=somebody())
