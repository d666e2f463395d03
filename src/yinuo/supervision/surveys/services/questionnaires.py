"""Questionnaires in versions: a draft is written, published, and from then on never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.core.workflow.services import move

from .. import defaults, rules
from ..models import Question, Questionnaire, QuestionnaireVersion

PURPOSE, RIGHT = "surveys", "surveys.write"
MOST_QUESTIONS, MOST_OPTIONS = 80, 20
LONGEST_TEXT = 400
TOLD = ("texts", "hints", "options", "many", "factor", "dimension", "aspect", "decides", "expectation_source", "optional", "show_if")


class PublishedNeverChanges(DomainError):
    sentence = _("This version is published and stays as it is, so that its answers can be compared. Make a new version and change that.")


class NotReady(Invalid):
    sentence = _("This version cannot be published yet.")


def fingerprint_of(version: QuestionnaireVersion) -> str:
    """What the version's questions say, in one hash; that of a published one is kept with it."""
    columns = ("pk", "position", "key", "kind", *TOLD)
    return rules.fingerprint(Question.objects.filter(version=version).values_list(*columns))


def changed_after_publishing() -> list[QuestionnaireVersion]:
    """Published versions of the scoped site whose rows are no longer those that were published: [] proves that none was touched."""
    rows = QuestionnaireVersion.objects.exclude(state=QuestionnaireVersion.State.DRAFT).order_by("pk")
    return [version for version in rows if fingerprint_of(version) != version.fingerprint]


def make_questionnaire(*, code: str, kind: str, name: str, by: Actor, at: datetime) -> QuestionnaireVersion:
    """A new questionnaire with an empty draft, in the site's languages. Raises InvalidFields."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        made = Questionnaire(site_id=by.site_id, code=code, kind=kind, name=tidy(name), **stamps(by, at))
        check(made)
        if Questionnaire.objects.filter(code=code).exists():
            raise Invalid(_("There is a questionnaire with this code already."))
        made.save()
        act.record("questionnaire.made", made, code=code, kind=kind)
        return _draft(act, made, number=1)


def _draft(act: Act, questionnaire: Questionnaire, *, number: int, **columns: Any) -> QuestionnaireVersion:
    columns = {"languages": list(rules.LANGUAGES), "titles": {}, "intros": {}, "thanks": {}} | columns
    return QuestionnaireVersion.objects.create(
        site_id=act.site_id, questionnaire=questionnaire, number=number, **columns, **stamps(act.by, act.at)
    )


def new_version(*, questionnaire_id: int, by: Actor, at: datetime) -> QuestionnaireVersion:
    """A draft that begins as a copy of the newest version; the draft that is there already, if any."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        last = QuestionnaireVersion.objects.filter(questionnaire_id=questionnaire_id).order_by("-number").first()
        if last is None:
            raise NotHere
        if last.state == QuestionnaireVersion.State.DRAFT:
            return last
        words = {name: getattr(last, name) for name in ("languages", "titles", "intros", "thanks")}
        draft = _draft(act, last.questionnaire, number=last.number + 1, **words)
        rows = list(Question.objects.filter(version=last).order_by("position"))
        for row in rows:
            row.pk, row.version_id = None, draft.pk
        Question.objects.bulk_create(rows)
        act.record("questionnaire.drafted", draft, number=draft.number)
    return draft


def save_words(*, version_id: int, titles: dict, intros: dict, thanks: dict, by: Actor, at: datetime) -> QuestionnaireVersion:
    """The title, introduction and thanks of a draft, by language."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        draft = _open_draft(version_id)
        draft.titles, draft.intros, draft.thanks = (_words(texts) for texts in (titles, intros, thanks))
        _save(draft, act)
        act.record("questionnaire.changed", draft, what="words")
    return draft


def put_question(*, version_id: int, key: str, kind: str, by: Actor, at: datetime, **told: Any) -> Question:
    """Add a question at the end of a draft, or change the one with this key. Raises PublishedNeverChanges, InvalidFields."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        draft = _open_draft(version_id)
        questions = list(Question.objects.filter(version=draft).order_by("position"))
        question = next((one for one in questions if one.key == key), None)
        if question is None:
            if len(questions) >= MOST_QUESTIONS:
                raise Invalid(_("A questionnaire has at most 80 questions; nobody answers more."))
            position = questions[-1].position + 1 if questions else 1
            question = Question(site_id=by.site_id, version=draft, position=position, key=key)
        question.kind = kind
        for name in TOLD:
            if name in told:
                setattr(question, name, _words(told[name]) if name in ("texts", "hints") else told[name])
        earlier = [one.key for one in questions if one.position < question.position]
        if rules.logic_problem(question.show_if, earlier):
            raise Invalid(_("The condition asks after a question that does not come before this one."))
        check(question)
        question.save()
        _save(draft, act)
        act.record("questionnaire.changed", draft, what="question", key=key)
    return question


def remove_question(*, version_id: int, key: str, by: Actor, at: datetime) -> None:
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        draft = _open_draft(version_id)
        if not Question.objects.filter(version=draft, key=key).delete()[0]:
            raise NotHere
        _save(draft, act)
        act.record("questionnaire.changed", draft, what="removed", key=key)


def move_question(*, version_id: int, key: str, up: bool, by: Actor, at: datetime) -> None:
    """One place up or down; at the end nothing happens."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        draft = _open_draft(version_id)
        questions = list(Question.objects.filter(version=draft).order_by("position"))
        place = next((n for n, one in enumerate(questions) if one.key == key), None)
        if place is None:
            raise NotHere
        other = place - 1 if up else place + 1
        if not 0 <= other < len(questions):
            return
        _change_places(questions[place], questions[other])
        _save(draft, act)
        act.record("questionnaire.changed", draft, what="moved", key=key)


def _change_places(one: Question, other: Question) -> None:
    """Over a place that nobody has, since each place is held once."""
    first, second = one.position, other.position
    for question, position in ((one, MOST_QUESTIONS + 1000), (other, first), (one, second)):
        Question.objects.filter(pk=question.pk).update(position=position)


def publish(*, version_id: int, by: Actor, at: datetime) -> QuestionnaireVersion:
    """From now on it is asked and never changed; the version before is retired. Raises NotReady with what is missing."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        draft = _open_draft(version_id)
        if problems := missing(draft):
            raise NotReady(" ".join(str(problem) for problem in problems))
        act.subject = draft
        _publish(act, draft)
    return draft


def _publish(act: Act, draft: QuestionnaireVersion) -> None:
    before = QuestionnaireVersion.objects.filter(questionnaire_id=draft.questionnaire_id, state=QuestionnaireVersion.State.PUBLISHED)
    for version in before:
        move(version, "retire", act=act)
    move(draft, "publish", act=act, changes={"published_at": act.at, "fingerprint": fingerprint_of(draft)})


def missing(version: QuestionnaireVersion) -> list[Any]:
    """What a draft still lacks, in words."""
    questions = list(Question.objects.filter(version=version).order_by("position"))
    found: list[Any] = [] if questions else [_("It has no question.")]
    if any(not version.titles.get(language) for language in version.languages):
        found.append(_("The title is missing in one of its languages."))
    for n, question in enumerate(questions):
        if any(not question.texts.get(language) for language in version.languages):
            found.append(_("“{key}” has no text in one of the languages.").format(key=question.key))
        if question.kind == Question.Kind.CHOICE and not _choosable(question, version.languages):
            found.append(_("“{key}” needs at least two options, each with words in all languages.").format(key=question.key))
        if rules.logic_problem(question.show_if, (one.key for one in questions[:n])):
            found.append(_("“{key}” asks after a question that does not come before it.").format(key=question.key))
    return found


def _choosable(question: Question, languages: list[str]) -> bool:
    codes = [option["code"] for option in question.options]
    worded = all(option["texts"].get(language) for option in question.options for language in languages)
    return 2 <= len(codes) <= MOST_OPTIONS and len(set(codes)) == len(codes) and worded


def make_defaults(*, by: Actor, at: datetime) -> list[Questionnaire]:
    """The ready-made questionnaires that the site does not have yet, published; those that it has stay as they are."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        known = set(Questionnaire.objects.values_list("code", flat=True))
        return [_make(act, ready) for ready in defaults.ALL if ready.code not in known]


def _make(act: Act, ready: defaults.Ready) -> Questionnaire:
    language = _language(act)
    made = Questionnaire.objects.create(
        site_id=act.site_id, code=ready.code, kind=ready.kind, name=ready.names.get(language, ready.names["en"]), **stamps(act.by, act.at)
    )
    act.record("questionnaire.made", made, code=ready.code, kind=ready.kind)
    draft = _draft(act, made, number=1, titles=ready.titles, intros=ready.intros, thanks=ready.thanks)
    Question.objects.bulk_create(
        Question(site_id=act.site_id, version=draft, position=n, **columns) for n, columns in enumerate(ready.questions, start=1)
    )
    _publish(act, draft)
    return made


def _language(act: Act) -> str:
    from yinuo.core.sites.models import Site

    return Site.objects.values_list("language", flat=True).get(pk=act.site_id)


def _open_draft(version_id: int) -> QuestionnaireVersion:
    version = QuestionnaireVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise NotHere
    if version.state != QuestionnaireVersion.State.DRAFT:
        raise PublishedNeverChanges
    return version


def _save(record: models.Model, act: Act) -> None:
    for name, value in change_stamps(act.by, act.at).items():
        setattr(record, name, value)
    record.save()


def _words(texts: dict[str, str]) -> dict[str, str]:
    """Texts by known language, tidied, none longer than fits a phone."""
    kept = {language: tidy_lines(text) for language, text in texts.items() if language in rules.LANGUAGES}
    if any(len(text) > LONGEST_TEXT or "\x00" in text for text in kept.values()):
        raise Invalid(_("A text has at most 400 characters."))
    return {language: text for language, text in kept.items() if text}
