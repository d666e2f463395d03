"""Numbers that a site gives out in order: tickets, orders, invoices."""

from __future__ import annotations

from django.db import models, transaction

from .models import NumberSeries, Site


def next_number(*, site: Site | int, series: str) -> int:
    """Give out the next number of `series`, without gaps within committed work. Call it inside a transaction, late: it holds the row."""
    site_id = site if isinstance(site, int) else site.pk
    assert transaction.get_connection().in_atomic_block
    rows = NumberSeries.objects.filter(site_id=site_id, series=series)
    if not rows.update(last=models.F("last") + 1):
        NumberSeries.objects.bulk_create([NumberSeries(site_id=site_id, series=series)], ignore_conflicts=True)
        rows.update(last=models.F("last") + 1)
    return rows.values_list("last", flat=True).get()
