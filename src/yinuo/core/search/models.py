from __future__ import annotations

from django.db import models
from django.db.models import F

from yinuo.core.sites.models import SiteScoped


class SearchKey(SiteScoped):
    """A text by which a record is found, in the searched form of `rules`. A query is a prefix of some key, so every part that
    people search by its middle is stored with its suffixes.

    `target_type`: customer, vehicle, visit (only while it is open). The one index answers a search by itself: the range of a prefix, its exact
    matches first and newest first. On PostgreSQL `key` sorts by code point (collation C), as it does on SQLite.
    """

    target_type = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    target_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("site", "target_type", "key", F("target_id").desc(), name="search_key_once")]
        indexes = [models.Index(fields=["target_type", "target_id"], name="search_key_of")]
