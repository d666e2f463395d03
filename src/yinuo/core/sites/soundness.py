"""Whose rows are whose: a proof over any database that what belongs together belongs to one site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import F

from .models import SiteScoped


@dataclass(frozen=True, slots=True)
class Strangers:
    """Rows of `model` whose `field` points at a row of another site: how many, and the first few of them."""

    model: str
    field: str
    n: int
    ids: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}: {self.n} rows point at another site's ({', '.join(map(str, self.ids))})"


def scoped_models() -> list[type[SiteScoped]]:
    """Every concrete model whose rows belong to a site."""
    return [model for model in apps.get_models() if issubclass(model, SiteScoped)]


def kinships() -> Iterator[tuple[type[SiteScoped], models.ForeignKey]]:
    """Every foreign key from a site's row to a site's row."""
    for model in scoped_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, SiteScoped):
                yield model, field


def strangers() -> list[Strangers]:
    """Every foreign key along which a child's site is not its parent's. One query for each key; [] proves the database sound."""
    found = []
    for model, field in kinships():
        rows = model._base_manager.exclude(**{f"{field.name}__isnull": True}).exclude(**{f"{field.name}__site_id": F("site_id")})
        if ids := tuple(rows.order_by("pk").values_list("pk", flat=True)[:5]):
            found.append(Strangers(model._meta.label, field.name, rows.count(), ids))
    return found
