"""The simulated centre: who comes when, what is found, what goes wrong. Pure; the same seed gives the same days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from types import ModuleType
from zoneinfo import ZoneInfo

from yinuo.information.vehicles.rules import check_digit

from . import catalogue
from .cast import Car, Inspected, Job, Person, Story, minutes
from .catalogue import Item
from .workshop import OPENS, Workshop

ASKED = -2  # of today's cars that are at the desks now: those whose estimates lie with their owners
WORN = ("ZD01", "BY03")
HORIZON = 14  # days that can be booked ahead


class Centre:
    """A centre's days, one after the other; cars come back."""

    def __init__(
        self,
        country: ModuleType,
        seed: int,
        first: date,
        *,
        cars: int,
        advisors: int,
        technicians: int,
        bays: list[str],
        prefix: str = "",
        zone: ZoneInfo | None = None,
        short_of_wash: date | None = None,
    ):
        self.country, self.random, self.cars_a_day, self.advisors = country, Random(f"{seed}:{prefix}"), cars, advisors
        self.zone = zone or ZoneInfo(country.SITE["timezone"])
        self.workshop = Workshop(self.at(first, OPENS), self.zone, technicians, bays, self.random)
        self.advisor_free = [self.at(first, OPENS)] * advisors
        # how well each advisor keeps the standards; the conformance page should have something to show
        self.care = [0.97, 0.93, 0.90, 0.86, 0.80, 0.72, 0.9][:advisors]
        self.known: list[Car] = []
        self.used: set[str] = set()
        self.fleets = [Person(name, country.phone(self.random), True) for name in country.FLEETS]
        self.first, self.short_of_wash = first, short_of_wash

    def at(self, day: date, hour: float) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC) + minutes(hour * 60)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def day(self, day: date, extra: list[datetime] | None = None) -> list[Story]:
        """All stories that begin with an arrival (or a missed appointment) on this day, in the order of arrival."""
        busy = (1.0, 0.95, 0.95, 1.0, 1.05, 1.2, 0.75)[day.weekday()]
        count = max(3, round(self.random.gauss(self.cars_a_day * busy, self.cars_a_day**0.5 * 0.8)))
        stories = [self.arrival(day) for _n in range(count)]
        here = [self.arrival(day, at=moment) for moment in extra or ()]
        stories += here
        stories.sort(key=lambda story: story.at.get("arrived") or story.starts)
        for story in stories:
            if "arrived" in story.at:
                self.receive(story)
        for story in here[ASKED:]:
            self.ask(story, here[0].at["arrived"])
        for story in sorted((story for story in stories if "released" in story.at), key=lambda story: story.at["released"]):
            self.repair(story)
        return stories

    def ask(self, story: Story, now: datetime) -> None:
        """Worn pads are on the estimate that lies with the customer now."""
        at = story.at
        if story.ended:
            return
        story.need, story.words = "brakes", self.random.choice(self.country.WORDS["brakes"])
        story.jobs = [Job(catalogue.BY_CODE[code]) for code in WORN]
        at["presented"] = min(at["presented"], max(at["nine"] + minutes(1), now - minutes(6)))
        wait = max(now + minutes(4) - at["agreed"], timedelta())
        for name in {"agreed", "released", "settled"} & at.keys():
            at[name] += wait
        for job in story.jobs:
            job.presented, job.decided = at["presented"], at["agreed"]

    def coming(self, day: date, share: float, now: datetime) -> list[Story]:
        """Appointments of a day that has not come yet, made in the days before `now`."""
        stories = [self.booking(day) for _n in range(round(self.cars_a_day * 0.55 * share))]
        for story in stories:
            if story.booked > now:
                told = story.at.get("shortage_told")
                since = now - minutes(self.random.uniform(20, 60 * 30))
                if told:
                    story.at["shortage_told"] = since + (told - story.booked)
                story.booked = since
        return sorted(stories, key=lambda story: story.starts)

    def arrival(self, day: date, at: datetime | None = None) -> Story:
        booked = at is None and self.chance(0.56)
        if booked:
            story = self.booking(day)
            fate = self.random.random()
            if fate < 0.04:
                story.at["cancelled"] = story.starts - minutes(self.random.uniform(60, 60 * 20))
            elif fate < 0.09:
                story.at["no_show"] = story.starts + minutes(self.random.uniform(45, 120))
            else:
                story.at["arrived"] = max(self.at(day, OPENS - 0.2), story.starts + minutes(self.random.gauss(-2, 9)))
            if "cancelled" in story.at:
                story.at.pop("reconfirmed", None)
            return story
        story = self.visitor(day)
        story.at["arrived"] = at or self.at(day, self.hour())
        return story

    def hour(self) -> float:
        """When people come without a booking: mornings, and after lunch."""
        peak = self.random.choices([9.2, 13.8, 16], [60, 28, 12])[0]
        return min(17.2, max(OPENS + 0.02, self.random.gauss(peak, 1.0)))

    def booking(self, day: date) -> Story:
        story = self.visitor(day)
        half = self.random.choices(range(16, 34), [9, 10, 10, 9, 8, 7, 5, 3, 1, 1, 5, 6, 6, 5, 4, 3, 2, 2])[0]
        story.starts = self.at(day, half / 2)
        story.booked = self.at(day - timedelta(days=self.random.choice([1, 1, 1, 2, 2, 3, 4, 6, 8])), self.random.uniform(8.2, 17.6))
        story.at["reconfirmed"] = max(self.at(day, 7.6), story.starts - minutes(self.random.uniform(40, 180)))
        if not self.chance(0.9):
            del story.at["reconfirmed"]
        if self.chance(0.06):
            story.short = True
            if self.chance(0.93):
                story.at["shortage_told"] = story.booked + minutes(self.random.uniform(5, 70))
        return story

    def visitor(self, day: date) -> Story:
        car = self.returning(day) or self.stranger(day)
        car.last_visit = day
        needs = catalogue.NEEDS
        need = self.random.choices(list(needs), list(needs.values()))[0]
        story = Story(car, need, self.random.randrange(self.advisors), words=self.random.choice(self.country.WORDS[need]))
        story.km = car.km + max(0, (day - self.first).days) * car.daily + self.random.randrange(20)
        story.fuel, story.method = self.random.randrange(1, 9), self.random.choice(self.country.METHODS)
        story.jobs = [Job(item) for item in self.work(need, car)]
        story.wished = [job.item for job in story.jobs]
        if need == "body" and self.chance(0.7):
            for job in story.jobs:
                job.payer = "insurance"
        elif car.year >= day.year - 2 and need in ("electrical", "engine") and self.chance(0.6):
            story.jobs[0].payer = "warranty"
        story.waits = sum(job.item.minutes for job in story.jobs) < 150 and self.chance(0.72)
        return story

    def work(self, need: str, car: Car) -> list[Item]:
        offered = [item for item in catalogue.ITEMS if item.need == need]
        if need == "maintenance" and car.energy == "electric":
            return [catalogue.BY_CODE["BY06"]]
        items = [self.random.choices(offered, [item.share for item in offered])[0]]
        if self.chance(0.3):
            more = catalogue.BY_CODE[self.random.choice(["BY03", "BY04", "YS01", "LT02", "ZD01"])]
            items += [more] if more not in items else []
        return items

    def returning(self, day: date) -> Car | None:
        if len(self.known) < 150 or not self.chance(0.34):
            return None
        for _try in range(6):
            car = self.random.choice(self.known)
            if (day - car.last_visit).days > 21:
                return car
        return None

    def stranger(self, day: date) -> Car:
        make, model, engine, energy, _share = self.random.choices(self.country.CARS, [row[4] for row in self.country.CARS])[0]
        plate = self.country.plate(self.random, energy)
        while plate in self.used:
            plate = self.country.plate(self.random, energy)
        self.used.add(plate)
        owner = (
            self.random.choice(self.fleets)
            if self.chance(0.05)
            else Person(self.country.person(self.random), self.country.phone(self.random))
        )
        age = min(12, int(self.random.expovariate(0.22)))
        daily = self.random.randrange(18, 75)
        vin = "L" + "".join(self.random.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=10)) + f"{self.random.randrange(10**6):06d}"
        vin = vin[:8] + check_digit(vin) + vin[9:]
        car = Car(
            plate,
            vin,
            make,
            model,
            engine,
            energy,
            self.random.choice(self.country.COLOURS),
            day.year - age,
            owner,
            age * 365 * daily + 800,
            daily,
        )
        self.known.append(car)
        return car

    def receive(self, story: Story) -> None:
        """Greeting, consultation, estimate, agreement."""
        at, arrived = story.at, story.at["arrived"]
        local = arrived.astimezone(self.zone)
        rush = 1.35 if local.hour in (8, 9) else 1.0
        care = self.care[story.advisor]
        at["greeted"] = arrived + minutes(max(0.25, self.random.lognormvariate(-0.72, 0.42) * rush * (1.18 - 0.2 * care)))
        free = max(at["greeted"], min(self.advisor_free[story.advisor], at["greeted"] + minutes(12)))
        at["record"] = at["greeted"] + minutes(self.random.uniform(0.5, 2))
        begin = max(at["record"], free) + minutes(self.random.uniform(0.3, 2))
        at["consult"] = begin
        listened = self.random.uniform(2, 4) if story.plain else self.random.gauss(5.5 + 2.8 * care * care, 2.1)
        at["heard"] = begin + minutes(max(1.5, listened))
        if self.chance(0.8 + 0.2 * care):
            at["words"] = at["heard"] - minutes(0.5)
        if self.chance(0.75 + 0.25 * care):
            at["uninterrupted"], story.uninterrupted = at["heard"], self.chance(0.85 + 0.14 * care)
        if self.chance(0.85 + 0.15 * care):
            at["walked"] = at["heard"] + minutes(self.random.uniform(2, 5))
            story.valuables, story.damage = self.chance(0.93), self.random.choices([0, 1, 2, 3], [55, 28, 12, 5])[0]
        at["nine"] = at["heard"] + minutes(self.random.uniform(4, 8))
        for point in self.random.sample(
            ["coolant", "washer_fluid", "lights", "brakes", "battery", "tyres", "engine_oil"],
            k=self.random.choices([0, 1, 2], [60, 30, 10])[0],
        ):
            story.red.append((point, self.country.FINDINGS[point]))
        at["presented"] = at["nine"] + minutes(self.random.uniform(3, 10))
        if not story.plain and self.chance(0.045):
            return self.end_early(story)
        at["agreed"] = at["presented"] + minutes(self.random.uniform(1.5, 9))
        if len(story.jobs) > 1 and self.chance(0.14):
            story.jobs[-1].declined = self.random.choice(self.country.DECLINED)
        for job in story.jobs:
            job.presented, job.decided = at["presented"], at["agreed"]
        at["released"] = at["agreed"] + minutes(self.random.uniform(0.5, 3))
        self.advisor_free[story.advisor] = at["agreed"] + minutes(1)
        if self.chance(0.94):
            at["settled"] = at["agreed"] + minutes(self.random.uniform(2, 7))
        return None

    def end_early(self, story: Story) -> None:
        at = story.at
        story.ended, story.jobs = self.random.choice(self.country.NO_REPAIR), []
        at["ended"] = at["presented"]
        del at["presented"]
        at["returned"] = at["ended"] + minutes(self.random.uniform(3, 9))
        at["delivered"] = at["returned"] + minutes(1)
        self.call(story)

    def repair(self, story: Story) -> None:
        """The workshop, the inspections, added work; then the promise that was given is known to be kept or not."""
        at, shop = story.at, self.workshop
        clock = at["released"]
        for job in [job for job in story.jobs if not job.declined]:
            shop.do(job, clock)
            clock = job.end
        if self.chance(0.16):
            clock = self.add_work(story, clock)
        at["worked"] = clock
        self.inspect(story, clock)
        story.overnight = at["ready"].astimezone(self.zone).date() > at["arrived"].astimezone(self.zone).date()
        self.promise(story)
        self.hand_over(story)

    def add_work(self, story: Story, clock: datetime) -> datetime:
        first = next(job for job in story.jobs if not job.declined)
        codes = [code for code in catalogue.ADDED if all(job.item.code != code for job in story.jobs)]
        code = self.random.choice(codes)
        point = catalogue.FOUND[code][1]
        job = Job(catalogue.BY_CODE[code], added=True, finding=self.country.FINDINGS[point], point=point)
        job.requested = first.start + (first.spans[0].off - first.start) * 0.6
        job.presented = job.requested + minutes(self.random.uniform(4, 14))
        job.decided = job.presented + minutes(self.random.uniform(2, 25))
        if self.chance(0.28):
            job.declined = self.random.choice(self.country.DECLINED)
            story.jobs.append(job)
            return clock
        job.approved_late = self.chance(0.03)
        self.workshop.do(job, max(clock, job.requested if job.approved_late else job.decided))
        story.jobs.append(job)
        return job.end

    def inspect(self, story: Story, clock: datetime) -> None:
        done = [job for job in story.jobs if job.spans]
        last, turn, fails = done[-1], 1, self.chance(0.055)
        inspector = self.random.randrange(2)
        while True:
            own = self.workshop.open_from(clock + minutes(self.random.uniform(1, 3)))
            quality = self.workshop.open_from(own + minutes(self.random.uniform(3, 14)))
            story.inspections.append(Inspected("self", own, True, turn, ("technician", last.technician)))
            story.inspections.append(Inspected("quality", quality, not fails, turn, ("inspector", inspector)))
            if not fails:
                break
            fails, turn = False, 2
            self.workshop.redo(last, quality + minutes(4))
            clock = last.end
        final = self.workshop.open_from(quality + minutes(self.random.uniform(2, 8)))
        if not (turn == 1 and self.chance(0.015)):
            story.inspections.append(Inspected("final", final, True, turn, ("inspector", 1 - inspector)))
        story.at["ready"] = final + minutes(0.5)

    def promise(self, story: Story) -> None:
        """Nine in ten ready times are kept; some are revised before they are due, with the customer's agreement."""
        at, slack = story.at, self.random.gauss(26, 21)
        shortest = at["agreed"] + minutes(25)
        due = max(shortest, at["ready"] + minutes(slack))
        story.promised = due - timedelta(minutes=due.minute % 10, seconds=due.second) + timedelta(minutes=10 if slack > 0 else 0)
        if story.promised < at["ready"] and self.chance(0.45):
            told = story.promised - minutes(self.random.uniform(8, 40))
            if told > at["released"]:
                new = at["ready"] + minutes(self.random.uniform(8, 30))
                story.revised = (told, new - timedelta(minutes=new.minute % 5, seconds=new.second) + timedelta(minutes=5))

    def hand_over(self, story: Story) -> None:
        at, ready, care = story.at, story.at["ready"], self.care[story.advisor]
        if self.chance(0.42 if self.short_of_wash and ready.astimezone(self.zone).date() >= self.short_of_wash else 0.95):
            at["cleaned"] = ready + minutes(self.random.uniform(4, 16))
        if self.chance(0.97):
            at["told"] = ready + minutes(self.random.uniform(2, 11))
        begin = ready + minutes(self.random.uniform(17, 30))
        if not story.waits or story.overnight:
            begin += minutes(self.random.uniform(15, 200))
        begin = self.workshop.open_from(begin)
        if self.chance(0.72 + 0.27 * care):
            at["shown"] = begin
        if self.chance(0.82 + 0.18 * care):
            at["explained"] = begin + minutes(self.random.uniform(2, 5))
        at["invoiced"] = begin + minutes(6)
        story.discount = 5 if self.chance(0.12) else 0
        story.goodwill = 40 if self.chance(0.02) else 0
        at["paid"] = begin + minutes(self.random.uniform(7, 11))
        if self.chance(0.985):
            at["returned"] = begin + minutes(11.5)
        if self.chance(0.8 + 0.18 * care):
            at["next_told"] = begin + minutes(12)
        at["delivered"] = begin + minutes(self.random.uniform(12.5, 15))
        self.call(story)

    def call(self, story: Story) -> None:
        """Nearly all are called within the three days; a few too late; one or two in a hundred cannot be reached."""
        at, gone = story.at, story.at["delivered"].astimezone(self.zone).date()
        days = self.random.choices([1, 2, 3, 4, 5], [8, 25, 62, 4, 1])[0]
        moment = self.at(gone + timedelta(days=days), self.random.choice([10, 11.4, 14.5, 15.4, 16.2]) + self.random.uniform(0, 1))
        if self.chance(0.015):
            at["unreached"] = at["closed"] = moment + timedelta(days=2)
            return
        at["called"] = moment
        if self.chance(0.11) and not story.ended:
            story.raised = self.random.choice(self.country.RAISED)
            story.answer_due = self.at(gone + timedelta(days=days + 2), 18)
            late = self.chance(0.14)
            at["answered"] = story.answer_due + minutes(self.random.uniform(100, 900) if late else -self.random.uniform(300, 2000))
            at["closed"] = at["answered"]
        else:
            at["closed"] = at["called"]


def believable(centre: Centre, first: date, today: date, now: datetime) -> Iterator[tuple[date, list[Story]]]:
    """The days from `first` to `today`, today with a car at every desk at `now`, then the appointments of the days to come."""
    for n in range((today - first).days + 1):
        day = first + timedelta(days=n)
        just_now = [now - minutes(m) for m in (0.2, 0.7, 3.2, 7.5, 11, 16, 22, 31, 44)] if day == today and centre.cars_a_day > 20 else []
        yield day, centre.day(day, just_now)
    for n in range(1, HORIZON + 1):
        yield today + timedelta(days=n), centre.coming(today + timedelta(days=n), max(0.12, 0.95 - 0.09 * n), now)
