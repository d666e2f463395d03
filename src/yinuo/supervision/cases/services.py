"""Cases: written, made anonymous by rule at every change, read by eye before they are published; receipts. The only writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.queries import staff_with
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.services import next_number
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.core.workflow.services import IllegalMove, LostMove, move, swap
from yinuo.supervision.complaints.models import Complaint

from . import rules, words
from .models import Case, CaseRead, CaseTag

PURPOSE, WRITE, PUBLISH = "cases", "cases.write", "cases.publish"
TEXTS = ("title", "happened", "done", "learnt")


class MadeAlready(Invalid):
    sentence = _("There is a case of this complaint already.")


class NotReadByEye(Invalid):
    sentence = _("Read the text to the end and tick that nobody can be recognised in it. The rule does not know every name.")


class NotWhole(Invalid):
    sentence = _("Write what was done and what was learnt before it is published.")


def known_of(complaint: Complaint | None, names: Iterable[str] = ()) -> rules.Known:
    """Who and what the text is about: all staff of the site, the complaint's people, car and numbers, and what somebody names. Two queries at most."""
    staff = [name for person in staff_with("site.read") for name in (person.display_name, person.username)]
    customers, plates, addresses = list(names), [], []
    if complaint is not None:
        customers.append(complaint.contact_name)
        plates.append(complaint.plate)
        if complaint.customer:
            customers.append(complaint.customer.name)
            addresses.append(getattr(complaint.customer, "address", "") or "")
    return rules.Known.of(customers=customers, staff=[name for name in staff if name], plates=plates, addresses=addresses)


def write(
    *, title: str, happened: str, done: str, learnt: str, tags: str, by: Actor, at: datetime, process_step: str = "", names: str = "",
    complaint_id: int | None = None,
) -> Case:  # fmt: skip
    """A draft, made from a complaint or by hand. `names`: what else must not be read in it, parted by commas; not kept.

    Raises InvalidFields, NotHere (no such complaint), MadeAlready.
    """
    complaint = _complaint(complaint_id) if complaint_id else None
    told = {"title": title, "happened": happened, "done": done, "learnt": learnt}
    told, replaced = _anonymised(told, known_of(complaint, rules.tags_of(names)))
    with site_story(purpose=PURPOSE, by=by, at=at, right=WRITE) as act:
        if complaint is not None and Case.objects.filter(complaint=complaint).exists():
            raise MadeAlready
        case = Case(
            site_id=by.site_id, complaint=complaint, process_step=process_step, replaced=replaced, number=0, **told, **stamps(by, at)
        )
        check(case)
        case.number = next_number(site=by.site_id, series="case")
        case.save()
        _tag(case, tags)
        act.record("case.written", case, number=case.number, complaint=complaint_id, replaced=replaced)
    return case


def _complaint(complaint_id: int) -> Complaint:
    found = Complaint.objects.select_related("customer").filter(pk=complaint_id).first()
    if found is None:
        raise NotHere
    return found


def _anonymised(told: dict[str, str], known: rules.Known) -> tuple[dict[str, str], dict[str, int]]:
    neutral, found, clean = words.neutral(current_site().language), Counter[str](), {}
    for name, text in told.items():
        result = rules.anonymised(tidy(text) if name == "title" else tidy_lines(text), known, neutral)
        clean[name] = result.text
        found.update(result.replaced)
    return clean, dict(found)


def _tag(case: Case, tags: str) -> None:
    case.tags.all().delete()
    CaseTag.objects.bulk_create(CaseTag(site_id=case.site_id, case=case, tag=tag) for tag in rules.tags_of(tags))


def change(
    *, case_id: int, revision: int, title: str, happened: str, done: str, learnt: str, tags: str, by: Actor, at: datetime, process_step: str = "",
    names: str = "",
) -> Case:  # fmt: skip
    """Write a draft anew; `revision` is the one that was looked at. Raises InvalidFields, NotHere, IllegalMove (published), LostMove."""
    case = case_of(case_id)
    told = {"title": title, "happened": happened, "done": done, "learnt": learnt}
    told, replaced = _anonymised(told, known_of(case.complaint, rules.tags_of(names)))
    with site_story(purpose=PURPOSE, by=by, at=at, right=WRITE) as act:
        if case.state != Case.State.DRAFT:
            raise IllegalMove(state=case.state, move="change")
        for name, value in (told | {"process_step": process_step}).items():
            setattr(case, name, value)
        check(case)
        replaced = dict(Counter(case.replaced) + Counter(replaced))
        expect = {"revision": revision, "state": "draft"}
        swap(case, act=act, expect=expect, revision=revision + 1, replaced=replaced, process_step=process_step, **told)
        _tag(case, tags)
        act.record("case.changed", case, revision=case.revision, replaced=replaced)
    return case


def case_of(case_id: int) -> Case:
    """Raises NotHere."""
    found = Case.objects.select_related("complaint__customer", "created_by", "read_by_eye").filter(pk=case_id).first()
    if found is None:
        raise NotHere
    return found


def publish(*, case_id: int, revision: int, seen: bool, by: Actor, at: datetime) -> Case:
    """Show it to the house: `seen` says that somebody has read this very revision and recognises nobody. Whoever published it has read it.

    Raises NotReadByEye, NotWhole, LostMove (changed since), IllegalMove, NotHere.
    """
    if not seen:
        raise NotReadByEye
    case = case_of(case_id)
    if not (case.done and case.learnt):
        raise NotWhole
    with site_story(purpose=PURPOSE, by=by, at=at, right=PUBLISH) as act:
        if case.revision != revision or not Case.objects.filter(pk=case.pk, revision=revision).exists():
            raise LostMove
        changes: dict[str, Any] = {"version": case.version + 1, "published_at": at, "read_by_eye_id": by.user_id}
        move(case, "publish", act=act, changes=changes, version=case.version + 1, revision=revision, replaced=case.replaced)
        _read(case, act)
    return case


def take_back(*, case_id: int, by: Actor, at: datetime) -> Case:
    """Out of the house, to be changed: nobody sees it but who writes cases. Raises IllegalMove, NotHere."""
    return _moved(case_id, "take_back", by=by, at=at, right=PUBLISH)


def discard(*, case_id: int, by: Actor, at: datetime) -> Case:
    """A draft that nobody wants; the record stays, and its complaint may become another. Raises IllegalMove, NotHere."""
    return _moved(case_id, "discard", by=by, at=at, right=WRITE, changes={"complaint_id": None})


def _moved(case_id: int, name: str, *, by: Actor, at: datetime, right: str, changes: dict[str, Any] | None = None) -> Case:
    case = case_of(case_id)
    with site_story(purpose=PURPOSE, by=by, at=at, right=right) as act:
        move(case, name, act=act, changes=changes, version=case.version)
    return case


def read(*, case_id: int, by: Actor, at: datetime) -> Case:
    """A receipt: read. Once for each version; once more does nothing. Raises NotHere, IllegalMove (not published)."""
    case = case_of(case_id)
    if case.state == Case.State.DISCARDED:
        raise NotHere
    with site_story(purpose=PURPOSE, by=by, at=at, right="cases.read") as act:
        if case.state != Case.State.PUBLISHED:
            raise IllegalMove(state=case.state, move="read")
        _read(case, act)
    return case


def _read(case: Case, act: Act) -> None:
    if act.by.user_id is None:
        return
    made = CaseRead.objects.get_or_create(
        case=case, version=case.version, user_id=act.by.user_id, defaults={"site_id": act.by.site_id, "read_at": act.at}
    )[1]
    if made:
        act.record("case.read", case, version=case.version)
