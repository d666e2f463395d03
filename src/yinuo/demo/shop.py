"""Writing the second half: order, estimate, work, parts, inspections; then handover, invoice, payment, follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from yinuo.operations.orders import rules as order_rules
from yinuo.operations.orders.models import AddedWork, ClockEntry, Decision, Estimate, Inspection, Line, Operation, Order, PartDemand
from yinuo.operations.stock.models import StockMovement
from yinuo.operations.visits.models import Finding, Visit

from .arrivals import Arrivals
from .cast import Job, Span, Story
from .catalogue import BY_NUMBER

RARE = ("FD-PUMP", "DP-DAMP")  # what is short today


class Shop(Arrivals):
    """Writes what becomes of a car in the shop."""

    def order(self, story: Story, visit: Visit) -> Order | None:
        presented = self.past(story, "presented")
        if not presented or not story.jobs:
            return None
        house, batch = self.house, self.batch
        advisor, local = house.actor("advisor", story.advisor), house.local(presented)
        opened = story.at["nine"]
        number = f"{local.year}-{house.number(f'order:{local.year}'):06d}"
        state, turn, changed = self.order_state(story)
        order = batch.add(Order, by=advisor, at=opened, changed=changed, visit=visit, number=number, state=state, round=turn)
        batch.tell(visit.thread, "order.opened", opened, order, advisor, number=number)
        firsts = [job for job in story.jobs if not job.added]
        lines = {job: self.lines(story, order, job, advisor) for job in firsts}
        self.estimate(story, order, firsts, lines, version=1, at=presented, decided=story.at.get("agreed"), ready=story.promised)
        for version, job in enumerate([job for job in story.jobs if job.added], 2):
            if job.requested <= batch.now:
                self.added(story, order, job, lines, version)
        if released := self.past(story, "released"):
            batch.tell(visit.thread, "order.released", released, order, advisor)
            batch.tell(visit.thread, "visit.released", released, visit, advisor)
        for job in lines:
            self.work(story, order, job, lines[job])
        self.order_events(story, order, visit)
        self.inspections(story, order, visit)
        self.ready(story, visit)
        return order

    def order_state(self, story: Story) -> tuple[str, int, datetime | None]:
        now, done = self.batch.now, [job for job in story.jobs if job.spans]
        steps = [(story.at.get("released"), "released", 1)]
        if done:
            steps += [(min(job.start for job in done), "in_work", 1), (story.at.get("worked"), "inspecting", 1)]
        for inspected in story.inspections:
            if not inspected.passed:
                steps += [(inspected.at, "in_work", 2), (self.reworked(story), "inspecting", 2)]
            elif inspected.kind == "final":
                steps.append((inspected.at, "cleared", inspected.round))
        steps.append((story.at.get("ready"), "cleared", story.inspections[-1].round if story.inspections else 1))
        reached = [(state, turn, when) for when, state, turn in steps if when and when <= now]
        return reached[-1] if reached else ("draft", 1, None)

    @staticmethod
    def reworked(story: Story) -> datetime:
        return max(job.end for job in story.jobs if job.spans)

    def lines(self, story: Story, order: Order, job: Job, by) -> list[Line]:
        """The labour line of a job and the lines of its parts."""
        house, batch, item = self.house, self.batch, self.house.menu[job.item.code]
        decided = job.decided if job.decided and job.decided <= batch.now else None
        at = job.presented if job.added and job.presented else story.at["nine"]
        common = {
            "order": order, "payer": job.payer, "tax_rate": house.site.tax_rate, "added": job.added,
            "approval": ("declined" if job.declined else "approved") if decided else "proposed", "declined_reason": job.declined if decided else "",
        }  # fmt: skip
        position = len(batch.rows[Line]) % 1000
        discount = item.price * story.discount // 100 if job.payer == "customer" else 0
        labour = batch.add(
            Line, by=by, at=at, changed=decided, kind="labour", menu_item=item, code=item.code, description=house.named(job.item), unit_price=item.price,
            list_price=item.price, position=position, finding=job.seen, discount=discount, discount_reason="5 %" if discount else "", **common,
        )  # fmt: skip
        found = [labour]
        for n, (number, quantity) in enumerate(job.item.parts, 1):
            part = house.parts[number]
            found.append(batch.add(
                Line, by=by, at=at, changed=decided, kind="part", parent=labour, part=part, code=number, description=house.named(BY_NUMBER[number]),
                quantity=quantity, unit_price=part.price, list_price=part.price, cost=part.cost, position=position + n, **common,
            ))  # fmt: skip
        return found

    def totals(self, lines: Iterable[Line]) -> dict[str, dict[str, int]]:
        found = order_rules.totals_by_payer(lines, included=self.house.site.prices_include_tax)
        return {payer: {"net": total.net, "tax": total.tax, "gross": total.gross} for payer, total in found.items()}

    def total(self, lines: Iterable[Line]) -> int:
        return self.totals(lines).get("customer", {}).get("gross", 0)

    def estimate(
        self,
        story: Story,
        order: Order,
        jobs: list[Job],
        lines: dict[Job, list[Line]],
        *,
        version: int,
        at: datetime,
        decided: datetime | None,
        ready,
    ) -> Estimate:
        """A version of the estimate with its decisions; `jobs` are those it asks about."""
        batch, advisor = self.batch, self.house.actor("advisor", story.advisor)
        agreed = decided if decided and decided <= batch.now else None
        offered = [line for job, rows in lines.items() for line in rows if job in jobs or not job.declined]
        kept = [line for job, rows in lines.items() for line in rows if not job.declined]
        taken = any(not job.declined for job in jobs)
        channel = "tablet" if version == 1 else "page"
        later = next(
            (job for job in story.jobs if job.added and version == 1 and not job.declined and job.decided and job.decided <= batch.now),
            None,
        )
        state = ("superseded" if later else "agreed" if taken else "declined") if agreed else "presented"
        presented = kept if agreed and taken else offered
        total = self.total(presented)
        row = batch.add(
            Estimate, by=advisor, at=at, changed=agreed, order=order, version=version, state=state, total=total, ready_at=ready,
            lines=[self.copied(line, any(line in lines[job] for job in jobs)) for line in offered], totals=self.totals(presented),
            expires_at=at + timedelta(hours=72), agreed_at=agreed if taken else None, agreed_by=story.car.owner.name if agreed else "", channel=channel if agreed else "",
        )  # fmt: skip
        thread = order.visit.thread
        batch.tell(thread, "estimate.presented", at, row, advisor, order=order, version=version, total=total, ready_at=ready)
        if not agreed:
            return row
        for job in jobs:
            for line in lines[job]:
                batch.add(
                    Decision, line=line, estimate=row, approved=not job.declined, reason=job.declined, decided_by=story.car.owner.name,
                    recorded_by_id=advisor.user_id, channel=channel, at=agreed,
                )  # fmt: skip
                name = "line.declined" if job.declined else "line.approved"
                batch.tell(thread, name, agreed, line, advisor, order=order, reason=job.declined, channel=channel)
        if taken:
            batch.tell(
                thread,
                "estimate.agreed",
                agreed,
                row,
                advisor,
                order=order,
                version=version,
                customer_total=total,
                ready_at=ready,
                channel=channel,
            )
            self.promises(story, order.visit, agreed, total, channel, version)
        return row

    def copied(self, line: Line, asked: bool) -> dict:
        total = order_rules.total_of(line, included=True)
        copy = {
            "id": 0, "parent": None, "kind": line.kind, "code": line.code, "description": line.description, "quantity": line.quantity,
            "unit": line.part.unit if line.part_id else "", "unit_price": line.unit_price, "discount": line.discount,
            "discount_reason": line.discount_reason, "tax_rate": line.tax_rate, "payer": line.payer, "net": total.net, "tax": total.tax,
            "gross": total.gross, "added": line.added, "finding": None, "ask": asked,
        }  # fmt: skip
        self.batch.quoted.append((copy, line))
        return copy

    def promises(self, story: Story, visit: Visit, agreed: datetime, total: int, channel: str, version: int) -> None:
        """Price and ready time; a revised ready time is the next version of the promise."""
        if version > 1:
            return
        common = {
            "by": self.house.actor("advisor", story.advisor),
            "customer": visit.customer,
            "owner": visit.advisor_id,
            "about": visit,
            "how": channel,
        }
        invoiced = story.at.get("invoiced")
        self.promise(
            visit.thread,
            kind="price",
            at=agreed,
            due=story.promised,
            ended=("kept", invoiced) if invoiced else None,
            amount=total,
            **common,
        )
        ready = ("kept", story.at["ready"])
        if not story.revised:
            self.promise(visit.thread, kind="ready_time", at=agreed, due=story.promised, ended=ready, **self.expected(story), **common)
            return
        when, due = story.revised
        first = self.promise(
            visit.thread,
            kind="ready_time",
            at=agreed,
            due=story.promised,
            ended=("renegotiated", when),
            reason=self.house.country.REVISED,
            **common,
        )
        if first and when <= self.batch.now:
            self.promise(
                visit.thread,
                kind="ready_time",
                at=when,
                due=due,
                ended=ready,
                version=2,
                earlier=first,
                **self.expected(story),
                **{**common, "how": "phone"},
            )

    def expected(self, story: Story) -> dict:
        """What the schedule says of a car that is not ready yet."""
        return {} if self.past(story, "ready") else {"expected_at": story.at["ready"]}

    def added(self, story: Story, order: Order, job: Job, lines: dict[Job, list[Line]], version: int) -> None:
        """Found during repair: the technician's request, the question to the customer, the answer."""
        batch, thread = self.batch, order.visit.thread
        technician, advisor = self.house.actor("technician", story.jobs[0].technician), self.house.actor("advisor", story.advisor)
        finding = batch.add(
            Finding,
            by=technician,
            at=job.requested,
            visit=order.visit,
            source="repair",
            point=job.finding[:40],
            grade="red",
            note=job.finding,
        )
        batch.tell(thread, "finding.recorded", job.requested, finding, technician, grade="red", text=job.finding)
        self.photo(thread, finding, job.point, technician)
        job.seen = finding
        asked = job.presented <= batch.now
        decided = job.decided <= batch.now
        request = batch.add(
            AddedWork, by=technician, at=job.requested, order=order, finding=finding, text=job.finding,
            state="decided" if decided else "asked" if asked else "requested",
        )  # fmt: skip
        batch.tell(thread, "added_work.requested", job.requested, request, technician, order=order, finding=finding, text=job.finding)
        if not asked:
            return
        lines[job] = self.lines(story, order, job, advisor)
        for line in lines[job]:
            line.added_work = request
        asking = self.estimate(
            story, order, [job], lines, version=version, at=job.presented, decided=job.decided, ready=self.promised(story) or story.promised
        )
        batch.tell(thread, "added_work.asked", job.presented, request, advisor, order=order, version=version)
        batch.tell(thread, "added_work.decided", job.decided, request, advisor, order=order, approved=not job.declined, channel="page")
        self.promise(
            thread, kind="added_work_answer", at=job.presented, due=job.presented + timedelta(minutes=30), by=advisor, customer=order.visit.customer,
            ended=("kept", job.decided), how="system", owner=advisor.user_id, about=asking,
        )  # fmt: skip

    def work(self, story: Story, order: Order, job: Job, lines: list[Line]) -> None:
        """The operation with its clock, and the parts that it uses."""
        batch, house, now = self.batch, self.house, self.batch.now
        item, labour = job.item, lines[0]
        technician = house.actor("technician", job.technician)
        spans = [span for span in job.spans if span.on <= now]
        state, reason = self.operation_state(story, job, spans)
        operation = batch.add(
            Operation, by=house.actor("advisor", story.advisor), at=labour.created_at, changed=spans[-1].on if spans else None, line=labour,
            state=state, skill=item.skill, bay_kind=item.bay, standard_minutes=item.minutes,
            technician_id=technician.user_id if spans or self.planned(story, job) else None,
            bay=house.bays[job.bay] if spans or self.planned(story, job) else None, planned_at=job.start if job.spans and self.past(story, "released") else None,
            started_at=spans[0].on if spans else None, finished_at=job.end if state == "done" else None, stop_reason=reason,
            rework=int(any(not seen.passed and seen.at <= now for seen in story.inspections) and len(job.spans) > 1),
        )  # fmt: skip
        for n, span in enumerate(spans):
            off = span.off if span.off <= now else None
            batch.add(
                ClockEntry, by=technician, at=span.on, changed=off, operation=operation, technician_id=technician.user_id, on_at=span.on, off_at=off,
                reason=span.reason if off else "",
            )  # fmt: skip
            self.tell_span(order, operation, job, span, first=n == 0, off=off, by=technician)
        for line in lines[1:]:
            self.part(story, order, job, line, issued=spans[0].on - timedelta(minutes=1) if spans else None)

    def planned(self, story: Story, job: Job) -> bool:
        """Half of what waits is given to somebody already."""
        return bool(job.spans and self.past(story, "released") and job.technician % 2)

    def operation_state(self, story: Story, job: Job, spans: list[Span]) -> tuple[str, str]:
        """(state, why it stands) as far as the clock has come."""
        if job.declined and job.decided and job.decided <= self.batch.now:
            return "dropped", ""
        if not spans:
            return "planned", ""
        last = spans[-1]
        if last.off > self.batch.now:
            return "running", ""
        return ("done", "") if last.reason == "done" else ("paused", last.reason)

    def tell_span(self, order: Order, operation: Operation, job: Job, span, *, first: bool, off: datetime | None, by) -> None:
        thread, tell = order.visit.thread, self.batch.tell
        data = {"added": job.added, "approved": not job.approved_late, "order": order}
        tell(thread, "operation.started" if first else "operation.resumed", span.on, operation, by, **data)
        if off and span.reason == "done":
            tell(thread, "operation.finished", off, operation, by)
        elif off:
            tell(thread, "operation.paused", off, operation, by, reason=span.reason)

    def part(self, story: Story, order: Order, job: Job, line: Line, issued: datetime | None) -> None:
        batch, now, clerk = self.batch, self.batch.now, self.house.actor("parts_clerk")
        secured = job.decided and job.decided <= now and not job.declined
        short = secured and not issued and line.code in RARE
        state = "dropped" if job.declined else "issued" if issued else "back_ordered" if short else "reserved" if secured else "planned"
        demand = batch.add(
            PartDemand, by=clerk, at=line.created_at, changed=issued, line=line, part=line.part, quantity=line.quantity, state=state,
            requested_at=job.decided if secured else None, expected_on=self.house.local(now).date() + timedelta(days=1) if short else None,
        )  # fmt: skip
        thread = order.visit.thread
        if secured:
            if short:
                batch.tell(thread, "part.back_ordered", job.decided, demand, clerk, order=order, expected_on=demand.expected_on.isoformat())
            else:
                batch.tell(thread, "part.reserved", job.decided, demand, clerk, order=order, part=line.part, arrived=False)
        if state == "reserved":
            batch.reserved[line.part] = batch.reserved.get(line.part, 0) + line.quantity
        if issued:
            batch.issues.append((issued, line.part, line.quantity, demand, clerk))
            batch.tell(thread, "part.issued", issued, demand, clerk, order=order, part=line.part, quantity=line.quantity)

    def order_events(self, story: Story, order: Order, visit: Visit) -> None:
        done = [job for job in story.jobs if job.spans]
        if not done:
            return
        first = min(done, key=lambda job: job.start)
        tell, thread = self.batch.tell, visit.thread
        tell(thread, "order.started", first.start, order, self.house.actor("technician", first.technician))
        last = max(done, key=lambda job: job.end)
        tell(thread, "order.work_finished", story.at["worked"], order, self.house.actor("technician", last.technician))

    def inspections(self, story: Story, order: Order, visit: Visit) -> None:
        batch, thread = self.batch, visit.thread
        for seen in story.inspections:
            if seen.at > batch.now:
                continue
            by = self.house.actor(*seen.by)
            items = [{"code": code, "ok": True, "note": ""} for code in order_rules.CHECKLISTS[seen.kind]]
            if not seen.passed:
                items[0] |= {"ok": False, "note": story.words[:100]}
            batch.add(
                Inspection, by=by, at=seen.at, order=order, kind=seen.kind, round=seen.round, passed=seen.passed, items=items, by_id=by.user_id,
                note="" if seen.passed else story.words[:100],
            )  # fmt: skip
            name = "inspection.passed" if seen.passed else "inspection.failed"
            batch.tell(thread, name, seen.at, order, by, kind=seen.kind, round=seen.round, technicians_own=seen.by[0] == "technician")
            if not seen.passed:
                batch.tell(thread, "order.back_to_repair", seen.at, order, by)
                batch.tell(thread, "order.work_finished", self.reworked(story), order, self.house.actor("technician"))

    def ready(self, story: Story, visit: Visit) -> None:
        last = story.inspections[-1]
        batch, by = self.batch, self.house.actor(*last.by)
        order_cleared = batch.tell(visit.thread, "order.cleared", story.at["ready"], visit, by)
        if order_cleared:
            batch.tell(visit.thread, "visit.ready", story.at["ready"], visit, by, promised_at=self.promised(story))

    def write_issues(self) -> None:
        """Stock goes down by what was issued and up by deliveries, in order of time."""
        batch = self.batch
        for at, part, quantity, demand, clerk in sorted(batch.issues, key=lambda issue: issue[0]):
            if part.on_hand - quantity < part.minimum + batch.reserved.get(part, 0):
                filled = BY_NUMBER[part.number].stock * 1000
                part.on_hand += filled
                self.movement(part, "received", filled, at - timedelta(minutes=30), clerk)
            part.on_hand -= quantity
            self.movement(part, "issued", -quantity, at, clerk, demand)
        batch.issues.clear()

    def movement(self, part, kind: str, quantity: int, at: datetime, clerk, demand: PartDemand | None = None) -> None:
        row = self.batch.add(StockMovement, by=clerk, at=at, part=part, kind=kind, quantity=quantity, on_hand_after=part.on_hand)
        if demand is not None:
            self.batch.demands.append((row, demand))
