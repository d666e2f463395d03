"""Self-audits, expectations and claims: the only writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import works_as
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.core.workflow.services import LostMove
from yinuo.operations.standards import rules as standard_rules

from . import claims, rules
from .checklists import EXPECTATIONS, QUESTIONS
from .models import Audit, AuditAnswer, Claim, Expectation, GapSum
from .words import ITEMS, MEASURES

PURPOSE, RIGHT = "gaps", "gaps.write"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class AnswerAll(Invalid):
    sentence = _("Answer every question: yes, partly or no. What you chose is kept.")


class EvidenceNeeded(Invalid):
    sentence = _("A yes or a partly needs its evidence: where can one see it?")


class WhoAndWhen(Invalid):
    sentence = _("Say for each thing that follows who does it and until when; the day must not lie in the past.")


def hold_audit(*, gap: int, answers: Mapping[str, Mapping[str, Any]], held_on: date, by: Actor, at: datetime, note: str = "") -> Audit:
    """Record a self-audit: `answers` {question: {"said", "evidence", "action", "owner_id", "due_on"}}, every question of the gap.

    Raises AnswerAll, EvidenceNeeded, WhoAndWhen.
    """
    if gap not in rules.AUDITED or set(answers) != set(QUESTIONS[gap]):
        raise AnswerAll
    rows = [_answer(question, answers[question], held_on) for question in QUESTIONS[gap]]
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        audit = Audit.objects.create(site_id=by.site_id, gap=gap, held_on=held_on, note=tidy_lines(note), **stamps(by, at))
        for row in rows:
            row.site_id, row.audit = by.site_id, audit
        AuditAnswer.objects.bulk_create(rows)
        said: dict[str, Any] = {value: sum(row.said == value for row in rows) for value in AuditAnswer.Said.values}
        act.record("gap.audited", audit, gap=gap, **said)
    return audit


def _answer(question: str, told: Mapping[str, Any], held_on: date) -> AuditAnswer:
    row = AuditAnswer(
        question=question, said=told.get("said") or "", evidence=tidy(told.get("evidence")), action=tidy(told.get("action")),
        owner_id=told.get("owner_id"), due_on=told.get("due_on"),
    )  # fmt: skip
    if row.said not in AuditAnswer.Said.values:
        raise AnswerAll
    check(row)
    if row.said != AuditAnswer.Said.NO and not row.evidence:
        raise EvidenceNeeded
    if row.action and (row.owner_id is None or row.due_on is None or row.due_on < held_on or not works_as(row.owner_id, "site.read")):
        raise WhoAndWhen
    if not row.action:
        row.owner_id = row.due_on = None
    return row


def done(*, answer_id: int, by: Actor, at: datetime) -> AuditAnswer:
    """What an audit asked for is done. Raises NotHere, LostMove when it was done before."""
    row = AuditAnswer.objects.filter(pk=answer_id).exclude(action="").select_related("audit").first()
    if row is None:
        raise NotHere
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        if AuditAnswer.objects.filter(pk=answer_id, done_at=None).update(done_at=at) != 1:
            raise LostMove
        act.record("gap.followed", row.audit, question=row.question)
    return row


def install(*, by: Actor, at: datetime) -> None:
    """Put in the expectations to begin with, where the site has none."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        if Expectation.objects.exists():
            return
        made = Expectation.objects.bulk_create(
            Expectation(
                site_id=by.site_id, code=one.code, importance_key=one.importance_key, standards=list(one.standards), level=one.level, **stamps(by, at)
            )
            for one in EXPECTATIONS
        )  # fmt: skip
        act.record("expectations.installed", made[0], n=len(made))


def save_expectation(
    *, importance_key: str, standards: Sequence[str], level: int | None, active: bool, by: Actor, at: datetime,
    text: str = "", expectation_id: int | None = None,
) -> Expectation:  # fmt: skip
    """Write an expectation of one's own, or change what answers for one. Raises InvalidFields, Invalid, NotHere."""
    if importance_key not in ITEMS or not set(standards) <= set(standard_rules.BY_CODE):
        raise Invalid
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = Expectation.objects.filter(pk=expectation_id).first() if expectation_id else Expectation(site_id=by.site_id, **stamps(by, at))
        if row is None:
            raise NotHere
        if row.pk is None:
            row.code = f"own-{Expectation.objects.filter(code__startswith='own-').count() + 1}"
        row.importance_key, row.standards, row.level, row.active = importance_key, list(standards), level, active
        if row.code.startswith("own-"):
            row.text = tidy(text)
            if not row.text:
                raise Invalid(_("Say what customers expect."))
        for name, value in change_stamps(by, at).items():
            setattr(row, name, value)
        check(row)
        row.save()
        act.record("expectation.changed", row, code=row.code, standards=row.standards, level=level, active=active)
    return row


def save_claim(
    *, text: str, measure: str, limit: int | None, valid_from: date, valid_to: date | None, by: Actor, at: datetime, place: str = "",
    shared: str = "", claim_id: int | None = None,
) -> Claim:  # fmt: skip
    """Record something that is advertised, or change it; its months are counted anew. Raises InvalidFields, Invalid, NotHere."""
    if measure not in MEASURES:
        raise Invalid(_("Choose what tells whether it is true."))
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(_("It ends before it begins."))
    if measure.startswith(f"{claims.SPAN}:") and limit is None:
        raise Invalid(_("Say within how many minutes."))
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = Claim.objects.filter(pk=claim_id).first() if claim_id else Claim(site_id=by.site_id, shared=shared, **stamps(by, at))
        if row is None:
            raise NotHere
        since = min(valid_from, row.valid_from) if row.pk else valid_from
        new = row.pk is None
        row.text, row.place, row.measure = tidy(text), tidy(place), measure
        row.limit = limit if claims.unit_of(measure) else None
        row.valid_from, row.valid_to = valid_from, valid_to
        for column, value in change_stamps(by, at).items():
            setattr(row, column, value)
        check(row)
        row.save()
        _count_anew(since)
        told: dict[str, Any] = {"text": row.text, "measure": measure, "limit": row.limit, "valid_from": f"{valid_from}"}
        told["valid_to"] = f"{valid_to}" if valid_to else None
        act.record("claim.made", row, **told) if new else act.record("claim.changed", row, **told)
    return row


def drop_claim(*, claim_id: int, by: Actor, at: datetime) -> None:
    """It was never advertised: out of the list and of gap 4. Raises NotHere."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = Claim.objects.filter(pk=claim_id).first()
        if row is None:
            raise NotHere
        act.record("claim.dropped", row, text=row.text, measure=row.measure)
        _count_anew(row.valid_from)
        row.delete()


def _count_anew(since: date) -> None:
    """The background work makes these months anew in its next round."""
    GapSum.objects.filter(month__gte=since.replace(day=1)).update(prepared_at=LONG_AGO)
