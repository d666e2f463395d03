"""The append-only log, the threads it is told in, and the keys by which a repeated act is known."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yinuo.core.sites.models import SiteScoped


class Thread(SiteScoped):
    """One story: a visit from its booking on, a customer, a vehicle. Its row is the lock under which acts on the story follow one another.

    `facts` is what the log of the thread says so far, folded by `core.events.rules.fold`: {event name: {"first", "last", "n", "data"}}.
    """

    VISIT, CUSTOMER, VEHICLE, SITE = "visit", "customer", "vehicle", "site"

    kind = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)


class SiteThread(SiteScoped):
    """A story of the site itself: `purpose` says which (stock, people, settings, exports). Made when first needed."""

    STOCK, PEOPLE, SETTINGS, EXPORTS = "stock", "people", "settings", "exports"

    purpose = models.CharField(max_length=20)
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="site_thread")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "purpose"], name="site_thread_once")]


class Event(SiteScoped):
    """Something that happened. `at` is when, `recorded_at` when it was written. On PostgreSQL partitioned by year of `recorded_at`."""

    name = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    origin = models.CharField(max_length=12)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "at"], name="event_of_thread"),
            models.Index(fields=["site", "name", "at"], name="event_of_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class ActKey(SiteScoped):
    """An act that was done, by the key its sender gave it; `url` is where its answer led. Kept for 30 days.

    Beside the log, since a unique constraint of a partitioned table must contain the partition's column.
    """

    key = models.CharField(max_length=64)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="act_once")]
        indexes = [models.Index(fields=["at"], name="act_key_age")]
