"""Writing the first half of a story: the customer and the car, the booking, the arrival, what was said and seen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yinuo.core.access.actor import Actor
from yinuo.core.events.models import Thread
from yinuo.core.pictures.models import Picture
from yinuo.core.search.rules import keys_of
from yinuo.information.customers.models import Customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.information.vehicles.models import MileageReading, Relation, Vehicle
from yinuo.operations.booking.models import Appointment, AppointmentItem
from yinuo.operations.visits import rules as visit_rules
from yinuo.operations.visits.models import Consultation, Finding, Visit, WalkAround

from .batch import Batch
from .cast import Car, Story
from .catalogue import FOUND, PICTURES
from .house import House

STATES = (
    ("arrived", "arrived"), ("greeted", "received"), ("consult", "consulting"), ("heard", "confirming"), ("released", "repairing"),
    ("ready", "ready"), ("ended", "ready"), ("paid", "settled"), ("delivered", "delivered"), ("closed", "closed"),
)  # fmt: skip


class Arrivals:
    """Writes appointments and the reception of cars into a batch."""

    def __init__(self, house: House, batch: Batch):
        self.house, self.batch = house, batch

    def past(self, story: Story, name: str) -> datetime | None:
        """When it happened, if it has."""
        at = story.at.get(name)
        return at if at and at <= self.batch.now else None

    def customer(self, car: Car, at: datetime) -> Customer:
        """The owner's record, made when they are first heard of."""
        person, batch = car.owner, self.batch
        if person.row is None:
            by, thread = self.house.actor("coordinator"), batch.thread(Thread.CUSTOMER)
            kind = Customer.Kind.ORGANISATION if person.fleet else Customer.Kind.PERSON
            channel = self.house.country.CHANNEL_OF_CUSTOMER[int(person.phone[-1]) % 4]
            person.row = batch.add(
                Customer, by=by, at=at, thread=thread, kind=kind, name=person.name, phone=person.phone, preferred_channel=channel
            )
            batch.tell(thread, "customer.created", at, person.row, by)
            batch.later.append(("customer", person.row, keys_of(name=person.name, phones=(person.phone,))))
        return person.row

    def vehicle(self, car: Car, at: datetime) -> Vehicle:
        if car.row is None:
            by, batch, owner = self.house.actor("coordinator"), self.batch, self.customer(car, at)
            thread, day = batch.thread(Thread.VEHICLE), self.house.local(at).date()
            car.row = batch.add(
                Vehicle, by=by, at=at, thread=thread, plate=car.plate, vin=car.vin, make=car.make, model=car.model, engine=car.engine,
                energy=car.energy, colour=car.colour, year=car.year, insured_until=date(day.year + 1, 1 + (day.month + int(car.vin[-2:])) % 12, 15),
                warranty_until=date(car.year + 3, 6, 30),
            )  # fmt: skip
            batch.tell(thread, "vehicle.created", at, car.row, by)
            batch.later.append(("vehicle", car.row, keys_of(plate=car.plate, vin=car.vin)))
            batch.add(Relation, by=by, at=at, customer=owner, vehicle=car.row, since=day)
            batch.tell(thread, "vehicle.related", at, car.row, by, customer_id=owner, part="owner")
        return car.row

    def promise(
        self, thread: Thread, *, kind: str, at: datetime, due: datetime, by, customer, ended: tuple[str, datetime] | None, **more
    ) -> Promise | None:
        """A promise with its end, as far as both have come."""
        batch = self.batch
        if at > batch.now:
            return None
        state, when = ended if ended and ended[1] <= batch.now else ("open", None)
        if state == "kept" and kind != "price" and when > due:
            state = "broken"
        how, about = more.pop("how", ""), more.pop("about", None)
        row = batch.add(
            Promise, by=by, at=at, changed=when, thread=thread, customer=customer, kind=kind, text=self.house.country.HANDOFF[kind], state=state, made_at=at,
            due_at=due, owner_id=more.pop("owner", None), ended_at=when, how=how, **more,
        )  # fmt: skip
        if about is not None:
            batch.about.append((row, about))
        batch.tell(thread, "promise.made", at, row, by, kind=kind, due_at=due, amount=row.amount, version=row.version, how=how)
        if when:
            batch.tell(thread, f"promise.{state}", when, row, by, kind=kind)
        return row

    def encounter(
        self, thread: Thread, at: datetime, customer, by, about: str, text: str, channel: str = "phone", minutes: int | None = None
    ) -> None:
        row = self.batch.add(
            Encounter,
            by=by,
            at=at,
            thread=thread,
            customer=customer,
            channel=channel,
            about=about,
            text=text,
            happened_at=at,
            by_id=by.user_id,
            minutes=minutes,
        )
        self.batch.tell(thread, "encounter.recorded", at, row, by, channel=channel, direction="out", about=about, outcome="")

    def booking(self, story: Story) -> Appointment | None:
        """The appointment, in the state that it has reached."""
        if not story.booked or story.booked > self.batch.now:
            return None
        house, batch, at, car = self.house, self.batch, story.booked, story.car
        by, thread = house.actor("coordinator"), batch.thread()
        customer, vehicle = self.customer(car, at), self.vehicle(car, at)
        items = [house.menu[item.code] for item in story.wished]
        minutes = sum(item.standard_minutes for item in items)
        state, changed = self.booking_state(story)
        row = batch.add(
            Appointment, by=by, at=at, changed=changed, thread=thread, customer=customer, vehicle=vehicle, contact_name=car.owner.name, contact_phone=car.owner.phone,
            plate=car.plate, day=house.local(story.starts).date(), starts_at=story.starts, state=state, origin="phone" if minutes % 3 else "desk",
            advisor_id=house.actor("advisor", story.advisor).user_id, waits=story.waits, wish=story.words, parts_short=story.short,
            shortage_told_at=self.past(story, "shortage_told"), reconfirmed_at=self.past(story, "reconfirmed"), **self.booked_end(story, items),
        )  # fmt: skip
        for n, item in enumerate(items):
            batch.add(
                AppointmentItem, appointment=row, menu_item=item, position=n, name=item.name, minutes=item.standard_minutes,
                buffer_minutes=item.buffer_minutes, bay_kind=item.bay_kind, skill=item.skill,
            )  # fmt: skip
        batch.tell(
            thread, "appointment.booked", at, row, by, minutes=minutes, parts_short=story.short, starts_at=story.starts, in_table=True
        )
        self.booking_events(story, row, customer)
        return row

    @staticmethod
    def booked_end(story: Story, items: list) -> dict:
        ends = story.starts + timedelta(minutes=sum(item.standard_minutes + item.buffer_minutes for item in items))
        return {"ends_at": ends, "ends_on": ends.date()} if any(field.name == "ends_at" for field in Appointment._meta.fields) else {}

    def booking_state(self, story: Story) -> tuple[str, datetime]:
        for name, state in (("arrived", "arrived"), ("no_show", "no_show"), ("cancelled", "cancelled"), ("reconfirmed", "reconfirmed")):
            if when := self.past(story, name):
                return state, when
        return "booked", story.booked

    def booking_events(self, story: Story, row: Appointment, customer: Customer) -> None:
        batch, house, thread, words = self.batch, self.house, row.thread, self.house.country.NOTICES
        by = house.actor("coordinator")
        if when := self.past(story, "shortage_told"):
            self.encounter(thread, when, customer, house.actor("parts_clerk"), "parts_shortage", words["shortage"])
            batch.tell(thread, "appointment.shortage_told", when, row, house.actor("parts_clerk"))
        if when := self.past(story, "reconfirmed"):
            self.encounter(thread, when, customer, by, "reconfirmation", words["reconfirm"])
            batch.tell(thread, "appointment.reconfirmed", when, row, by, channel="phone")
        for name in ("no_show", "cancelled"):
            batch.tell(thread, f"appointment.{name}", story.at.get(name), row, by, reason="", channel="")
        if when := self.past(story, "arrived"):
            late = max(0, int((when - story.starts).total_seconds() // 60))
            batch.tell(thread, "appointment.arrived", when, row, by, late_minutes=late)
        end = next(
            (
                (state, story.at[name])
                for name, state in (("greeted", "kept"), ("no_show", "withdrawn"), ("cancelled", "withdrawn"))
                if name in story.at
            ),
            None,
        )
        self.promise(
            thread, kind="arrival_slot", at=story.booked, due=story.starts + timedelta(minutes=30), by=by, customer=customer, ended=end, how="booking",
            owner=row.advisor_id, about=row,
        )  # fmt: skip

    def visit(self, story: Story, appointment: Appointment | None) -> Visit | None:
        """The visit with reception and consultation, in the state that it has reached."""
        arrived = self.past(story, "arrived")
        if not arrived:
            return None
        house, batch, car = self.house, self.batch, story.car
        thread = appointment.thread if appointment else batch.thread()
        day, gate = house.local(arrived).date(), house.actor("coordinator")
        advisor = house.actor("advisor", story.advisor)
        state, since = self.state(story)
        released, gone = self.past(story, "released"), self.past(story, "delivered")
        overnight = bool(story.overnight and released and not gone and house.local(batch.now).date() > day)
        waits = story.waits and not gone and not overnight
        row = batch.add(
            Visit, by=gate, at=arrived, changed=since, thread=thread, appointment=appointment, customer=self.customer(car, arrived),
            vehicle=self.vehicle(car, arrived),
            plate=car.plate, day=day, ticket=house.number(f"ticket:{day}"), state=state, state_since=since,
            advisor_id=advisor.user_id if appointment or self.past(story, "greeted") else None, waits=waits, plain_maintenance=story.plain,
            arrived_at=arrived, greeted_at=self.past(story, "greeted"), promised_ready_at=self.promised(story),
            ready_at=self.past(story, "ready") or self.past(story, "ended"),
            delivered_at=gone, closed_at=self.past(story, "closed"), no_repair_reason=story.ended if self.past(story, "ended") else "",
            key_tag=str(100 + house.numbers[f"ticket:{day}"] % 80), car_zone=self.zone(state),
            overnight=overnight, customer_zone=house.zones["lounge"] if waits and self.past(story, "settled") else None,
            **({"mileage": story.km, "fuel": story.fuel} if self.past(story, "walked") else {}),
        )  # fmt: skip
        batch.tell(
            thread, "visit.arrived", arrived, row, gate, ticket=row.ticket, plain_maintenance=story.plain, booked=appointment is not None
        )
        if state in visit_rules.OPEN:
            self.findable(row)
        self.reception(story, row, advisor, booked=appointment is not None)
        self.consultation(story, row, advisor)
        return row

    def findable(self, row: Visit) -> None:
        self.batch.later.append(("visit", row, keys_of(plate=row.plate, ticket=row.ticket)))

    def promised(self, story: Story) -> datetime | None:
        if not self.past(story, "agreed") or not story.promised:
            return None
        return story.revised[1] if story.revised and story.revised[0] <= self.batch.now else story.promised

    def state(self, story: Story) -> tuple[str, datetime]:
        reached = [(when, state) for name, state in STATES if (when := self.past(story, name))]
        since, state = reached[-1]
        return state, since

    def zone(self, state: str):
        code = {"repairing": "workshop", "ready": "ready", "settled": "ready", "delivered": "", "closed": ""}.get(state, "reception")
        return self.house.zones.get(code)

    def reception(self, story: Story, row: Visit, advisor, *, booked: bool) -> None:
        batch, thread = self.batch, row.thread
        if booked:
            batch.tell(thread, "visit.assigned", story.at["arrived"], row, self.house.actor("coordinator"), advisor=advisor.user_id)
        batch.tell(thread, "visit.greeted", story.at.get("greeted"), row, advisor)
        if not booked:
            batch.tell(thread, "visit.assigned", story.at.get("greeted"), row, advisor, advisor=advisor.user_id)
        batch.tell(thread, "visit.record_confirmed", story.at.get("record"), row, advisor, customer=row.customer, vehicle=row.vehicle)

    def consultation(self, story: Story, row: Visit, advisor) -> None:
        batch, thread, at = self.batch, row.thread, story.at
        if not batch.tell(thread, "consultation.started", at.get("consult"), row, advisor):
            return
        words, declared = self.past(story, "words"), self.past(story, "uninterrupted")
        batch.add(
            Consultation, by=advisor, at=at["consult"], changed=declared or words, visit=row, words=story.words if words else "",
            uninterrupted=story.uninterrupted if declared else None, symptoms=[],
        )  # fmt: skip
        batch.tell(thread, "consultation.words_recorded", words, row, advisor, length=len(story.words))
        batch.tell(thread, "consultation.uninterrupted", declared, row, advisor, yes=story.uninterrupted)
        batch.tell(thread, "consultation.ended", at.get("heard"), row, advisor)
        self.look_at_car(story, row, advisor)
        if batch.tell(thread, "visit.ended_without_repair", at.get("ended"), row, advisor, reason=story.ended):
            return
        batch.tell(
            thread, "lounge.settled", at.get("settled"), row, self.house.actor("host"), where="lounge" if story.waits else "seen_off"
        )

    def look_at_car(self, story: Story, row: Visit, advisor) -> None:
        batch, thread, walked, nine = self.batch, row.thread, self.past(story, "walked"), self.past(story, "nine")
        if walked:
            kinds, notes = ("scratch", "dent", "chip"), self.house.country.DAMAGE_NOTES
            marks = [
                {
                    "x": 150 + (story.km * (n + 3)) % 700,
                    "y": 200 + (story.km * (n + 7)) % 600,
                    "kind": kinds[n % 3],
                    "note": notes[(story.km + n) % len(notes)],
                }
                for n in range(story.damage)
            ]
            batch.add(WalkAround, by=advisor, at=walked, visit=row, damages=marks, valuables_asked=story.valuables, done_at=walked)
            batch.add(MileageReading, by=advisor, at=walked, vehicle=row.vehicle, km=story.km, read_at=walked)
            batch.mileage.append((row.vehicle, story.km, self.house.local(walked).date()))
            batch.tell(thread, "vehicle.mileage_read", walked, row.vehicle, advisor, km=story.km, before=None, lower=False)
            batch.tell(thread, "consultation.walked_around", walked, row, advisor, valuables_asked=story.valuables, damages=story.damage)
        if nine:
            self.checked(story, row, nine, advisor)

    def checked(self, story: Story, visit: Visit, at: datetime, by: Actor) -> None:
        """The nine points; an inspection of what they leave out where the work that is wished asks for it."""
        bad = dict(story.red)
        jobs = {FOUND[job.item.code]: job for job in story.jobs if not job.added and job.item.code in FOUND}
        for (source, point), job in jobs.items():
            if source == "nine_point":
                bad[point] = self.house.country.FINDINGS[point]
            elif source == "inspection":
                job.seen = self.finding(visit, at, by, source, point, self.house.country.FINDINGS[point])
                self.batch.tell(visit.thread, "car.inspected", at, visit, by, red=[], amber=[point], points=1)
        for point in visit_rules.NINE_POINTS:
            finding = self.finding(visit, at, by, "nine_point", point, bad.get(point, ""))
            finding.attended = point == "washer_fluid" and point not in bad
            if job := jobs.get(("nine_point", point)):
                job.seen = finding
        points = len(visit_rules.NINE_POINTS)
        self.batch.tell(visit.thread, "car.nine_points_checked", at, visit, by, red=[], amber=sorted(bad), points=points)

    def finding(self, visit: Visit, at: datetime, by: Actor, source: str, point: str, note: str) -> Finding:
        grade = "amber" if note else "green"
        row = self.batch.add(Finding, by=by, at=at, visit=visit, source=source, point=point, grade=grade, note=note)
        if note:
            self.photo(visit.thread, row, point, by)
        return row

    def photo(self, thread: Thread, finding: Finding, point: str, by: Actor) -> None:
        """The picture of what was found, where there is one of its kind."""
        file = self.house.photos.get(PICTURES.get(point, ""))
        if file is None:
            return
        row = self.batch.add(
            Picture, by=by, at=finding.created_at, thread=thread, kind="finding", path=file.path, sha256=file.sha256,
            content_type=file.content_type, width=file.width, height=file.height,
        )  # fmt: skip
        self.batch.about.append((row, finding))
        self.batch.tell(thread, "picture.attached", finding.created_at, row, by, kind="finding", about="finding")
