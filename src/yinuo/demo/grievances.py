"""What customers complained about: every unhappy call became a case, some speak at the desk; one who waited too long was won back, some are open today."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from yinuo.core.access.actor import Actor, customer, system
from yinuo.operations.visits.models import Visit
from yinuo.supervision.complaints import history
from yinuo.supervision.complaints.history import Gift, Past
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.complaints.recovery.asking import ask_recovered
from yinuo.supervision.complaints.rules import STEPS
from yinuo.supervision.complaints.services import goodwill, opening, page, steps
from yinuo.supervision.follow_up.models import DueCall

from . import voices
from .desk import Desk

LATE_ENOUGH = timedelta(minutes=25)
BACK_WITHIN = timedelta(days=80)


def complain(desk: Desk) -> None:
    """After all days were written."""
    if "follow_up_agent" not in desk.house.staff:
        return
    random = Random(f"complaints:{desk.house.site.code}")
    recovered = _won_back(desk)
    taken = {recovered.visit.pk} if recovered else set()
    written = history.write([*_from_calls(desk, random, taken), *([recovered] if recovered else ())])
    sources = {past.visit_id: past for past in written if past.way_in == "follow_up"}
    for call in DueCall.objects.filter(visit_id__in=sources):
        Complaint.objects.filter(pk=sources[call.visit_id].pk).update(source_type="duecall", source_id=call.pk)
    _open_today(desk)
    ask_recovered(desk.house.site, desk.batch.now)


def _from_calls(desk: Desk, random: Random, taken: set[int]) -> list[Past]:
    rows = (
        DueCall.objects.exclude(raised="")
        .filter(done_at__isnull=False)
        .exclude(visit_id__in=taken)
        .select_related("visit")
        .order_by("done_at", "pk")
    )
    said = Random(f"said:{desk.house.site.code}")  # how a thing is said, not what: draws of its own
    return [_from_call(desk, call, random, said) for call in rows]


def _from_call(desk: Desk, call: DueCall, random: Random, said_so: Random) -> Past:
    words, agent = desk.house.country, desk.house.actor("follow_up_agent")
    theme = words.RAISED.index(call.raised)
    issue, step, factor, cause, gap, offer, lesson = words.GRIEVANCES[theme % len(words.GRIEVANCES)]
    begun, answered = call.done_at, call.answered_at
    done = {"listen": begun + timedelta(minutes=3), "apologise": begun + timedelta(minutes=4)}
    end = answered or desk.batch.now
    done["understand"] = min(max(end, done["apologise"]), begun + timedelta(minutes=random.uniform(12, 135)))
    if answered:
        done |= _afterwards(max(answered, done["understand"]), random)
    done = {name: at for name, at in done.items() if at <= desk.batch.now}
    text = said_so.choice(voices.of(desk.house.site.language).raised[theme])
    happy = random.random() < 0.78
    told: dict[str, Any] = {"process_step": step, "factor": factor}
    if "understand" in done:
        told |= {"real_issue": issue, "facts": [issue]}
    if "offer" in done:
        told["offer"] = offer
    if "agree" in done:
        told |= {"agreed": offer, "agreed_due_at": done["agree"] + timedelta(days=2)}
    if "review" in done:
        told |= {"root_cause": cause, "gap": gap, "lesson": lesson}
        told |= {
            "word": "satisfied" if happy else random.choice(["partly", "not_satisfied"]),
            "word_text": words.SATISFIED if happy else words.NOT_SATISFIED,
        }
    gift = _gift(desk, offer, done, random)
    said = [("apologise", "phone", words.SORRY), ("offer", "phone", offer)]
    return Past(
        visit=call.visit, by=agent, way_in="follow_up", text=text, received_at=begun, owner_id=agent.user_id, severity="serious",
        answer_due_at=call.answer_due_at, promise=False, done=done, told=told, said=said, gift=gift,
    )  # fmt: skip


def _afterwards(offered: datetime, random: Random) -> dict[str, datetime]:
    agreed = offered + timedelta(minutes=random.uniform(1, 30))
    carried = agreed + timedelta(hours=random.choice([2, 5, 20, 26, 44, 70]))
    return {"offer": offered, "agree": agreed, "carry_out": carried, "review": carried + timedelta(hours=random.choice([20, 26, 48]))}


def _gift(desk: Desk, text: str, done: dict[str, datetime], random: Random) -> Gift | None:
    if "agree" not in done or random.random() > 0.4:
        return None
    amount, at = desk.house.price(random.choice([30, 50, 80])), done["agree"]
    return Gift("free_item", text[:200], amount, at, at + timedelta(days=3), "follow_up_agent", done.get("carry_out"))


def _won_back(desk: Desk) -> Past | None:
    """Who waited far beyond the promised time, complained at the desk, was settled with in a day, and came back."""
    now = desk.batch.now
    rows = Visit.objects.filter(
        delivered_at__lt=now - timedelta(days=12), promised_ready_at__isnull=False, ready_at__isnull=False, customer__isnull=False
    )
    for visit in rows.select_related("customer").order_by("pk").iterator(chunk_size=200):
        late = visit.ready_at - visit.promised_ready_at
        if late < LATE_ENOUGH or visit.customer.kind != "person":
            continue
        later = Visit.objects.filter(
            customer_id=visit.customer_id, arrived_at__gt=visit.delivered_at, arrived_at__lt=visit.delivered_at + BACK_WITHIN
        )
        if later.exclude(state="void").exists():
            return _recovered(desk, visit)
    return None


def _recovered(desk: Desk, visit: Visit) -> Past:
    words = desk.house.country
    text, wants, issue, offer, thanks, lesson = words.COMPLAINTS["late"]
    advisor, begun = desk.house.actor("advisor"), visit.delivered_at + timedelta(minutes=4)
    after = dict(zip(STEPS, (6, 9, 55, 70, 75, 60 * 24 + 90, 60 * 48), strict=True))
    done = {step: begun + timedelta(minutes=minutes) for step, minutes in after.items()}
    told = {
        "wants": wants, "process_step": "handover", "factor": "vehicle_pick_up", "real_issue": issue, "facts": [issue], "offer": offer, "agreed": offer,
        "agreed_due_at": begun + timedelta(days=2), "word": "satisfied", "word_text": thanks, "root_cause": "communication", "gap": 4, "lesson": lesson,
    }  # fmt: skip
    gift = Gift(
        "free_item", words.COMPLAINTS["gift"], desk.house.price(200), done["agree"], begun + timedelta(days=2), "advisor", done["carry_out"]
    )
    return Past(
        visit=visit, by=advisor, way_in="desk", channel="face", text=text, received_at=begun, owner_id=advisor.user_id, severity="serious", done=done,
        told=told, said=[("apologise", "face", words.SORRY), ("offer", "face", offer)], gift=gift,
    )  # fmt: skip


def _open_today(desk: Desk) -> None:
    """A few that are open now, taken in by the services themselves: late, waiting for a part, to be approved, written on the phone page, of nobody."""
    house, now, words = desk.house, desk.batch.now, desk.house.country.COMPLAINTS
    taken = set(Complaint.objects.values_list("visit_id", flat=True))
    visits = [
        row
        for row in Visit.objects.filter(delivered_at__isnull=False, customer__isnull=False).select_related("customer").order_by("-id")[:80]
        if row.pk not in taken
    ]
    if len(visits) < 4:
        return
    advisor, since = house.actor("advisor"), now - timedelta(hours=27)
    dear = _at_desk(visits[0], words["dear"], advisor, since, "serious")
    _steps(dear, advisor, since, house.country.SORRY)
    goodwill.give(
        complaint_id=dear.pk,
        kind="refund",
        text=words["asked"],
        amount=house.price(900),
        promised_for=now + timedelta(days=2),
        by=advisor,
        at=now - timedelta(minutes=20),
    )
    again = _at_desk(visits[1], words["again"], house.actor("advisor", 1), now - timedelta(hours=3), "critical")
    steps.pause(complaint_id=again.pk, reason="part", note=words["waits"], by=house.actor("advisor", 1), at=now - timedelta(minutes=170))
    _at_desk(visits[2], words["wash"], house.actor("host"), now - timedelta(minutes=18), "minor", way_in="host")
    them: Actor = customer(site_id=house.site.pk, name=visits[3].customer.name)
    told, _token = page.tell_us(
        text=words["rude"][0], wants=words["rude"][1], visit_id=visits[3].pk, by=them, at=now - timedelta(minutes=50)
    )
    page.write(complaint_id=told.pk, text=words["written"], by=them, at=now - timedelta(minutes=4))
    nobody = opening.open_of_nobody(
        text=words["web"][0], wants=words["web"][1], way_in="web", contact_name=visits[0].customer.name, contact_phone="13800138000", by=system(site_id=house.site.pk),
        at=now - timedelta(minutes=70),
    )  # fmt: skip
    Complaint.objects.filter(pk=nobody.pk).update(owner=None, owned=False)


def _at_desk(visit: Visit, words: tuple[str, ...], by: Actor, at: datetime, severity: str, way_in: str = "desk") -> Complaint:
    return opening.open_about_visit(visit_id=visit.pk, text=words[0], wants=words[1], way_in=way_in, severity=severity, by=by, at=at)


def _steps(row: Complaint, by: Actor, since: datetime, sorry: str) -> None:
    told: dict[str, Any] = {"complaint_id": row.pk, "by": by}
    steps.listened(text=row.text, wants=row.wants, channel="face", at=since + timedelta(minutes=9), **told)
    steps.apologised(text=sorry, channel="face", at=since + timedelta(minutes=11), **told)
