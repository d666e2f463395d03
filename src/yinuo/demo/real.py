"""Real histories of other houses, loaded as visits: what their source does not record is neither invented nor judged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.rules import SYSTEM
from yinuo.core.sites.models import NumberSeries, Site
from yinuo.operations.orders.models import Order

from .batch import Batch

MOST_ERRORS = 200


@dataclass
class Report:
    """What became of the rows: loaded now, known from an earlier run, and what was wrong with the rest (row number, sentence)."""

    loaded: int = 0
    known: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, row: int, sentence: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((row, sentence))

    def sentences(self) -> list[str]:
        told = [
            _("%(loaded)d loaded, %(known)d known already, %(wrong)d refused.")
            % {"loaded": self.loaded, "known": self.known, "wrong": len(self.errors)}
        ]
        return told + [_("Row %(row)d: %(sentence)s") % {"row": row, "sentence": sentence} for row, sentence in self.errors]


class Loading:
    """A loading under way: the batch, the numbers given out, what is known already by the number of its order."""

    def __init__(self, site: Site, *, source: str, now: datetime):
        self.site, self.source = site, source
        self.by = Actor(site.pk, None, source, SYSTEM, frozenset(), "import")
        self.batch = Batch(site, now)
        self.report = Report()
        self.numbers = dict(NumberSeries.objects.filter(series__startswith="ticket:").values_list("series", "last"))
        self.known = set(Order.objects.filter(number__startswith="H-").values_list("number", flat=True))

    def number(self, *parts: str) -> str:
        """The order number by which a row is known again: the same row of the same source gives the same."""
        return "H-" + hashlib.sha256("\x1f".join((self.source, *parts)).encode()).hexdigest()[:16]

    def ticket(self, day: date) -> int:
        series = f"ticket:{day}"
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return self.numbers[series]

    def write(self) -> None:
        self.batch.write()

    def finish(self) -> Report:
        self.write()
        rows = [NumberSeries(site=self.site, series=series, last=last) for series, last in self.numbers.items()]
        NumberSeries.objects.bulk_create(
            rows, batch_size=400, update_conflicts=True, unique_fields=["site", "series"], update_fields=["last"]
        )
        return self.report


def load_work_orders(path, site: Site, **more) -> Report:
    """See `work_orders.load_work_orders`."""
    from . import work_orders

    return work_orders.load_work_orders(path, site, **more)


def load_repair_log(path, site: Site, **more) -> Report:
    """See `repair_log.load_repair_log`."""
    from . import repair_log

    return repair_log.load_repair_log(path, site, **more)
