from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from .models import Picture


@dataclass(frozen=True)
class Shown:
    """A picture as `{% photos %}` shows it; `url` is its page, from which it can be removed."""

    id: int
    url: str
    thumb: str
    caption: str
    kind: str
    subject_id: int | None


def pictures_of(subject_type: str, subject_ids: Collection[int], *, site_code: str, kind: str = "") -> dict[int, list[Shown]]:
    """Pictures of several things of one kind, in the order they were taken. One query."""
    if not subject_ids:
        return {}
    rows = Picture.objects.filter(subject_type=subject_type, subject_id__in=subject_ids, removed_at=None).order_by("id")
    found: dict[int, list[Shown]] = defaultdict(list)
    for picture in rows.filter(kind=kind) if kind else rows:
        found[picture.subject_id or 0].append(_shown(picture, site_code))
    return found


def pictures_of_thread(thread_id: int, *, site_code: str) -> list[Shown]:
    """All pictures of a visit or a customer. One query."""
    return shown(Picture.objects.filter(thread_id=thread_id, removed_at=None).order_by("id"), site_code)


def shown(pictures: Iterable[Picture], site_code: str) -> list[Shown]:
    return [_shown(picture, site_code) for picture in pictures]


def _shown(picture: Picture, site_code: str) -> Shown:
    url, thumb = (reverse(f"pictures:{name}", args=[site_code, picture.pk]) for name in ("look", "thumb"))
    return Shown(picture.pk, url, thumb, picture.note, picture.kind, picture.subject_id)
