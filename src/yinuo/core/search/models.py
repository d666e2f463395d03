from __future__ import annotations

from django.db import models

from yinuo.core.sites.models import SiteScoped


class SearchKey(SiteScoped):
    """A text by which a record is found, in the searched form (upper case, no separators). A query is a prefix of some key,
    so every part that people search by its middle is stored with all its suffixes.

    `kind`: plate, vin, phone, name, initials, ticket. `target_type`: customer, vehicle, visit.
    """

    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    target_type = models.CharField(max_length=12)
    target_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key", "kind", "target_type", "target_id"], name="search_key_once")]
        indexes = [models.Index(fields=["target_type", "target_id"], name="search_key_of")]
