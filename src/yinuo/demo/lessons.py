"""What the centre has made of its complaints: cases to read, one draft, and a customer's praise."""

from __future__ import annotations

from datetime import timedelta

from yinuo.information.encounters.services import record_encounter
from yinuo.operations.visits.models import Visit
from yinuo.supervision.cases import services
from yinuo.supervision.complaints.models import Complaint

from .desk import Desk

READERS = ("advisor", "technician", "host", "coordinator", "inspector")


def share(desk: Desk) -> None:
    """After the complaints were written."""
    house, now, words = desk.house, desk.batch.now, desk.house.country
    if "follow_up_agent" not in house.staff or "service_manager" not in house.staff:
        return
    manager, agent = house.actor("service_manager"), house.actor("follow_up_agent")
    closed = list(
        Complaint.objects.filter(state="closed", merged_into=None, closed_at__lt=now).order_by("-closed_at", "-id")[: len(words.CASES)]
    )
    for n, (title, happened, done, learnt, step, tags) in enumerate(words.CASES):
        at = now - timedelta(days=2 + 9 * n, hours=1)
        row = services.write(
            title=title, happened=happened, done=done, learnt=learnt, tags=tags, process_step=step, by=agent, at=at,
            complaint_id=closed[n].pk if n < len(closed) else None,
        )  # fmt: skip
        if n == len(words.CASES) - 1:
            break  # still a draft
        services.publish(case_id=row.pk, revision=row.revision, seen=True, by=manager, at=at + timedelta(minutes=20))
        for role in READERS[: 2 + 2 * n]:
            services.read(case_id=row.pk, by=house.actor(role), at=at + timedelta(minutes=50))
    visit = Visit.objects.exclude(customer=None).filter(delivered_at__lt=now).order_by("-delivered_at", "-id").first()
    if visit is not None:
        at = now - timedelta(hours=16)
        record_encounter(customer_id=visit.customer_id, channel="phone", direction="in", about="praise", text=words.PRAISE, by=agent, at=at)
