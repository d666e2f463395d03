"""The steps of the set-up, and how far each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.models import Membership
from yinuo.core.sites.models import Site
from yinuo.core.statements.asked import asked
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.stock.models import Part
from yinuo.operations.workshop.models import Bay, OpeningHours
from yinuo.people.shifts.models import WeeklyShift

Records = Callable[[Any], QuerySet]
DONE, LATER, OPEN = "done", "later", "open"
MOST_COUNTED = 1001


@dataclass(frozen=True)
class Kind:
    """One step: what it asks, and which records say that it was answered (None: only the person can say); `of` gives a site's records of a model."""

    code: str
    label: Any
    question: Any
    icon: str
    records: Callable[[Records], QuerySet] | None = None

    def count(self) -> int | None:
        return self.records(lambda model: model.objects.all())[:MOST_COUNTED].count() if self.records else None


KINDS = (
    Kind("hours", _("Hours"), _("When are you open?"), "clock", lambda of: of(OpeningHours)),
    Kind("bays", _("Bays"), _("Where do you work on cars?"), "car-garage", lambda of: of(Bay).filter(active=True)),
    Kind(
        "staff",
        _("Staff and shifts"),
        _("Who works here, and when?"),
        "users",
        lambda of: of(WeeklyShift).values("user").distinct(),
    ),
    Kind("parts", _("Parts"), _("What lies on the shelf?"), "packages", lambda of: of(Part).filter(active=True)),
    Kind("menu", _("Menu"), _("What work do you offer?"), "list-details", lambda of: of(MenuItem).filter(active=True)),
    Kind("prices", _("Prices"), _("What does an hour of work cost?"), "coin"),
    Kind("tax", _("Tax"), _("Which tax is in your prices?"), "receipt"),
)


@dataclass(frozen=True)
class Step:
    """A step as it stands: state open, later or done; `n` of its records."""

    kind: Kind
    state: str
    n: int | None
    url: str
    here: bool = False


def steps_of(site: Site, here: str = "") -> list[Step]:
    """Every step with its state. One small query for each that counts."""
    found = []
    for kind in KINDS:
        told, n = site.set_up.get(kind.code, OPEN), kind.count()
        state = LATER if told == LATER and not n else (DONE if told == DONE or n else OPEN)
        found.append(Step(kind, state, n, reverse(f"setup:{kind.code}", args=[site.code]), kind.code == here))
    return found


def left(site: Site) -> list[Step]:
    """The steps that nobody has answered or put aside. One query while there is such a step, none afterwards."""
    untold = [kind for kind in KINDS if site.set_up.get(kind.code, OPEN) == OPEN]
    counted = [kind.code for kind in KINDS if kind.records]
    answered = dict(zip(counted, _answered(site=site.pk)[0], strict=True)) if untold else {}
    return [Step(kind, OPEN, None, reverse(f"setup:{kind.code}", args=[site.code])) for kind in untold if not answered.get(kind.code)]


@asked(Site)
def _answered(rows: QuerySet[Site], site: Any) -> QuerySet:
    """For each step that counts records: whether there is one."""

    def of(model: Any) -> QuerySet:
        return model._base_manager.filter(site_id=site)

    has = {f"has_{kind.code}": Exists(kind.records(of)) for kind in KINDS if kind.records}
    return rows.filter(pk=site).annotate(**has).values_list(*has)


def after(steps: list[Step], code: str) -> Step | None:
    """The next step that is still open, going on from `code`."""
    codes = [step.kind.code for step in steps]
    start = codes.index(code) + 1 if code in codes else 0
    return next((step for step in steps[start:] + steps[:start] if step.state == OPEN and step.kind.code != code), None)


def staff_count() -> int:
    return Membership.objects.filter(user__is_active=True).values("user").distinct().count()
