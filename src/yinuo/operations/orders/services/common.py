"""What several services of orders need: refusals, the order that is written on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act
from yinuo.core.sites.models import Site, change_stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.writes import change as write_changes
from yinuo.core.workflow.services import move

from .. import rules
from ..models import Line, Operation, Order, Payer


class OrderClosed(DomainError):
    sentence = _("This order is finished and can no longer be changed. Open another order of the same visit for further work.")


class EditedMeanwhile(DomainError):
    sentence = _("Somebody else changed this line a moment ago. What you typed is kept: look at the present line, then save again.")


class Invoiced(DomainError):
    sentence = _("An invoice was issued for this line. Credit the invoice first; then the line can be changed.")


class UnknownPayer(Invalid):
    sentence = _("Choose who pays: customer, warranty, insurance or internal.")


class BadAmount(Invalid):
    sentence = _(
        "A price cannot be negative, a quantity not zero, and both have to be of a believable size. Correct the number and save again."
    )


class NoWords(Invalid):
    sentence = _("Say in a few words what it is (200 characters at most).")


def site_of(act: Act) -> Site:
    site = current_site()
    return site if site.pk == act.site_id else Site.objects.get(pk=act.site_id)


def check_open(order: Order, *, more_work: bool = False) -> None:
    """Refuse a change of an order that is settled or void, and further work on one that passed its last inspection."""
    if order.state == Order.State.VOID or order.visit.state not in rules.EDITABLE_VISITS:
        raise OrderClosed
    if more_work and order.state not in rules.EXTENDABLE_ORDERS:
        raise OrderClosed


def check_not_invoiced(act: Act, line: Line) -> None:
    """What was agreed and invoiced stays as it was invoiced. (The slice of invoices lies above; the thread's facts tell.)"""
    issued, credited = (act.thread.facts.get(name, {}).get("n", 0) for name in ("invoice.issued", "invoice.credited"))
    if line.approval == Line.Approval.APPROVED and issued > credited:
        raise Invoiced


def check_words(text: str, *, largest: int = 200) -> str:
    text = " ".join(text.split())
    if not 0 < len(text) <= largest or "\x00" in text:
        raise NoWords
    return text


def check_payer(payer: str) -> str:
    if payer not in Payer.values:
        raise UnknownPayer
    return payer


def check_number(value: int | None, *, smallest: int, largest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not smallest <= value <= largest:
        raise BadAmount
    return value


def touch(act: Act, order: Order) -> None:
    """Count one change of the order's lines."""
    order.revision += 1
    write_changes(Order, order.pk, {"revision": order.revision} | change_stamps(act.by, act.at))


def change(line: Line, act: Act, **changes: Any) -> None:
    """Write changes of a line that was locked with its story; counts its revision."""
    changes |= {"revision": line.revision + 1} | change_stamps(act.by, act.at)
    write_changes(Line, line.pk, changes)
    for name, value in changes.items():
        setattr(line, name, value)


def finish_work_if_last(act: Act, order: Order) -> None:
    """When nothing is left to do after a line was declined or taken out, the order waits for its inspections."""
    work = Operation.objects.filter(line__order=order, line__removed=False)
    still_open = work.filter(state__in=["planned", "running", "paused"]).exclude(line__approval=Line.Approval.DECLINED)
    if order.state == Order.State.IN_WORK and not still_open.exists() and work.filter(state=Operation.State.DONE).exists():
        move(order, "finish", act=act)
