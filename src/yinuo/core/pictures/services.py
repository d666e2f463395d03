"""Attaching pictures to what they show, removing them, taking the removal back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy
from yinuo.core.workflow.services import LostMove, swap

from .files import BadPicture, Prepared, TooLarge, TooMany, prepare, prepare_all
from .models import Picture

__all__ = ["BadPicture", "Prepared", "TooLarge", "TooMany", "attach", "prepare", "prepare_all", "remove", "restore"]


def attach(act: Act, *, file: Prepared, kind: str, subject: models.Model | None = None, note: str = "") -> Picture:
    """Attach a prepared picture to the act's thread, as showing `subject`. The same picture of the same thing is attached once; if removed, it is back."""
    about = {
        "thread": act.thread,
        "sha256": file.sha256,
        "kind": kind,
        "subject_type": subject._meta.model_name if subject is not None else "",
        "subject_id": subject.pk if subject is not None else None,
    }
    picture = Picture.objects.filter(**about).first()
    if picture is None:
        picture = Picture(
            site_id=act.site_id,
            path=file.path,
            content_type=file.content_type,
            width=file.width,
            height=file.height,
            note=tidy(note),
            **about,
            **stamps(act.by, act.at),
        )
        check(picture)
        picture.save(force_insert=True)
        act.record("picture.attached", picture, kind=kind, about=about["subject_type"])
    elif picture.removed_at is not None:
        _bring_back(act, picture)
    return picture


KEPT_KINDS = ("signature",)


class StaysOnPaper(DomainError):
    sentence = _("A signature belongs to what was signed and cannot be removed. Set the approval right instead.")


def remove(*, picture_id: int, by: Actor, at: datetime) -> Picture:
    """Take a picture out of sight. `restore` undoes it. LostMove when it was removed already, StaysOnPaper for a signature."""
    with story(Picture, picture_id, by=by, at=at, right="pictures.write") as act:
        if act.subject.kind in KEPT_KINDS:
            raise StaysOnPaper
        swap(act.subject, act=act, expect={"removed_at": None}, removed_at=at)
        act.record("picture.removed", act.subject, kind=act.subject.kind)
    return act.subject


def restore(*, picture_id: int, by: Actor, at: datetime) -> Picture:
    with story(Picture, picture_id, by=by, at=at, right="pictures.write") as act:
        if act.subject.removed_at is None:
            raise LostMove
        _bring_back(act, act.subject)
    return act.subject


def _bring_back(act: Act, picture: Picture) -> None:
    swap(picture, act=act, expect={"removed_at": picture.removed_at}, removed_at=None)
    act.record("picture.restored", picture, kind=picture.kind)
