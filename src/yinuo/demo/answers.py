"""What customers of the simulated centre answer: it depends on what their visit was, and one month of one advisor is too good to be true."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from yinuo.core.access.actor import Actor, system
from yinuo.core.sites.models import stamps
from yinuo.operations.visits.models import Visit
from yinuo.supervision.satisfaction import scoring
from yinuo.supervision.satisfaction import services as satisfaction
from yinuo.supervision.surveys import history
from yinuo.supervision.surveys.defaults import csi
from yinuo.supervision.surveys.models import Answer, Invitation, Question, QuestionnaireVersion, Response, Wave
from yinuo.supervision.surveys.services import questionnaires
from yinuo.supervision.surveys.services.answering import questions_of
from yinuo.supervision.surveys.services.invitations import hash_of, token_of

from . import voices
from .cast import Story
from .house import House

SHARE, ANSWERING = 0.32, 0.44
EARLIER = 5  # quarters before the first day
GAMED_ADVISOR, GAMED_DAYS = 2, (60, 31)
LINK_DAYS = 30
FACTOR_MEANS = {
    "": 778,
    "problems": 780,
    "in_service": 765,
    "advisor": 788,
    "friendliness": 795,
    "quality": 776,
    "pick_up": 772,
    "initiation": 768,
}
BENCHMARKS = {"mean": FACTOR_MEANS, "best": {code: points + 55 for code, points in FACTOR_MEANS.items()}}


class Answers:
    """Asks after delivered visits, and brings what was answered in earlier quarters."""

    def __init__(self, house: House, batch: Any, seed: int, cars: int):
        self.house, self.batch, self.random, self.cars = house, batch, Random(f"{seed}:answers:{house.site.code}"), cars
        self.system: Actor = system(site_id=house.site.pk)
        questionnaires.make_defaults(by=self.system, at=house.since)
        versions = QuestionnaireVersion.objects.filter(site=house.site).select_related("questionnaire")
        self.versions = {version.questionnaire.code: version for version in versions}
        self.questions: dict[str, tuple[Question, ...]] = {code: questions_of(version) for code, version in self.versions.items()}
        self.waves: dict[tuple[str, date], Wave] = {}
        self.today = house.local(batch.now).date()
        self.voices = voices.of(house.site.language)
        self.words = Random(f"{seed}:words:{house.site.code}")  # how a thing is said, not what: draws of its own

    def wave(self, code: str, day: date, *, trigger: str = "delivered", **how: Any) -> Wave:
        """The wave of the quarter in which the day lies; made when first needed."""
        first = quarter_of(day)
        if (code, first) not in self.waves:
            last = quarter_of(first + timedelta(days=100)) - timedelta(days=1)
            version, made = self.versions[code], datetime.combine(first, time(9), self.house.site.zone)
            over = (self.today - last).days > LINK_DAYS
            how = {"share": round(1000 * SHARE), "quarantine_days": 60, "link_days": LINK_DAYS} | how
            self.waves[code, first] = Wave.objects.create(
                site=self.house.site, version=version, name=f"{version.questionnaire.name} {first.year} Q{(first.month + 2) // 3}", trigger=trigger,
                starts_on=first, ends_on=last, state=Wave.State.CLOSED if over else Wave.State.OPEN, **how, **stamps(self.system, made),
            )  # fmt: skip
        return self.waves[code, first]

    # after a visit

    def ask(self, story: Story, visit: Visit, gone: datetime, by: Actor) -> None:
        """A part of the customers is asked, a part of those answers."""
        gamed = self.gamed(story, gone)
        if visit.customer is None or self.random.random() > SHARE:
            return
        invitation = self.invite(visit, gone, by)
        sent = gone + timedelta(hours=24)
        if sent > self.batch.now:
            return
        invitation.state, invitation.sent_at = Invitation.State.SENT, sent
        self.batch.tell(visit.thread, "survey.sent", sent, invitation, self.system, wave=invitation.wave, channel=invitation.channel)
        if self.random.random() > (0.92 if gamed else ANSWERING):
            self.unanswered(visit, invitation)
            return
        begun = sent + timedelta(minutes=self.random.uniform(2, 90 if gamed else 60 * 40))
        done = begun + timedelta(seconds=self.random.uniform(25, 45) if gamed else self.random.lognormvariate(5.2, 0.4))
        if done <= self.batch.now:
            self.answer(story, visit, invitation, begun, done, gamed)

    def gamed(self, story: Story, gone: datetime) -> bool:
        days = (self.today - self.house.local(gone).date()).days
        return self.cars > 20 and story.advisor == GAMED_ADVISOR and GAMED_DAYS[1] <= days <= GAMED_DAYS[0]

    def invite(self, visit: Visit, gone: datetime, by: Actor) -> Invitation:
        wave, send_at = self.wave("csi", self.house.local(gone).date()), gone + timedelta(hours=24)
        seed = f"{self.random.getrandbits(128):032x}"
        made = self.batch.add(
            Invitation, by=by, at=gone, wave=wave, customer=visit.customer, visit=visit, advisor_id=visit.advisor_id, channel=visit.customer.preferred_channel,
            reference="", seed=seed, token_hash=hash_of(token_of(seed)), send_at=send_at, expires_at=send_at + timedelta(days=LINK_DAYS),
        )  # fmt: skip
        self.batch.named.append((made, visit))
        told = {"wave": wave, "trigger": wave.trigger, "channel": made.channel, "send_at": send_at}
        self.batch.tell(visit.thread, "survey.invited", gone, made, by, **told)
        return made

    def unanswered(self, visit: Visit, invitation: Invitation) -> None:
        if invitation.expires_at <= self.batch.now:
            invitation.state = Invitation.State.EXPIRED
        elif self.random.random() < 0.3:
            opened = invitation.send_at + timedelta(hours=self.random.uniform(0.2, 20))
            if self.batch.tell(visit.thread, "survey.opened", opened, invitation, self.system, wave=invitation.wave):
                invitation.state, invitation.opened_at = Invitation.State.OPENED, opened

    def answer(self, story: Story, visit: Visit, invitation: Invitation, begun: datetime, done: datetime, gamed: bool) -> None:
        wave = invitation.wave
        said = self.praise() if gamed else self.said(story, done)
        response, answers = history.sheet(
            wave=wave, questions=self.questions["csi"], said=said, at=done, begun=begun, channel=Response.Channel.LINK,
            language=self.house.site.language if not self.house.site.language.startswith("en") else "en", invitation=invitation, visit=visit,
            customer=visit.customer, advisor_id=visit.advisor_id, from_inside=gamed and self.random.random() < 0.6,
            device=hash_of(f"desk {story.advisor}" if gamed and self.random.random() < 0.7 else f"phone {self.random.random()}"),
        )  # fmt: skip
        self.batch.rows[Response].append(response)
        self.batch.rows[Answer].extend(answers)
        invitation.state, invitation.opened_at, invitation.changed_at = Invitation.State.ANSWERED, begun, done
        self.batch.tell(visit.thread, "survey.opened", begun, invitation, self.system, wave=wave)
        told = {
            "wave": wave,
            "response": response,
            "kind": "csi",
            "negative": response.negative,
            "visit": visit,
            "customer": visit.customer,
        }
        self.batch.tell(visit.thread, "survey.answered", done, response, self.system, **told, channel="link")

    def praise(self) -> dict[str, Any]:
        """The month that was gamed: full marks in every line; some customers tell that they were asked for them."""
        asked = {"asked_for_marks": 1} if self.random.random() < 0.25 else {}
        return {item["key"]: 10 for item in csi.ITEMS} | {"overall": 5, "recommend": 10} | asked

    def said(self, story: Story, done: datetime) -> dict[str, Any]:
        """What a customer says of the visit that they had."""
        lows, causes = self.lows(story, done)
        mood = self.random.gauss(8.55, 0.75)
        marks = {
            item["key"]: self.mark(lows.get(item["key"], mood) - (0.5 if item["factor"] in causes and item["key"] not in lows else 0))
            for item in csi.ITEMS
        }
        said: dict[str, Any] = {key: value for key, value in marks.items() if self.random.random() < 0.96}
        return said | self.beside(marks, causes, unhappy=bool(story.raised))

    def lows(self, story: Story, done: datetime) -> tuple[dict[str, float], list[str]]:
        """{item: the mark about which this customer's lies}, and the factors that suffered."""
        at, lows, causes = story.at, {}, []
        late = (at["ready"] - story.promised).total_seconds() / 60 if story.promised and "ready" in at else 0
        waited = (at["greeted"] - at["arrived"]).total_seconds() / 60 if "greeted" in at else 0
        facts = (
            (late > 5, "ready_on_time", 5.5 - min(3.5, late / 30), "pick_up"),
            ("cleaned" not in at and not story.ended, "car_clean", 4.6, "pick_up"),
            ("explained" not in at, "bill_explained", 5.6, "pick_up"),
            (waited > 1.2, "greeted_soon", 7.0 - min(3.0, waited), "initiation"),
            ("next_told" not in at, "advice_offered", 6.8, "initiation"),
            ("told" not in at, "kept_informed", 5.4, "in_service"),
            (not story.uninterrupted, "advisor_listened", 5.5, "advisor"),
            (bool(story.raised), "no_trouble_since", 4.2, "problems"),
            (any(not seen.passed for seen in story.inspections), "put_right_first_time", 6.2, "problems"),
        )
        for happened, key, mark, factor in facts:
            if happened and (done and self.random.random() < 0.92):
                lows[key] = mark
                causes.append(factor)
        return lows, causes

    def mark(self, about: float) -> int:
        return max(1, min(10, round(self.random.gauss(about, 1.0))))

    def beside(self, marks: dict[str, int], causes: list[str], *, unhappy: bool) -> dict[str, Any]:
        """Overall, recommendation, words, and what decides satisfaction beside the service itself."""
        mean = sum(marks.values()) / len(marks) - 0.35 * len(causes) - (1.6 if unhappy else 0)
        overall = 5 if mean > 8.4 else 4 if mean > 7.2 else 3 if mean > 6.2 else 2 if mean > 4.8 else 1
        said: dict[str, Any] = {"overall": overall, "recommend": max(0, min(10, round(self.random.gauss(mean, 1.0))))}
        if overall <= 3:
            said["whose_doing"] = self.random.choices(["centre", "maker", "chance", "others"], [70, 15, 10, 5])[0]
            said["what_went_wrong"] = self.words.choice(self.random.choice(self.voices.wrong[causes[0] if causes else "any"]))
        elif self.random.random() < 0.22:
            said["comment"] = self.words.choice(self.random.choice(self.voices.praise))
        if self.random.random() < 0.6:
            said |= {"fair": self.five(mean), "felt_good": self.five(mean), "asked_for_marks": 0}
            said["company"] = self.random.choices(["alone", "better", "worse", "neither"], [60, 12, 8, 20])[0]
            said["expected_from"] = self.random.choice(
                ["communication", "image", "word_of_mouth", "word_of_mouth needs", "needs", "image needs"]
            )
        return said

    def five(self, mean: float) -> int:
        return max(1, min(5, round(self.random.gauss(mean / 2, 0.6))))

    # earlier, and beside the visits

    def earlier(self, first: date) -> None:
        """The index of earlier quarters as it was imported; a wave of service quality; what matters most, to customers and to managers."""
        for back in range(1, EARLIER + 1):
            start = quarter_of(quarter_of(first) - timedelta(days=90 * back - 40))
            self.quarter(start, level=8.35 - 0.03 * back, n=130 if self.cars > 20 else 60)
        self.walk_ups("servqual", 75 if self.cars > 20 else 40, self.columns)
        self.walk_ups("importance", 60, lambda: self.weighed({"put_right": 9.4, "convenience": 8.3, "price": 8.0, "friendly": 7.6}))
        self.walk_ups(
            "importance-managers", 5, lambda: self.weighed({"price": 9.2, "put_right": 8.8, "friendly": 8.1, "convenience": 6.9}), audience="managers"
        )  # fmt: skip
        self.wave("recovery", self.today, trigger="recovery", share=1000, quarantine_days=14, delay_hours=14 * 24)
        self.wave("fairness", self.today, trigger="complaint_closed", share=1000, quarantine_days=0, delay_hours=48)
        self.batch.write()

    def quarter(self, start: date, *, level: float, n: int) -> None:
        wave = self.wave("csi", start)
        for one in range(n):
            day = start + timedelta(days=self.random.randrange(90))
            at = datetime.combine(day, time(12), self.house.site.zone)
            mood = self.random.gauss(level + (0.35 if self.cars <= 20 else 0), 0.8)
            marks = {item["key"]: self.mark(mood) for item in csi.ITEMS}
            said = marks | self.beside(marks, [], unhappy=self.random.random() < 0.04)
            self.add(wave, "csi", said, at, channel=Response.Channel.IMPORT, once_key=hash_of(f"{wave.pk} {one}"))

    def add(self, wave: Wave, code: str, said: dict[str, Any], at: datetime, **known: Any) -> None:
        language = "en" if self.house.site.language.startswith("en") else self.house.site.language
        response, answers = history.sheet(wave=wave, questions=self.questions[code], said=said, at=at, language=language, **known)
        self.batch.rows[Response].append(response)
        self.batch.rows[Answer].extend(answers)

    def walk_ups(self, code: str, n: int, said: Any, **how: Any) -> None:
        """Answered at the QR code in the hall, within the present quarter."""
        wave = self.wave(code, self.today, trigger="by_hand", **how)
        open_days = max(1, (self.today - wave.starts_on).days)
        for _one in range(n):
            hours = self.random.uniform(9, 17)
            at = datetime.combine(self.today - timedelta(days=self.random.randrange(open_days)), time(), self.house.site.zone) - timedelta(
                days=1
            )
            at = max(at + timedelta(hours=hours), datetime.combine(wave.starts_on, time(9), self.house.site.zone))
            self.add(wave, code, said(), min(at, self.batch.now), channel=Response.Channel.QR)

    def columns(self) -> dict[str, Any]:
        level = {"reliability": 5.3, "responsiveness": 4.7, "assurance": 5.6, "empathy": 5.2, "tangibles": 5.7}
        mood, said = self.random.gauss(0, 0.7), {}
        for question in self.questions["servqual"]:
            if question.kind == "three_columns":
                desired = self.seven(6.3 + 0.2 * mood)
                adequate = min(desired, self.seven(4.7 + 0.3 * mood))
                said[question.key] = {"desired": desired, "adequate": adequate, "perceived": self.seven(level[question.dimension] + mood)}
        return said | {"overall": max(1, min(5, round(4.1 + mood)))}

    def seven(self, about: float) -> int:
        return max(1, min(7, round(self.random.gauss(about, 0.7))))

    def weighed(self, about: dict[str, float]) -> dict[str, Any]:
        marks = {key: self.mark(mean) for key, mean in about.items()}
        return marks | {"most": max(marks, key=lambda key: (marks[key], key))}

    def count(self) -> None:
        """The index and its relatives, from all that was written; what they are held against."""
        scoring.rebuild(self.house.site)
        source = {"zh-hans": "示例行业调研", "zh-hant": "示範業界調查"}.get(self.house.site.language, "Invented survey of the trade")
        for kind, points in BENCHMARKS.items():
            noted = [satisfaction.Noted(kind, code, Decimal(value)) for code, value in points.items()]
            satisfaction.note_benchmarks(year=self.today.year, source=source, noted=noted, by=self.system, at=self.batch.now)


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
