"""Run as a program in the data folder of a served house: a car in the workshop whose customer is asked about added work. Prints where to look."""

from __future__ import annotations

import json
import os
from datetime import time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from yinuo.core.access.actor import staff  # noqa: E402
from yinuo.core.access.people import create_person, give_role  # noqa: E402
from yinuo.core.sites.models import Site, stamps  # noqa: E402
from yinuo.operations.orders.services import added_work, estimates, lines, opening  # noqa: E402
from yinuo.operations.visits import services as visits  # noqa: E402
from yinuo.operations.workshop.models import OpeningHours  # noqa: E402
from yinuo.people.skills.models import Skill, StaffSkill  # noqa: E402

PASSWORD = "a long enough password"


def person(site, role):
    user = create_person(username=role, display_name=role.title(), password=PASSWORD, language="en")
    give_role(person=user, site=site, role=role)
    return staff(site_id=site.pk, user=user, roles=[role])


def scene() -> dict[str, object]:
    site, now = Site.objects.create(code="pd", name="浦东站"), timezone.now()
    with scope(site=site):
        advisor, technician = person(site, "advisor"), person(site, "technician")
        stamp = stamps(advisor, now)
        for day in range(7):
            OpeningHours.objects.create(site=site, weekday=day, opens=time(0), closes=time(23, 59), **stamp)
        skill = Skill.objects.create(site=site, code="maintenance", name="保养")
        StaffSkill.objects.create(site=site, user_id=technician.user_id, skill=skill, **stamp)
        visit = visits.arrive(plate="沪A12345", by=advisor, at=now)
        visits.greet(visit_id=visit.pk, by=advisor, at=now)
        order = opening.open_order(visit_id=visit.pk, by=advisor, at=now)
        first = lines.add_labour(order_id=order.pk, description="小保养", standard_minutes=30, by=advisor, at=now)
        paper, _token = estimates.present_estimate(order_id=order.pk, ready_at=now + timedelta(hours=2), by=advisor, at=now)
        yes = {first.pk: estimates.Answer(True)}
        estimates.decide(estimate_id=paper.pk, answers=yes, channel="phone", decided_by="王芳", by=advisor, at=now)
        opening.release_order(order_id=order.pk, by=advisor, at=now)
        asked = added_work.request(order_id=order.pk, text="防尘套破裂", by=technician, at=now)
        lines.add_labour(order_id=order.pk, description="更换防尘套", standard_minutes=40, added_work_id=asked.pk, by=advisor, at=now)
        _paper, token = estimates.present_estimate(order_id=order.pk, ready_at=now + timedelta(hours=3), by=advisor, at=now)
    return {"order": order.pk, "token": token, "password": PASSWORD}


if __name__ == "__main__":
    print(json.dumps(scene()))
