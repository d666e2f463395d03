"""The paper that a customer agrees to: presented in versions, decided line by line, by whom and by which channel."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import stamps
from yinuo.core.statements.asked import asked, records
from yinuo.core.workflow.services import move, swap
from yinuo.information.encounters import services as encounters
from yinuo.information.promises import services as promises
from yinuo.operations.visits import services as visits

from .. import queries, rules
from ..models import AddedWork, Decision, Estimate, Line, Order
from . import parts
from .changes import drop_work
from .common import EditedMeanwhile, change, check_open, finish_work_if_last, site_of
from .opening import supersede

State = Estimate.State
CHANNELS = {"tablet": "face", "page": "page", "phone": "phone", "text": "text", "wechat": "wechat"}  # → channel of the encounter


class NothingToDecide(DomainError):
    sentence = _("Every line of this order is decided already. Add or change a line first, then present it.")


class ReadyTimePast(Invalid):
    sentence = _("The promised time lies in the past. Choose a later one.")


class ReadyTimeNeeded(Invalid):
    sentence = _("Choose by when the car will be ready; the customer agrees to the time together with the price.")


class LinkExpired(DomainError):
    sentence = _("This link has expired. Ring us, or ask your service advisor for a new one.")
    status = 410


class AlreadyDecided(DomainError):
    sentence = _("This estimate has been answered already. Nothing was changed.")


class NewerVersion(DomainError):
    sentence = _(
        "There is a newer version of this estimate. Please answer that one: it is in the newest message, or ask your service advisor."
    )


class AnswerEachLine(Invalid):
    sentence = _("Please approve or decline each line. What you chose is kept.")


class WhoDecided(Invalid):
    sentence = _("Write down who decided.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided on one line."""

    approved: bool
    reason: str = ""


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def present_estimate(
    *, order_id: int, ready_at: datetime | None, by: Actor, at: datetime, message: str = "", revision: int | None = None
) -> tuple[Estimate, str]:
    """Put the order as it stands to the customer: a new version with copied lines, and the token of its link (kept nowhere but as a hash).

    Earlier versions can no longer be answered. Without `ready_at` the time that was promised stays.
    Raises NothingToDecide, EditedMeanwhile (when `revision` is not the order's), ReadyTimePast, ReadyTimeNeeded.
    """
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        order = act.subject
        check_open(order)
        if revision is not None and revision != order.revision:
            raise EditedMeanwhile(_("Somebody else changed this order a moment ago. Look at it again, then present it."))
        estimate, token = _put_version(act, order, _ready_time(order, ready_at, at), message)
        visits.confirm(act, order.visit)
        _ask_added_work(act, order, estimate)
    return estimate, token


def _ready_time(order: Order, ready_at: datetime | None, at: datetime) -> datetime:
    ready_at = ready_at or order.visit.promised_ready_at
    if ready_at is None:
        raise ReadyTimeNeeded
    if ready_at <= at and ready_at != order.visit.promised_ready_at:
        raise ReadyTimePast
    return ready_at


def _put_version(act: Act, order: Order, ready_at: datetime, message: str) -> tuple[Estimate, str]:
    lines = records(Line, "finding", "part", order=order, removed=False)
    if not any(line.approval == Line.Approval.PROPOSED for line in lines):
        raise NothingToDecide
    site = site_of(act)
    offered = [line for line in lines if line.approval != Line.Approval.DECLINED]
    totals = rules.totals_by_payer(offered, included=site.prices_include_tax)
    supersede(act, order)
    last = _last_version.first(order=order.pk) or 0
    token = secrets.token_urlsafe(32)
    estimate = Estimate.objects.create(
        site_id=act.site_id, order=order, version=last + 1, ready_at=ready_at, message=message.strip()[:400], token_hash=hash_of(token),
        expires_at=act.at + timedelta(hours=queries.policy_of(act.site_id).link_hours), lines=[copied(line, site) for line in offered],
        total=totals["customer"].gross if "customer" in totals else 0,
        totals={payer: {"net": total.net, "tax": total.tax, "gross": total.gross} for payer, total in totals.items()},
        **stamps(act.by, act.at),
    )  # fmt: skip
    act.record(
        "estimate.presented", estimate, order=order.pk, version=estimate.version, total=estimate.total, ready_at=ready_at.isoformat()
    )
    return estimate, token


@asked(Estimate)
def _last_version(rows: QuerySet[Estimate], order: Any) -> QuerySet:
    return rows.filter(order_id=order).order_by("-version").values_list("version", flat=True)[:1]


def copied(line: Line, site) -> dict[str, Any]:
    """A line as it stands on the paper; `ask` says that it is to be decided."""
    total = rules.total_of(line, included=site.prices_include_tax)
    return {
        "id": line.pk, "parent": line.parent_id, "kind": line.kind, "code": line.code, "description": line.description,
        "quantity": line.quantity, "unit": line.part.unit if line.part_id else "", "unit_price": line.unit_price, "discount": line.discount,
        "discount_reason": line.discount_reason, "tax_rate": line.tax_rate, "payer": line.payer, "net": total.net, "tax": total.tax,
        "gross": total.gross, "added": line.added, "finding": line.finding_id, "ask": line.approval == Line.Approval.PROPOSED,
    }  # fmt: skip


def _ask_added_work(act: Act, order: Order, estimate: Estimate) -> None:
    """The version asks about work that was added: the requests it answers are asked, and an answer is expected by a time."""
    asked = [copy["id"] for copy in estimate.lines if copy["ask"] and copy["added"]]
    if not asked:
        return
    _ask_for_the_rest(act, order, asked)
    for request in AddedWork.objects.filter(order=order, state__in=["requested", "asked"], lines__in=asked).distinct():
        swap(request, act=act, expect={"state": request.state}, state=AddedWork.State.ASKED, estimate_id=estimate.pk)
        act.record("added_work.asked", request, order=order.pk, version=estimate.version)
    promises.withdraw(act, kind="added_work_answer", reason=gettext("asked again"))
    due_at = act.at + timedelta(minutes=queries.policy_of(act.site_id).answer_minutes)
    promises.make(
        act, kind="added_work_answer", text=gettext("answer about added work"), due_at=due_at, customer_id=order.visit.customer_id,
        owner_id=order.visit.advisor_id or act.by.user_id, subject=estimate, how="system",
    )  # fmt: skip


def _ask_for_the_rest(act: Act, order: Order, asked: list[int]) -> None:
    """Work that the advisor added without anybody's request is a request of the advisor's own."""
    unasked = list(Line.objects.filter(pk__in=asked, added_work=None))
    heads = [line for line in unasked if line.parent_id is None] or unasked
    if not heads:
        return
    text = ", ".join(line.description for line in heads)[:240]
    request = AddedWork.objects.create(site_id=act.site_id, order=order, text=text, **stamps(act.by, act.at))
    Line.objects.filter(pk__in=[line.pk for line in unasked]).update(added_work=request)
    act.record("added_work.requested", request, order=order.pk, text=text)


def new_link(*, estimate_id: int, by: Actor, at: datetime) -> tuple[Estimate, str]:
    """Another token for the same version, with a new life; the earlier link ends."""
    with story(Estimate, estimate_id, by=by, at=at, right="estimate.write") as act:
        estimate, token = act.subject, secrets.token_urlsafe(32)
        if estimate.state == State.SUPERSEDED:
            raise NewerVersion
        expires = at + timedelta(hours=queries.policy_of(act.site_id).link_hours)
        swap(estimate, act=act, expect={"state": estimate.state}, token_hash=hash_of(token), expires_at=expires)
        act.record("estimate.link_made", estimate, version=estimate.version)
    return estimate, token


def told(*, estimate_id: int, channel: str, by: Actor, at: datetime, text: str = "") -> Estimate:
    """The link was given to the customer: a notice, kept as an encounter."""
    if channel not in CHANNELS:
        raise Invalid
    with story(Estimate, estimate_id, by=by, at=at, right="estimate.write") as act:
        estimate = act.subject
        encounters.record(
            act, customer_id=estimate.order.visit.customer_id, channel=CHANNELS[channel], about="estimate",
            text=text or gettext("Estimate %(number)s, version %(version)s") % {"number": estimate.order.number, "version": estimate.version},
        )  # fmt: skip
        act.record("estimate.sent", estimate, version=estimate.version, channel=channel)
    return estimate


def opened(*, estimate_id: int, by: Actor, at: datetime) -> None:
    """The customer has opened the link for the first time; later openings change nothing."""
    with story(Estimate, estimate_id, by=by, at=at, right="estimate.decide") as act:
        if act.subject.opened_at is None:
            swap(act.subject, act=act, expect={"opened_at": None}, opened_at=at)
            act.record("estimate.opened", act.subject, version=act.subject.version)


def decide(
    *, estimate_id: int, answers: Mapping[int, Answer], channel: str, decided_by: str, by: Actor, at: datetime,
    signature: Any = None,
) -> Estimate:  # fmt: skip
    """The customer approves or declines each line that was asked: on the tablet, on the customer's page, or told to the advisor by phone.

    `answers` by the id of a line that stands on its own; parts that belong to it follow. Approved parts are reserved, what is agreed becomes
    promises of price and ready time. Raises AlreadyDecided, NewerVersion, LinkExpired, AnswerEachLine.
    """
    right = "estimate.write" if by.user_id is not None else "estimate.decide"
    decided_by = " ".join(decided_by.split())[:120]
    if channel not in CHANNELS:
        raise Invalid
    if not decided_by:
        raise WhoDecided
    with story(Estimate, estimate_id, by=by, at=at, right=right) as act:
        estimate = act.subject
        _check_answerable(estimate, at, by)
        lines = _asked_lines(act, estimate, answers)
        picture = _keep_signature(act, estimate, signature)
        for line in lines:
            _decide_line(act, estimate, line, answers[line.parent_id if line.parent_id in answers else line.pk], decided_by, channel)
        _conclude(act, estimate, lines, decided_by, channel, picture)
    return estimate


def _keep_signature(act: Act, estimate: Estimate, signature) -> Any:
    if signature is None:
        return None
    from yinuo.core.pictures import services as pictures

    return pictures.attach(act, file=signature, kind="signature", subject=estimate)


def _check_answerable(estimate: Estimate, at: datetime, by: Actor) -> None:
    if estimate.state == State.SUPERSEDED:
        raise NewerVersion
    if estimate.state != State.PRESENTED:
        raise AlreadyDecided
    check_open(estimate.order)
    if by.user_id is None and at >= estimate.expires_at:
        raise LinkExpired


@asked(Line)
def _lines_to_change(rows: QuerySet[Line], order: Any) -> QuerySet:
    """The order's lines, locked, each with its part."""
    return rows.filter(order_id=order).select_related("order__visit", "part").select_for_update(of=("self",))


def _asked_lines(act: Act, estimate: Estimate, answers: Mapping[int, Answer]) -> list[Line]:
    """The lines that the version asks about, as they are now. A line that changed since is not what the customer saw: NewerVersion."""
    asked = {copy["id"]: copy for copy in estimate.lines if copy["ask"]}
    heads = {id for id, copy in asked.items() if copy["parent"] not in asked}
    if not rules.answers_fit(heads, set(answers)):
        raise AnswerEachLine
    lines = [line for line in _lines_to_change(order=estimate.order_id) if line.pk in asked]
    site = site_of(act)
    if len(lines) != len(asked) or any(line.removed or copied(line, site) != asked[line.pk] for line in lines):
        raise NewerVersion
    return sorted(lines, key=lambda line: (line.part_id or 0, line.pk))


def _decide_line(act: Act, estimate: Estimate, line: Line, answer: Answer, decided_by: str, channel: str) -> None:
    reason = "" if answer.approved else " ".join(answer.reason.split())[:120]
    Decision.objects.create(
        site_id=act.site_id, line=line, estimate=estimate, approved=answer.approved, reason=reason, decided_by=decided_by,
        recorded_by_id=act.by.user_id, channel=channel, at=act.at,
    )  # fmt: skip
    if answer.approved:
        change(line, act, approval=Line.Approval.APPROVED, declined_reason="")
        demand = queries.demand_of(line)
        if demand is not None:
            parts.secure(act, demand)
    else:
        change(line, act, approval=Line.Approval.DECLINED, declined_reason=reason)
        drop_work(act, line)
    act.record("line.approved" if answer.approved else "line.declined", line, order=line.order_id, reason=reason, channel=channel)


def _conclude(act: Act, estimate: Estimate, lines: list[Line], decided_by: str, channel: str, picture) -> None:
    order, agreed = estimate.order, any(line.approval == Line.Approval.APPROVED for line in lines)
    if agreed:
        for earlier in records(Estimate, order=order, state=State.AGREED):
            swap(earlier, act=act, expect={"state": State.AGREED}, state=State.SUPERSEDED)
    included = site_of(act).prices_include_tax
    of_orders = queries.agreed_totals(order.visit_id, included=included)
    total = sum(of_orders.values())
    swap(
        estimate, act=act, expect={"state": State.PRESENTED}, state=State.AGREED if agreed else State.DECLINED,
        agreed_at=act.at if agreed else None, agreed_by=decided_by, channel=channel, signature=picture,
        total=of_orders.get(order.pk, 0) if agreed else estimate.total,
    )  # fmt: skip
    _close_added_work(act, estimate, lines, channel)
    if agreed:
        facts: dict[str, Any] = {
            "version": estimate.version,
            "customer_total": total,
            "ready_at": estimate.ready_at.isoformat(),
            "channel": channel,
        }
        act.record("estimate.agreed", estimate, order=order.pk, **facts)
        _promise(act, estimate, total)
        _extend(act, order)
    else:
        act.record("estimate.declined", estimate, order=order.pk, version=estimate.version, channel=channel)
    finish_work_if_last(act, order)


def _close_added_work(act: Act, estimate: Estimate, lines: list[Line], channel: str) -> None:
    requests = records(AddedWork, estimate=estimate, state=AddedWork.State.ASKED)
    for request in requests:
        approved = any(line.added_work_id == request.pk and line.approval == Line.Approval.APPROVED for line in lines)
        swap(request, act=act, expect={"state": AddedWork.State.ASKED}, state=AddedWork.State.DECIDED)
        act.record("added_work.decided", request, order=estimate.order_id, approved=approved, channel=channel)
    if requests:
        promises.keep(act, kind="added_work_answer")


def _promise(act: Act, estimate: Estimate, total: int) -> None:
    """An agreement makes two promises, the price and the ready time; a later one is negotiated anew with the customer's agreement."""
    visit, ready_at = estimate.order.visit, estimate.ready_at
    ready_at = max(ready_at, _other_orders_time(estimate) or ready_at)
    expected = queries.expected_ready(visit.pk, at=act.at)
    common: dict[str, Any] = {"customer_id": visit.customer_id, "owner_id": visit.advisor_id, "how": estimate.channel}
    with override(site_of(act).language):  # the house keeps them, whatever language the customer agreed in
        reason = gettext("estimate version %(version)s agreed") % {"version": estimate.version}
        made = (("price", gettext("agreed price"), total), ("ready_time", gettext("car ready"), None))
    over = bool(visit.no_repair_reason)  # only a fee is agreed: the car stands ready
    for kind, text, amount in made[:1] if over else made:
        again = promises.renegotiate_open(act, kind=kind, due_at=ready_at, amount=amount, how=estimate.channel, reason=reason)
        if not again:
            promises.make(act, kind=kind, text=text, due_at=ready_at, amount=amount, subject=visit, **common)
    if not over:
        promises.expect(act, kind="ready_time", expected_at=expected)
        visits.promise_ready(act, visit, ready_at=ready_at)


def _other_orders_time(estimate: Estimate) -> datetime | None:
    """The latest time agreed for another order of the same visit: the car is ready when all are."""
    agreed = records(Estimate, "order", order__visit=estimate.order.visit_id, state=State.AGREED)
    others = [one.ready_at for one in agreed if one.order_id != estimate.order_id and one.order.state != Order.State.VOID]
    return max(others, default=None)


def _extend(act: Act, order: Order) -> None:
    """Work was agreed while the order was in its inspections: it goes back to the workshop and is inspected anew."""
    if order.state == Order.State.INSPECTING and queries.open_work(order.pk):
        move(order, "extend", act=act, changes={"round": order.round + 1})


def renegotiate_ready(*, order_id: int, ready_at: datetime, how: str, reason: str, by: Actor, at: datetime) -> Order:
    """The customer agreed to another ready time (told by phone, in the lounge …); the price stays."""
    if how not in CHANNELS:
        raise Invalid(_("Choose how the customer agreed."))
    if ready_at <= at:
        raise ReadyTimePast
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        order = act.subject
        check_open(order)
        if order.visit.promised_ready_at is None:
            raise ReadyTimeNeeded
        promises.renegotiate_open(act, kind="ready_time", due_at=ready_at, amount=None, how=how, reason=reason.strip()[:240])
        visits.promise_ready(act, order.visit, ready_at=ready_at)
        encounters.record(act, customer_id=order.visit.customer_id, channel=CHANNELS[how], about="ready_time", text=reason.strip()[:2000])
        act.record("ready_time.renegotiated", order, ready_at=ready_at.isoformat(), how=how)
    return order
