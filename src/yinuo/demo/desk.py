"""Writing the end of a story: handover, invoices and payments, the follow-up call."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from yinuo.core.money.rules import line_amount, tax_of, totals
from yinuo.operations.orders.models import Line, Order
from yinuo.operations.settlement.models import Checkout, Invoice, InvoiceLine, Payment
from yinuo.operations.visits.models import Visit
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.follow_up.rules import DUE_DAYS, TRIES

from .answers import Answers
from .cast import Story
from .shop import Shop

THINGS = ["key", "licence", "old_parts"]
MARKS = (
    ("cleaned", "car.cleaned", "technician"), ("shown", "car.shown", "advisor"), ("explained", "charges.explained", "cashier"),
)  # fmt: skip


class Desk(Shop):
    """Writes what is done at the car, at the cashier's and on the telephone; `answers` asks the customers afterwards."""

    answers: Answers | None = None

    def story(self, story: Story) -> None:
        """The whole story, as far as it has come."""
        appointment = self.booking(story)
        visit = self.visit(story, appointment)
        if visit is None:
            return
        order = self.order(story, visit)
        self.hand_over(story, visit)
        if order is not None:
            self.settle(story, visit, order)
        self.leave(story, visit)

    def hand_over(self, story: Story, visit: Visit) -> None:
        batch, thread = self.batch, visit.thread
        done = {
            name: when for name in ("cleaned", "told", "shown", "explained", "returned", "next_told") if (when := self.past(story, name))
        }
        if not done:
            return
        advisor, cashier = self.house.actor("advisor", story.advisor), self.house.actor("cashier")
        batch.add(
            Checkout, by=advisor, at=min(done.values()), changed=max(done.values()), visit=visit, cleaned_at=done.get("cleaned"), notified_at=done.get("told"),
            shown_at=done.get("shown"), explained_at=done.get("explained"), returned=dict.fromkeys(THINGS, True) if "returned" in done else {},
            returned_at=done.get("returned"), next_service_told_at=done.get("next_told"),
        )  # fmt: skip
        for name, event, role in MARKS:
            batch.tell(thread, event, done.get(name), visit, self.house.actor(role, story.advisor))
        if told := done.get("told"):
            self.encounter(
                thread, told, visit.customer, advisor, "ready", self.house.country.NOTICES["ready"], visit.customer.preferred_channel
            )
            batch.tell(thread, "customer.told_ready", told, visit, advisor, channel=visit.customer.preferred_channel)
        batch.tell(thread, "things.returned", done.get("returned"), visit, cashier, things=THINGS)
        if when := done.get("next_told"):
            on, km = self.next_service(story, visit)
            batch.tell(thread, "next_service.told", when, visit, advisor, on=on.isoformat(), km=km)
            batch.next_service.append((visit.vehicle, on, km))

    def next_service(self, story: Story, visit: Visit) -> tuple[date, int]:
        """Half a year on; some cars go by the shorter interval of hard use, and are due again within the demo's days."""
        days, thousands = (75, 5) if story.km % 12 == 0 else (180, 10)
        return visit.day + timedelta(days=days), (story.km // 1000 + thousands) * 1000

    def settle(self, story: Story, visit: Visit, order: Order) -> None:
        """One invoice per payer; the customer's is paid, the others go on account."""
        issued = self.past(story, "invoiced")
        if not issued:
            return
        lines: dict[str, list[Line]] = defaultdict(list)
        agreed: list[Any] = self.batch.rows[Line]
        for line in agreed:
            if line.order is order and line.approval == "approved":
                lines[line.payer].append(line)
                if story.goodwill and line.kind == "labour":  # given at the desk, after the estimate was agreed
                    line.discount, line.discount_reason = line.unit_price * story.goodwill // 100, f"{story.goodwill} %"
        final = self.total(line for rows in lines.values() for line in rows)
        for payer in sorted(lines, key=lambda payer: payer != "customer"):
            invoice = self.invoice(story, visit, order, payer, lines[payer], final)
            if payer == "customer":
                self.pay(story, visit, invoice)
        if paid := self.past(story, "paid"):
            self.batch.tell(visit.thread, "visit.settled", paid, visit, self.house.actor("cashier"))

    def invoice(self, story: Story, visit: Visit, order: Order, payer: str, lines: list[Line], final: int) -> Invoice:
        house, batch, at, cashier = self.house, self.batch, story.at["invoiced"], self.house.actor("cashier")
        included, local = house.site.prices_include_tax, house.local(at)
        amounts = [line_amount(quantity=line.quantity, unit_price=line.unit_price, discount=line.discount) for line in lines]
        net, tax, gross = totals(((amount, line.tax_rate) for amount, line in zip(amounts, lines, strict=True)), included=included)
        bill_to, customer = (
            (visit.customer.name, visit.customer)
            if payer == "customer"
            else (house.country.INSURER if payer == "insurance" else payer, None)
        )
        number = f"{local.year}-{house.number(f'invoice:{local.year}'):06d}"
        row = batch.add(
            Invoice, by=cashier, at=at, visit=visit, number=number, payer=payer, bill_to=bill_to, customer=customer, net=net, tax=tax, gross=gross,
            currency=house.site.currency, issued_at=at,
        )  # fmt: skip
        for n, (line, amount) in enumerate(zip(lines, amounts, strict=True)):
            batch.copies.append((batch.add(
                InvoiceLine, invoice=row, line_id=0, position=n, description=line.description, kind=line.kind, quantity=line.quantity,
                unit=line.part.unit if line.part else "", unit_price=line.unit_price,
                discount=line.discount, amount=amount, tax_rate=line.tax_rate, tax=tax_of(amount, rate=line.tax_rate, included=included),
            ), line))  # fmt: skip
        told = {"customer_total": final} if payer == "customer" else {}
        batch.tell(visit.thread, "invoice.issued", at, row, cashier, number=number, payer=payer, gross=gross, **told)
        return row

    def pay(self, story: Story, visit: Visit, invoice: Invoice) -> None:
        paid, cashier = self.past(story, "paid"), self.house.actor("cashier")
        if not paid or invoice.gross <= 0:
            return
        reference = "" if story.method == "cash" else f"{invoice.number[-6:]}{paid:%H%M%S}"
        row = self.batch.add(
            Payment,
            by=cashier,
            at=paid,
            visit=visit,
            invoice=invoice,
            method=story.method,
            amount=invoice.gross,
            reference=reference,
            paid_at=paid,
        )
        self.batch.tell(visit.thread, "payment.payment", paid, row, cashier, method=story.method, amount=invoice.gross)

    def leave(self, story: Story, visit: Visit) -> None:
        """Gone, called, answered, closed."""
        batch, house, gone = self.batch, self.house, self.past(story, "delivered")
        if not gone:
            return
        cashier, agent, thread = house.actor("cashier"), house.actor("follow_up_agent"), visit.thread
        batch.tell(thread, "visit.delivered", gone, visit, cashier)
        if self.answers is not None:
            self.answers.ask(story, visit, gone, cashier)
        called, answered, unreached = self.past(story, "called"), self.past(story, "answered"), self.past(story, "unreached")
        raised = story.raised if called else ""
        row = batch.add(
            DueCall, by=agent, at=gone, changed=answered or called or unreached, visit=visit, due_on=house.local(gone).date() + timedelta(days=DUE_DAYS),
            state="done" if called else "unreachable" if unreached else "due", attempts=TRIES if unreached else int(bool(called)),
            outcome=("unhappy" if raised else "happy") if called else "", raised=raised, answer_due_at=story.answer_due if raised else None,
            answered_at=answered, interrupted=not story.uninterrupted if called else None, done_at=called or unreached,
            owner_id=agent.user_id if called else None,
        )  # fmt: skip
        batch.tell(thread, "follow_up.due", gone, row, cashier, on=row.due_on.isoformat())
        if called:
            self.encounter(thread, called, visit.customer, agent, "follow_up", raised or house.country.NOTICES["called"], minutes=3)
            told = {"interrupted": not story.uninterrupted, "raised": bool(raised), "outcome": row.outcome} | (
                {"answer_due_at": story.answer_due} if raised else {}
            )
            batch.tell(thread, "follow_up.called", called, row, agent, **told)
        batch.tell(thread, "follow_up.unreachable", unreached, row, agent)
        if raised:
            end = ("kept", answered) if answered else None
            self.promise(
                thread,
                kind="call_back",
                at=called,
                due=story.answer_due,
                by=agent,
                customer=visit.customer,
                ended=end,
                how="phone",
                owner=agent.user_id,
                about=row,
            )
            batch.tell(thread, "follow_up.answered", answered, row, agent)
        batch.tell(thread, "visit.closed", self.past(story, "closed"), visit, agent)
