"""Cases as screens read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import staff_with
from yinuo.core.accounts.models import User
from yinuo.core.errors import NotHere
from yinuo.core.statements.asked import asked as question

from .models import Case, CaseRead, CaseTag
from .services import case_of

TAGS_SHOWN = 24


def _unread_by(rows: QuerySet[Case], user: Any) -> QuerySet[Case]:
    seen = CaseRead._base_manager.filter(case=OuterRef("pk"), version=OuterRef("version"), user_id=user)
    return rows.filter(~Exists(seen), state="published")


def listed(*, by: Actor, which: str = "", step: str = "", tag: str = "", text: str = "") -> QuerySet[Case]:
    """Cases for a list. `which`: published (default), unread, drafts, all; drafts only for who writes cases."""
    rows: QuerySet[Case] = Case.objects.prefetch_related("tags")
    if which == "unread":
        rows = _unread_by(rows, by.user_id)
    elif which == "drafts" and by.may("cases.write"):
        rows = rows.filter(state="draft")
    elif which == "all" and by.may("cases.write"):
        rows = rows.filter(state__in=("draft", "published"))
    else:
        rows = rows.filter(state="published")
    if step:
        rows = rows.filter(process_step=step)
    if tag:
        rows = rows.filter(pk__in=CaseTag.objects.filter(tag=tag).values("case"))
    return rows.filter(_found(text)) if text else rows


def _found(text: str) -> Q:
    text = text.strip().lstrip("#")
    found = Q(title__icontains=text) | Q(happened__icontains=text) | Q(done__icontains=text) | Q(learnt__icontains=text)
    found |= Q(pk__in=CaseTag.objects.filter(tag__icontains=text).values("case"))
    return found | Q(number=int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else found


def tags() -> list[str]:
    """The tags of published cases, the newest first. One query."""
    rows = CaseTag.objects.filter(case__state="published").order_by("-case_id", "id").values_list("tag", flat=True)[: TAGS_SHOWN * 4]
    return list(dict.fromkeys(rows))[:TAGS_SHOWN]


def with_reads(rows: list[Case], by: Actor) -> list[tuple[Case, bool]]:
    """Each with whether this person has read its present version. One query."""
    seen = set(CaseRead.objects.filter(case__in=rows, user_id=by.user_id).values_list("case_id", "version"))
    return [(row, (row.pk, row.version) in seen) for row in rows]


@dataclass(frozen=True)
class CasePage:
    """A case, who has read its present version, and who of the staff has not."""

    case: Case
    tags: list[str]
    read: list[CaseRead]
    unread: list[User]
    mine: bool


def case_page(case_id: int, *, by: Actor) -> CasePage:
    """Four queries. Raises NotHere, also for a draft that this person does not write."""
    case = case_of(case_id)
    if case.state == Case.State.DISCARDED or (case.state != Case.State.PUBLISHED and not by.may("cases.write")):
        raise NotHere
    read = list(CaseRead.objects.filter(case=case, version=case.version).select_related("user").order_by("read_at")) if case.version else []
    seen = {row.user_id for row in read}
    unread = [person for person in staff_with("cases.read") if person.pk not in seen] if by.may("cases.write") else []
    return CasePage(case, [row.tag for row in case.tags.order_by("id")], read, unread, by.user_id in seen)


@question(Case)
def first_unread(rows: QuerySet[Case], user: Any) -> QuerySet:
    """The newest published cases that somebody has not read."""
    return _unread_by(rows, user).order_by("-published_at", "-id")[:3]
