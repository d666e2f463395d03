"""How a site takes bookings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yinuo.core.access.actor import Actor
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.sites.queries import current_site

from .models import BookingSettings


def change_settings(
    *, by: Actor, at: datetime, overbooking_percent: int, public_open: bool, public_lead_minutes: int, days_ahead: int
) -> BookingSettings:
    """Over-booking is deliberate and visible: the change is on record."""
    columns: dict[str, Any] = {"public_open": public_open, "public_lead_minutes": public_lead_minutes, "days_ahead": days_ahead}
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        found = BookingSettings.objects.select_for_update().first()
        if found is None:
            found = BookingSettings.objects.create(site_id=by.site_id, **columns, **stamps(by, at))
        else:
            BookingSettings.objects.filter(pk=found.pk).update(**columns, **change_stamps(by, at))
        site = current_site()
        site.overbooking_percent = overbooking_percent
        site.save(update_fields=["overbooking_percent"])
        act.record("booking.settings_changed", found, overbooking_percent=overbooking_percent, **columns)
    return found
