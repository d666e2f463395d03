"""New versions of standards, norms, the factors of a step; and what time alone decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Role
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import stamps

from . import rules, versions, words
from .models import Norm, Outcome, Standard, Step, StepFactor

LONGEST_LIMIT = 366 * 24 * 3600


class LimitWrong(Invalid):
    sentence = _("The limit must be a whole number from 0 on, not more than a year. Nothing was changed.")


class BackInTime(Invalid):
    sentence = _("A new version cannot begin before the present one: what was judged stays judged. Choose a later time.")


def new_version(
    *,
    code: str,
    limit: int | None,
    reason: str,
    valid_from: datetime,
    by: Actor,
    at: datetime,
    active: bool = True,
    early: int | None = None,
    amber_percent: int = rules.AMBER_PERCENT,
    norm_id: int | None = None,
) -> Standard:
    """A new limit from `valid_from` on (not before `at`); earlier stories stay judged by the earlier versions. Raises LimitWrong, BackInTime."""
    rule = rules.BY_CODE.get(code)
    if rule is None:
        raise NotHere
    if rule.unit != rules.YES and not (isinstance(limit, int) and 0 <= limit <= LONGEST_LIMIT):
        raise LimitWrong
    if not 1 <= amber_percent <= 99 or len(reason) > 240:
        raise Invalid
    with site_story(purpose="standards", by=by, at=at, right="standards.write") as act:
        versions.book_of(by.site_id)
        last = Standard.objects.select_for_update().filter(code=code).order_by("-version").first()
        if last is None or (norm_id and not Norm.objects.filter(pk=norm_id).exists()):
            raise NotHere
        if valid_from < at or (last.valid_from and valid_from < last.valid_from):
            raise BackInTime
        made = Standard.objects.create(
            site_id=by.site_id, code=code, step=rule.step, version=last.version + 1, unit=rule.unit, valid_from=valid_from, reason=reason,
            limit=None if rule.unit == rules.YES else limit, early=early if rule.early is not None else None, active=active,
            amber_percent=amber_percent, norm_id=norm_id or last.norm_id, **stamps(by, at),
        )  # fmt: skip
        act.record(
            "standard.changed", made, code=code, version=made.version, limit=made.limit, before=last.limit, active=active, reason=reason
        )
        transaction.on_commit(lambda: versions.forget(by.site_id))
    return made


def save_norm(*, step: str, post: str, text: str, by: Actor, at: datetime, norm_id: int | None = None) -> Norm:
    """Write a norm down, or change its words; empty words take it away (its standards stay, without a norm)."""
    text = text.replace("\x00", "").strip()
    if step not in Step.values or (post and post not in Role.values) or len(text) > 240 or not (text or norm_id):
        raise Invalid
    with site_story(purpose="standards", by=by, at=at, right="standards.write") as act:
        norm = Norm.objects.filter(pk=norm_id).first() if norm_id else Norm(site_id=by.site_id, **stamps(by, at))
        if norm is None:
            raise NotHere
        before, norm.step, norm.post, norm.text = norm.text, step, post, text
        norm.changed_at, norm.changed_by_id = at, by.user_id
        if text:
            norm.save()
        act.record("norm.changed" if text else "norm.removed", norm, step=step, before=before, text=text)
        if not text:
            norm.delete()
    return norm


def set_factors(*, step: str, factors: list[str], by: Actor, at: datetime) -> None:
    """Say which satisfaction factors a step moves at this site."""
    if step not in Step.values or not set(factors) <= set(words.FACTORS):
        raise Invalid
    with site_story(purpose="standards", by=by, at=at, right="standards.write") as act:
        StepFactor.objects.filter(step=step).delete()
        rows = StepFactor.objects.bulk_create(
            [StepFactor(site_id=by.site_id, step=step, factor=factor) for factor in dict.fromkeys(factors)]
        )
        if rows:
            act.record("step_factors.changed", rows[0], step=step, factors=factors)


def finalise(*, site_id: int, at: datetime) -> int:
    """Write down as missed what time has decided: the running clocks that ended before `at`, each exactly once. How many."""
    minimums = [rule.code for rule in rules.RULES if rule.minimum]
    with scopes_disabled():
        run_out = Outcome.objects.filter(site_id=site_id, state=Outcome.State.RUNNING, due_at__lt=at).exclude(code__in=minimums)
        return run_out.update(state=Outcome.State.MISSED, judged_at=at)
