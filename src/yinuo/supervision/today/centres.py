"""A person's centres side by side, as they stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django_scopes import scopes_disabled

from yinuo.core.access.queries import roles_everywhere, sites_of
from yinuo.core.access.rules import capabilities_of
from yinuo.core.sites.models import Site
from yinuo.core.workflow.queries import in_states
from yinuo.information.promises.models import Promise
from yinuo.information.promises.queries import risky
from yinuo.information.promises.rules import NOT_BY_CLOCK
from yinuo.operations.standards.conformance import JUDGED, Share
from yinuo.operations.standards.models import Outcome
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import OPEN
from yinuo.supervision.follow_up.models import DueCall

RIGHT = "conformance.read"  # at each centre that is shown


@dataclass(frozen=True)
class Centre:
    """One centre: cars in the house, promises past due and at risk, today's standards, calls that can be made now (`overdue`: of them, due before today)."""

    site: Site
    today: date
    rights: frozenset[str]
    open_cars: int
    late: int
    at_risk: int
    share: Share
    calls: int
    overdue: int

    @property
    def tone(self) -> str:
        return "late" if self.late else "risk" if self.at_risk else "kept"


def centres_of(user: Any, *, at: datetime) -> list[Centre]:
    """The centres that this person may read, what is at stake first. Six queries, however many there are."""
    rights = {site: capabilities_of(roles) for site, roles in roles_everywhere([user.pk])[user.pk].items()}
    sites = [site for site in sites_of(user) if RIGHT in rights[site.pk]]
    today = {site.pk: at.astimezone(site.zone).date() for site in sites}
    with scopes_disabled():
        cars = _cars(today)
        promises, judged, calls = _promises(today, at), _judged(today), _calls(today, at)
    found = [
        Centre(
            site, today[site.pk], rights[site.pk], cars.get(site.pk, 0), *promises.get(site.pk, (0, 0)), Share(site.pk, site.name, *judged.get(site.pk, (0, 0))),
            *calls.get(site.pk, (0, 0)),
        )
        for site in sites
    ]  # fmt: skip
    return sorted(found, key=lambda centre: (-centre.late, -centre.at_risk, centre.site.name))


def _cars(sites: Iterable[int]) -> dict[int, int]:
    rows = Visit.objects.filter(in_states(OPEN), site__in=list(sites))
    return dict(rows.order_by().values_list("site").annotate(n=Count("pk")))


def _promises(sites: Iterable[int], at: datetime) -> dict[int, tuple[int, int]]:
    """{site: (past due, at risk)}."""
    late = Q(due_at__lt=at) & ~Q(kind__in=NOT_BY_CLOCK)
    rows = Promise.objects.filter(in_states(("open",)), site__in=list(sites)).order_by().values_list("site")
    counted = rows.annotate(late=Count("pk", filter=late), at_risk=Count("pk", filter=risky(at) & Q(due_at__gte=at)))
    return {site: (n_late, n_risk) for site, n_late, n_risk in counted}


def _judged(today: dict[int, date]) -> dict[int, tuple[int, int]]:
    """{site: (met, judged)} of each site's own today."""
    rows = Outcome.objects.filter(_on("day", today), state__in=JUDGED).order_by().values_list("site")
    counted = rows.annotate(met=Count("pk", filter=Q(state=Outcome.State.MET)), n=Count("pk"))
    return {site: (met, n) for site, met, n in counted}


def _calls(today: dict[int, date], at: datetime) -> dict[int, tuple[int, int]]:
    """{site: (can be made now, of them due before today)}."""
    due = Q(call_again_at=None) | Q(call_again_at__lte=at)
    rows = DueCall.objects.filter(due, _on("due_on__lte", today), in_states(("due",))).order_by().values_list("site")
    counted = rows.annotate(n=Count("pk"), overdue=Count("pk", filter=_on("due_on__lt", today)))
    return {site: (n, overdue) for site, n, overdue in counted}


def _on(lookup: str, today: dict[int, date]) -> Q:
    """Each site's own day, the sites of one day together: a few days at most, whatever the number of sites."""
    found = Q(pk__in=[])
    for day in set(today.values()):
        found |= Q(**{lookup: day}, site__in=[site for site, its in today.items() if its == day])
    return found
