"""Drafts, published versions that stay as they are, and the ready-made ones."""

from __future__ import annotations

import pytest

from yinuo.core.errors import Forbidden, Invalid
from yinuo.supervision.surveys import defaults, rules
from yinuo.supervision.surveys.models import Question, Questionnaire, QuestionnaireVersion
from yinuo.supervision.surveys.services import questionnaires as services

from .conftest import AT

WORDS = {"zh-hans": "好吗？", "zh-hant": "好嗎？", "en": "Good?"}


def draft_of(manager):
    draft = services.make_questionnaire(code="own", kind="quick", name="自己的", by=manager, at=AT)
    services.save_words(version_id=draft.pk, titles=WORDS, intros={}, thanks={}, by=manager, at=AT)
    services.put_question(version_id=draft.pk, key="overall", kind="scale5", texts=WORDS, by=manager, at=AT)
    return draft


def test_the_ready_made_ones_are_there_once_and_published(ready, manager):
    assert set(ready) == {one.code for one in defaults.ALL}
    assert {version.state for version in ready.values()} == {"published"}
    assert services.make_defaults(by=manager, at=AT) == []
    assert services.changed_after_publishing() == []


@pytest.mark.parametrize("one", defaults.ALL, ids=lambda one: one.code)
def test_a_ready_made_one_has_all_its_words_in_three_languages(one):
    assert set(one.titles) == set(rules.LANGUAGES)
    for question in one.questions:
        for texts in (question["texts"], *[option["texts"] for option in question.get("options", ())]):
            assert all(texts[language].strip() for language in rules.LANGUAGES), question["key"]


def test_the_index_has_seven_factors_of_two_to_four_items():
    factors = [question["factor"] for question in defaults.csi.ITEMS]
    assert set(factors) == set(rules.FACTORS)
    assert all(2 <= factors.count(factor) <= 4 for factor in rules.FACTORS)


def test_service_quality_has_22_items_in_five_dimensions():
    asked = [question for question in defaults.servqual.asked() if question["kind"] == "three_columns"]
    assert len(asked) == 22 and {question["dimension"] for question in asked} == set(rules.DIMENSIONS)


def test_managers_and_customers_are_asked_the_same(ready):
    keys = [
        list(Question.objects.filter(version=ready[code]).values_list("key", flat=True)) for code in ("importance", "importance-managers")
    ]
    assert keys[0] == keys[1]


@pytest.mark.django_db
def test_a_published_version_never_changes(site, manager):
    draft = draft_of(manager)
    services.publish(version_id=draft.pk, by=manager, at=AT)
    for change in (
        lambda: services.put_question(version_id=draft.pk, key="overall", kind="scale10", texts=WORDS, by=manager, at=AT),
        lambda: services.remove_question(version_id=draft.pk, key="overall", by=manager, at=AT),
        lambda: services.move_question(version_id=draft.pk, key="overall", up=True, by=manager, at=AT),
        lambda: services.save_words(version_id=draft.pk, titles={}, intros={}, thanks={}, by=manager, at=AT),
        lambda: services.publish(version_id=draft.pk, by=manager, at=AT),
    ):
        with pytest.raises(services.PublishedNeverChanges):
            change()
    assert services.changed_after_publishing() == []


def test_a_row_changed_behind_the_services_is_found(ready):
    Question.objects.filter(version=ready["csi"], key="overall").update(texts=WORDS)
    assert services.changed_after_publishing() == [ready["csi"]]


def test_a_new_version_is_a_copy_and_retires_the_old_one(ready, manager):
    draft = services.new_version(questionnaire_id=ready["quick"].questionnaire_id, by=manager, at=AT)
    assert services.new_version(questionnaire_id=draft.questionnaire_id, by=manager, at=AT) == draft
    services.remove_question(version_id=draft.pk, key="photo", by=manager, at=AT)
    services.publish(version_id=draft.pk, by=manager, at=AT)
    states = QuestionnaireVersion.objects.filter(questionnaire=draft.questionnaire).order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published"]
    assert Question.objects.filter(version=ready["quick"], key="photo").exists()


def test_an_unfinished_draft_is_not_published(site, manager):
    draft = services.make_questionnaire(code="own", kind="quick", name="自己的", by=manager, at=AT)
    with pytest.raises(services.NotReady):
        services.publish(version_id=draft.pk, by=manager, at=AT)
    with pytest.raises(Invalid):
        services.put_question(version_id=draft.pk, key="a", kind="text", texts=WORDS, show_if={"key": "later", "is": 1}, by=manager, at=AT)


def test_questions_change_places(site, manager):
    draft = draft_of(manager)
    services.put_question(version_id=draft.pk, key="comment", kind="text", texts=WORDS, by=manager, at=AT)
    services.move_question(version_id=draft.pk, key="comment", up=True, by=manager, at=AT)
    assert list(Question.objects.filter(version=draft).values_list("key", flat=True)) == ["comment", "overall"]


def test_only_who_may_writes(site, acting):
    with pytest.raises(Forbidden):
        services.make_defaults(by=acting("advisor"), at=AT)
    assert not Questionnaire.objects.exists()
