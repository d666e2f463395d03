"""What is given for a complaint: within the giver's limit at once, beyond it by one approval with an answer time. It is a cost, and a promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import Act, site_story, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.validation import check, tidy
from yinuo.core.workflow.services import move
from yinuo.information.promises import services as promises

from .. import rules
from ..models import Complaint, Goodwill, GoodwillBudget, GoodwillLimit
from .common import alive, hours

GIVE, APPROVE = "complaints.write", "complaints.approve"
MOST = 10**12


class BudgetSpent(DomainError):
    sentence = _("Somebody gave the rest of this month's budget a moment ago. Send it again: it will then be asked for.")


class AskedAlready(DomainError):
    sentence = _("Something is asked for on this case already. Wait for the answer, or withdraw it.")


def give(*, complaint_id: int, kind: str, text: str, amount: int, promised_for: datetime, by: Actor, at: datetime) -> Goodwill:
    """Give something. Within the limits of the giver's roles it is promised at once; beyond them it is asked for (state `asked`), once on a case."""
    if promised_for <= at:
        raise Invalid(_("This time has passed. A promise is due in the future."))
    if not 0 <= amount < MOST:
        raise Invalid(_("Write what it costs us: zero or more."))
    with story(Complaint, complaint_id, by=by, at=at, right=GIVE) as act:
        complaint = act.subject
        alive(complaint)
        row = Goodwill(
            site_id=act.site_id, complaint=complaint, kind=kind, text=tidy(text), amount=amount, month=month_of(at), promised_for=promised_for,
            **stamps(by, at),
        )  # fmt: skip
        check(row)
        row.role = next((role for role, room in rooms(complaint, by, at=at).items() if room.fits(amount)), "")
        _ask(act, complaint, row) if not row.role else _give(act, complaint, row)
    return row


def month_of(at: datetime) -> date:
    return timezone.localdate(at, current_site().zone).replace(day=1)


def rooms(complaint: Complaint, by: Actor, *, at: datetime) -> dict[str, rules.Room]:
    """{role: what it may still give on this case}, of the person's roles, the smallest limit that gives anything first."""
    limits = {role: limit for role, limit in limits_of_site().items() if role in by.roles and limit[0]}
    given = dict(
        Goodwill.objects.filter(complaint=complaint, state__in=("given", "handed_over"), approved=False)
        .values_list("role").annotate(n=Sum("amount")).order_by()
    )  # fmt: skip
    spent = dict(GoodwillBudget.objects.filter(month=month_of(at), role__in=limits).values_list("role", "given"))
    found = {role: rules.Room(limit[0], limit[1], sum(given.values()), spent.get(role, 0)) for role, limit in limits.items()}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].per_case, pair[0])))


def limits_of_site() -> dict[str, tuple[int, int]]:
    """{role: (per case, per month)}: what the site has set, else the defaults from its labour rate."""
    rate = current_site().labour_rate
    found = {role: rules.default_limit(role, rate) for role in rules.LIMIT_HOURS}
    return found | {row.role: (row.per_case, row.per_month) for row in GoodwillLimit.objects.all()}


def _give(act: Act, complaint: Complaint, row: Goodwill) -> None:
    """By one's own authority: the month's budget of the role is taken by compare-and-swap, so that two people at once never go beyond it."""
    _take_budget(act.site_id, row.role, row.month, row.amount, limit=limits_of_site()[row.role][1])
    row.save(force_insert=True)
    _promised(act, complaint, row)


def _take_budget(site_id: int, role: str, month: date, amount: int, *, limit: int) -> None:
    key = {"site_id": site_id, "role": role, "month": month}
    GoodwillBudget.objects.bulk_create([GoodwillBudget(**key)], ignore_conflicts=True)
    taken = GoodwillBudget.objects.filter(**key, given__lte=limit - amount).update(given=F("given") + amount)
    if taken != 1:
        raise BudgetSpent


def _promised(act: Act, complaint: Complaint, row: Goodwill) -> None:
    move(
        row,
        "grant",
        act=act,
        changes={"decided_at": act.at, "decided_by_id": act.by.user_id},
        amount=row.amount,
        kind=row.kind,
        approved=row.approved,
        role=row.role,
    )
    Complaint.objects.filter(pk=complaint.pk).update(goodwill_cost=F("goodwill_cost") + row.amount, **change_stamps(act.by, act.at))
    complaint.goodwill_cost += row.amount
    promises.make(
        act, kind="compensation", text=row.text, due_at=row.promised_for, customer_id=complaint.customer_id,
        owner_id=complaint.owner_id or act.by.user_id, amount=row.amount, subject=row,
    )  # fmt: skip


def _ask(act: Act, complaint: Complaint, row: Goodwill) -> None:
    if Goodwill.objects.filter(complaint=complaint, state=Goodwill.State.ASKED).exists():
        raise AskedAlready
    row.answer_due_at = rules.open_end(hours(act.at), act.at, rules.APPROVAL_MINUTES)
    row.save(force_insert=True)
    act.record("goodwill.asked", row, amount=row.amount, kind=row.kind, answer_due_at=row.answer_due_at.isoformat())


def approve(*, goodwill_id: int, by: Actor, at: datetime, note: str = "") -> Goodwill:
    """Yes to what is beyond the asker's limit. Whoever asked does not answer. It counts beside the approver's own budget."""
    with story(Goodwill, goodwill_id, by=by, at=at, right=APPROVE) as act:
        row = act.subject
        alive(row.complaint)
        if row.created_by_id is not None and row.created_by_id == by.user_id and not _alone(by):
            raise Invalid(_("Somebody else has to answer what you asked for yourself."))
        row.role = "service_manager"
        Goodwill.objects.filter(pk=row.pk).update(role=row.role, approved=True, note=tidy(note)[:240])
        row.approved, row.note = True, tidy(note)[:240]
        row.promised_for = max(row.promised_for, at)
        _count_approved(act, row)
        _promised(act, row.complaint, row)
    return row


def _alone(by: Actor) -> bool:
    """A service manager who asked with the rights of that post needs nobody else."""
    return "service_manager" in by.roles


def _count_approved(act: Act, row: Goodwill) -> None:
    key = {"site_id": act.site_id, "role": row.role, "month": month_of(act.at)}
    GoodwillBudget.objects.bulk_create([GoodwillBudget(**key)], ignore_conflicts=True)
    GoodwillBudget.objects.filter(**key).update(approved=F("approved") + row.amount)


def refuse(*, goodwill_id: int, note: str, by: Actor, at: datetime) -> Goodwill:
    """No, with the reason, so that something else can be offered."""
    if not tidy(note):
        raise Invalid(_("Give the reason, in a few words."))
    with story(Goodwill, goodwill_id, by=by, at=at, right=APPROVE) as act:
        row = act.subject
        move(row, "refuse", act=act, changes={"decided_at": at, "decided_by_id": by.user_id, "note": tidy(note)[:240]}, amount=row.amount)
    return row


def hand_over(*, goodwill_id: int, by: Actor, at: datetime) -> Goodwill:
    """The customer has it: that promise is kept, in time or not."""
    with story(Goodwill, goodwill_id, by=by, at=at, right=GIVE) as act:
        row = act.subject
        move(row, "hand_over", act=act, changes={"handed_over_at": at}, amount=row.amount, kind=row.kind)
        promises.keep(act, kind="compensation", subject=row)
    return row


def withdraw(*, goodwill_id: int, reason: str, by: Actor, at: datetime) -> Goodwill:
    """It is not given after all: the cost and the budget are as before, the promise is withdrawn with the reason."""
    if not tidy(reason):
        raise Invalid(_("Give the reason, in a few words."))
    with story(Goodwill, goodwill_id, by=by, at=at, right=GIVE) as act:
        row, was_given = act.subject, act.subject.state == Goodwill.State.GIVEN
        move(row, "withdraw", act=act, changes={"note": tidy(reason)[:240]}, amount=row.amount, reason=tidy(reason)[:240])
        if was_given:
            _give_back(act, row)
    return row


def _give_back(act: Act, row: Goodwill) -> None:
    column = "approved" if row.approved else "given"
    GoodwillBudget.objects.filter(role=row.role, month=row.month).update(**{column: F(column) - row.amount})
    Complaint.objects.filter(pk=row.complaint_id).update(goodwill_cost=F("goodwill_cost") - row.amount, **change_stamps(act.by, act.at))
    row.complaint.goodwill_cost -= row.amount
    promises.withdraw(act, kind="compensation", reason=row.note, subject=row)


def set_limits(*, limits: Mapping[str, tuple[int, int]], by: Actor, at: datetime) -> None:
    """What each role may give by itself: {role: (per case, per month)}, minor units. Right: setup.write."""
    if any(not (0 <= amount < MOST) for limit in limits.values() for amount in limit):
        raise Invalid(_("A limit is zero or more."))
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        before = limits_of_site()
        for role, (per_case, per_month) in limits.items():
            if role not in rules.LIMIT_HOURS:
                raise Invalid(_("This role gives nothing away."))
            if before[role] != (per_case, per_month):
                GoodwillLimit.objects.update_or_create(
                    site_id=act.site_id, role=role, defaults={"per_case": per_case, "per_month": per_month, **change_stamps(by, at)},
                    create_defaults={"per_case": per_case, "per_month": per_month, **stamps(by, at)},
                )  # fmt: skip
        act.record("goodwill.limits_set", current_site(), before=before, after=dict(limits))
