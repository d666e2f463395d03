"""New versions of standards, norms, the factors of a step; and what time alone decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Role
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.sites.models import change_stamps, stamps

from . import rules, versions, words
from .models import Norm, Outcome, Standard, Step, StepFactor

LONGEST_LIMIT = 366 * 24 * 3600


class LimitWrong(Invalid):
    sentence = _("The limit must be a whole number from 0 on, not more than a year. Nothing was changed.")


class BackInTime(Invalid):
    sentence = _("A new version cannot begin before the present one: what was judged stays judged. Choose a later time.")


@transaction.atomic
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
    by.require("standards.write")
    rule = rules.BY_CODE.get(code)
    if rule is None:
        raise NotHere
    if rule.unit != rules.YES and not (isinstance(limit, int) and 0 <= limit <= LONGEST_LIMIT):
        raise LimitWrong
    versions.book_of(by.site_id)
    last = Standard.objects.select_for_update().filter(code=code).order_by("-version").first()
    if last is None:
        raise NotHere
    if valid_from < at or (last.valid_from and valid_from < last.valid_from):
        raise BackInTime
    made = Standard.objects.create(
        site_id=by.site_id, code=code, step=rule.step, version=last.version + 1, unit=rule.unit, valid_from=valid_from, reason=reason,
        limit=None if rule.unit == rules.YES else limit, early=early if rule.early is not None else None, active=active,
        amber_percent=amber_percent, norm_id=norm_id or last.norm_id, **stamps(by, at),
    )  # fmt: skip
    transaction.on_commit(lambda: versions.forget(by.site_id))
    return made


@transaction.atomic
def save_norm(*, step: str, post: str, text: str, by: Actor, at: datetime, norm_id: int | None = None) -> Norm:
    """Write a norm down, or change its words; empty words take it away (its standards stay, without a norm)."""
    by.require("standards.write")
    if step not in Step.values or (post and post not in Role.values) or len(text) > 240:
        raise Invalid
    if norm_id is None:
        if not text.strip():
            raise Invalid
        return Norm.objects.create(site_id=by.site_id, step=step, post=post, text=text.strip(), **stamps(by, at))
    norm = Norm.objects.filter(pk=norm_id).first()
    if norm is None:
        raise NotHere
    if not text.strip():
        norm.delete()
        return norm
    for name, value in {"step": step, "post": post, "text": text.strip(), **change_stamps(by, at)}.items():
        setattr(norm, name, value)
    norm.save()
    return norm


@transaction.atomic
def set_factors(*, step: str, factors: list[str], by: Actor, at: datetime) -> None:
    """Say which satisfaction factors a step moves at this site."""
    by.require("standards.write")
    if step not in Step.values or not set(factors) <= set(words.FACTORS):
        raise Invalid
    StepFactor.objects.filter(step=step).delete()
    StepFactor.objects.bulk_create([StepFactor(site_id=by.site_id, step=step, factor=factor) for factor in dict.fromkeys(factors)])


def finalise(*, site_id: int, at: datetime) -> int:
    """Write down as missed what time has decided: the running clocks that ended before `at`, each exactly once. How many."""
    minimums = [rule.code for rule in rules.RULES if rule.minimum]
    with scopes_disabled():
        run_out = Outcome.objects.filter(site_id=site_id, state=Outcome.State.RUNNING, due_at__lt=at).exclude(code__in=minimums)
        return run_out.update(state=Outcome.State.MISSED, judged_at=at)
