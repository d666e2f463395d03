"""What the workshop brings to the Today page: the technician's next jobs, work without a technician, inspections, questions to an expert."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.workflow.queries import in_states

from . import work_queries as queries
from .models import ClockEntry, Operation, Order
from .queries.basics import OPEN_WORK

MOST = 20


def _matter(visit, asked: Asked, url: str, **told) -> Matter:
    return Matter(
        url=url,
        plate=visit.plate,
        subject=told.pop("subject", ""),
        energy=visit.vehicle.energy if visit.vehicle else "",
        due_at=visit.promised_ready_at,
        amber=1800,
        **told,
    )


def _with_car(rows: QuerySet[Operation]) -> QuerySet[Operation]:
    """Only what a matter says of the car."""
    visit = "line__order__visit__"
    columns = ("changed_at", "line__description", f"{visit}plate", f"{visit}promised_ready_at", f"{visit}vehicle__energy")
    return rows.select_related(f"{visit}vehicle").only(*columns)


@matters("work.do")
def my_jobs(asked: Asked) -> list[Matter]:
    """A technician's own jobs: the running one, what is paused, what comes next."""
    if asked.mine and "technician" not in asked.actor.roles:
        return []
    bench = queries.bench(asked.actor.user_id, at=asked.at)
    jobs = bench.mine[: asked.limit]
    words = {"running": _("is in your hands"), "paused": _("was stopped; go on when you can"), "planned": _("is your next job")}
    url = reverse("work:mine", args=[asked.site_code])
    if asked.mine and not bench.mine and bench.free:
        return [_free_to_take(bench.free, url)]
    return [
        _matter(
            job.visit,
            asked,
            f"{url}#job-{job.operation.pk}",
            kind="job",
            words=words[job.state],
            subject=job.line.description,
            icon="tool",
            weight=60,
            go=_("To the job"),
        )
        for job in jobs
    ]


def _free_to_take(jobs: list[queries.Job], url: str) -> Matter:
    """What somebody with empty hands may take: one row for all of it, as pressing as its most pressing car."""
    dues = [job.visit.promised_ready_at for job in jobs if job.visit.promised_ready_at]
    words = ngettext("%(n)s job that fits your skills can be taken", "%(n)s jobs that fit your skills can be taken", len(jobs))
    names = " · ".join(job.line.description for job in jobs[:3])
    due = min(dues, default=None)
    return Matter(
        kind="free",
        words=words % {"n": len(jobs)},
        url=url,
        icon="tool",
        due_at=due,
        amber=1800,
        weight=50,
        detail=names,
        go=_("Take a job"),
    )


@matters("inspection.read")
def inspections_waiting(asked: Asked) -> list[Matter]:
    """Orders whose next inspection this person may make."""
    may = [kind for kind in ("self", "quality", "final") if asked.actor.may(f"inspection.{kind}")]
    if not may:
        return []
    orders = [
        order
        for order in queries.waiting_for(*may)
        if (asked.actor.user_id in order.workers) == (order.next_kind == "self") or not asked.mine
    ]
    words = {
        "self": _("waits for your own inspection"),
        "quality": _("waits for the quality inspection"),
        "final": _("waits for the final inspection"),
    }
    return [
        _matter(
            order.visit, asked, reverse("work:inspect", args=[asked.site_code, order.pk]), kind="inspect", words=words[order.next_kind],
            subject=order.number, icon="clipboard-check", weight=70, go=_("Inspect"),
        )
        for order in orders[: asked.limit]
    ]  # fmt: skip


@matters("work.plan")
def without_technician(asked: Asked) -> list[Matter]:
    """Released work that nobody has yet."""
    if asked.mine and "dispatcher" not in asked.actor.roles:
        return []
    rows = Operation.objects.filter(
        in_states(OPEN_WORK),
        state="planned",
        technician=None,
        line__removed=False,
        line__approval="approved",
        line__order__state__in=[Order.State.RELEASED, Order.State.IN_WORK],
    )
    found = _with_car(rows).order_by("line__order__visit__promised_ready_at", "id")[: asked.limit]
    url = reverse("work:dispatch", args=[asked.site_code])
    words = _("has no technician yet")
    return [
        _matter(
            row.line.order.visit,
            asked,
            url,
            kind="dispatch",
            words=words,
            subject=row.line.description,
            icon="layout-kanban",
            weight=65,
            go=_("Give"),
        )
        for row in found
    ]


@question(Operation)
def _stopped_for(rows: QuerySet[Operation], expert: Any) -> QuerySet:
    rows = rows.filter(in_states(OPEN_WORK), state="paused", stop_reason=str(ClockEntry.Reason.PROBLEM), expert_id=expert)
    return _with_car(rows).order_by("changed_at")[:MOST]


@matters("order.read")
def questions_to_me(asked: Asked) -> list[Matter]:
    """Technical problems for which a colleague named this person as the expert."""
    found = _stopped_for(expert=asked.actor.user_id)[: asked.limit]
    words = _("is stopped by a technical problem; you are asked")
    return [
        _matter(
            row.line.order.visit, asked, reverse("work:problem", args=[asked.site_code, row.pk]), kind="problem", words=words,
            subject=row.line.description, icon="help", weight=85, go=_("Answer"), since=row.changed_at,
        )
        for row in found
    ]  # fmt: skip
