"""Changing lines: price, quantity, payer, discount within the giver's authority; taking out; order among each other."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.money.rules import labour_amount
from yinuo.core.sites.models import Site, change_stamps
from yinuo.core.workflow.services import move

from .. import queries, rules
from ..models import Line, Operation, PartDemand, Payer
from . import parts
from .common import (
    EditedMeanwhile,
    change,
    check_not_invoiced,
    check_number,
    check_open,
    check_payer,
    check_words,
    finish_work_if_last,
    site_of,
    touch,
)


class WorkBegun(DomainError):
    sentence = _("Work on this line has begun, so it cannot be taken out. Change its price or who pays, or ask the technician to stop it.")


class PartIssued(DomainError):
    sentence = _("The part was issued already. Ask the parts counter to take it back first.")


class DiscountTooHigh(DomainError):
    sentence = _("You may take off up to %(percent)s %% of this line. For more, ask your service manager to give the discount.")
    status = 422

    def __init__(self, percent: int):
        super().__init__(self.sentence % {"percent": percent})


class AgreedAndBegun(DomainError):
    sentence = _(
        "This was agreed and has begun, so it cannot become dearer or larger. Add a further line for what comes on top and ask for it."
    )


class ReasonNeeded(Invalid):
    sentence = _("Say why the price is lowered; the reason is kept with the line.")


class TooMuchOff(Invalid):
    sentence = _("The discount is larger than the line. Lower the discount.")


def change_line(
    *, line_id: int, by: Actor, at: datetime, revision: int | None = None, quantity: int | None = None, unit_price: int | None = None,
    discount: int | None = None, discount_reason: str | None = None, payer: str | None = None, description: str | None = None,
    minutes: int | None = None, parts_too: bool = False,
) -> Line:  # fmt: skip
    """Change what is given. A line that was agreed stays so while the customer pays no more for the same work; otherwise it is asked again.

    With `parts_too` a new payer pays the parts of the line as well, where they had the same payer as it.
    Raises EditedMeanwhile when `revision` is not the line's any more, DiscountTooHigh beyond the giver's authority, ReasonNeeded, BadAmount.
    """
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        line = act.subject
        check_open(line.order)
        check_not_invoiced(act, line)
        if line.removed or (revision is not None and revision != line.revision):
            raise EditedMeanwhile
        site = site_of(act)
        before, payer_before = _customer_pays(line, site), line.payer
        same_work = _write(line, site, quantity, unit_price, discount, discount_reason, payer, description, minutes)
        _check_reduction(line, by, changed=any(value is not None for value in (unit_price, discount)))
        _judge_approval(act, line, customer_before=before, customer_after=_customer_pays(line, site), same_work=same_work)
        change(line, act, **{name: getattr(line, name) for name in CHANGEABLE})
        _pass_on(act, line, minutes=minutes)
        act.record("line.changed", line, order=line.order_id, approval=line.approval)
        if parts_too and line.payer != payer_before:
            for part in line.parts.filter(removed=False, payer=payer_before):
                _pay_with(act, part, line.payer, site)
        touch(act, line.order)
    return line


def _pay_with(act: Act, part: Line, payer: str, site: Site) -> None:
    """Inside an act: a part goes to the payer of the work that it belongs to."""
    check_not_invoiced(act, part)
    before = _customer_pays(part, site)
    part.payer = payer
    _judge_approval(act, part, customer_before=before, customer_after=_customer_pays(part, site), same_work=True)
    change(part, act, payer=part.payer, approval=part.approval)
    act.record("line.changed", part, order=part.order_id, approval=part.approval)


CHANGEABLE = ("quantity", "unit_price", "list_price", "discount", "discount_reason", "payer", "description", "approval")


def remove_line(*, line_id: int, by: Actor, at: datetime, revision: int | None = None) -> Line:
    """Take a line (and the parts that belong to it) out of the order; it stays on record. Refused once work began or the part was issued."""
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        line = act.subject
        check_open(line.order)
        check_not_invoiced(act, line)
        if revision is not None and revision != line.revision:
            raise EditedMeanwhile
        if not line.removed:
            take_out(act, line)
            touch(act, line.order)
            finish_work_if_last(act, line.order)
    return line


def take_out(act: Act, line: Line) -> None:
    """Inside an act: a line and the parts that belong to it are no longer part of the order."""
    for child in [*line.parts.filter(removed=False), line]:
        drop_work(act, child)
        change(child, act, removed=True)
        act.record("line.removed", child, order=line.order_id, description=child.description)


def drop_work(act: Act, line: Line) -> None:
    """Inside an act: the operation and the part of a line are not wanted any more. Raises WorkBegun, PartIssued."""
    operation = Operation.objects.filter(line=line).first()
    if operation is not None and operation.state != Operation.State.DROPPED:
        if operation.state != Operation.State.PLANNED:
            raise WorkBegun
        move(operation, "drop", act=act)
    demand = PartDemand.objects.filter(line=line).first()
    if demand is not None and demand.state not in (PartDemand.State.DROPPED, PartDemand.State.RETURNED):
        if demand.state == PartDemand.State.ISSUED:
            raise PartIssued
        parts.give_up(act, demand)


def ask_again(*, line_id: int, reason: str, by: Actor, at: datetime) -> Line:
    """What was decided on a line is open again (recorded wrongly, or the customer thinks again): the next version asks for it.

    The decision itself stays on record, with the reason of this one beside it. Refused once work began or the part was issued.
    """
    reason = check_words(reason, largest=120)
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        line = act.subject
        check_open(line.order)
        check_not_invoiced(act, line)
        if line.removed or line.approval == Line.Approval.PROPOSED:
            raise EditedMeanwhile
        for one in [line, *line.parts.filter(removed=False)]:
            _ask_again(act, one, reason)
        touch(act, line.order)
    return line


def _ask_again(act: Act, line: Line, reason: str) -> None:
    if _begun(line):
        raise WorkBegun
    if line.approval == Line.Approval.DECLINED:
        revive(act, line)
    demand = PartDemand.objects.filter(line=line).first()
    if demand is not None and demand.state not in (PartDemand.State.PLANNED, PartDemand.State.RETURNED):
        parts.give_up(act, demand)
        move(demand, "revive", act=act)
    change(line, act, approval=Line.Approval.PROPOSED, declined_reason="")
    act.record("line.asked_again", line, order=line.order_id, reason=reason)


def move_line(*, line_id: int, up: bool, by: Actor, at: datetime) -> Line:
    """Move a line (with its parts) one place up or down among the order's lines."""
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        line = act.subject
        check_open(line.order)
        siblings = list(Line.objects.filter(order_id=line.order_id, parent_id=line.parent_id, removed=False).order_by("position", "id"))
        here = next((n for n, sibling in enumerate(siblings) if sibling.pk == line.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if there is not None and 0 <= there < len(siblings):
            siblings[here], siblings[there] = siblings[there], siblings[here]
            for position, sibling in enumerate(siblings, 1):
                Line.objects.filter(pk=sibling.pk).update(position=position)
            act.record("line.moved", line, order=line.order_id)
    return line


def _judge_approval(act: Act, line: Line, *, customer_before: int, customer_after: int, same_work: bool) -> None:
    was = line.approval
    line.approval = rules.approval_after_change(was, customer_before=customer_before, customer_after=customer_after, same_work=same_work)
    if was == Line.Approval.APPROVED and line.approval != was and _begun(line):
        raise AgreedAndBegun
    if was == Line.Approval.DECLINED:
        revive(act, line)


def _begun(line: Line) -> bool:
    family = [line.pk, line.parent_id] if line.parent_id else [line.pk]
    working = Operation.objects.filter(line__in=family).exclude(state__in=[Operation.State.PLANNED, Operation.State.DROPPED])
    return working.exists() or PartDemand.objects.filter(line=line, state=PartDemand.State.ISSUED).exists()


def revive(act: Act, line: Line) -> None:
    """Inside an act: what was declined is wanted after all (or offered anew)."""
    for dropped in [*Operation.objects.filter(line=line, state="dropped"), *PartDemand.objects.filter(line=line, state="dropped")]:
        move(dropped, "revive", act=act)


def _customer_pays(line: Line, site: Site) -> int:
    return rules.total_of(line, included=site.prices_include_tax).gross if line.payer == Payer.CUSTOMER else 0


def _write(line: Line, site: Site, quantity, unit_price, discount, discount_reason, payer, description, minutes) -> bool:
    """Put what is given into the line (not saved yet); True while it still is the same work."""
    same = quantity in (None, line.quantity) and minutes is None
    if quantity is not None:
        line.quantity = check_number(quantity, smallest=1, largest=rules.LARGEST_QUANTITY)
    if minutes is not None and line.kind == Line.Kind.LABOUR:
        _reprice(line, site, check_number(minutes, smallest=0, largest=rules.LARGEST_MINUTES), keep=unit_price is not None)
    if unit_price is not None:
        line.unit_price = check_number(unit_price, smallest=0, largest=rules.LARGEST_AMOUNT)
        line.list_price = max(line.list_price, 0) or line.unit_price
    if discount is not None:
        line.discount = check_number(discount, smallest=0, largest=rules.LARGEST_AMOUNT)
    if discount_reason is not None:
        line.discount_reason = " ".join(discount_reason.split())[:120]
    if payer is not None:
        line.payer = check_payer(payer)
    if description is not None:
        line.description = check_words(description)
    return same


def _reprice(line: Line, site: Site, minutes: int, *, keep: bool) -> None:
    """Other standard minutes at the labour rate mean another price, unless a price is given with them or the item has its own."""
    before = Operation.objects.get(line=line).standard_minutes
    if not keep and line.list_price == labour_amount(minutes=before, hourly_rate=site.labour_rate):
        line.unit_price = line.list_price = labour_amount(minutes=minutes, hourly_rate=site.labour_rate)


def _check_reduction(line: Line, by: Actor, *, changed: bool) -> None:
    if rules.amount_of(line) < 0:
        raise TooMuchOff
    if not changed or rules.reduction(line) == 0:
        return
    percent = rules.authority(by.roles, queries.policy_of(by.site_id).discount_limits)
    if not rules.within_authority(line, percent=percent):
        raise DiscountTooHigh(percent)
    if not line.discount_reason:
        raise ReasonNeeded


def _pass_on(act: Act, line: Line, *, minutes: int | None) -> None:
    """What the operation and the part demand must know of a changed line."""
    if minutes is not None:
        Operation.objects.filter(line=line).update(standard_minutes=minutes, **change_stamps(act.by, act.at))
    demand = PartDemand.objects.filter(line=line).first()
    if demand is not None and demand.quantity != line.quantity:
        if demand.state == PartDemand.State.ISSUED:
            raise PartIssued
        parts.resize(act, demand, line.quantity)
