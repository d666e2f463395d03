"""What the services of a visit share: its state changes, its open check, texts that fit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yinuo.core.errors import Invalid
from yinuo.core.events.services import Act
from yinuo.core.search import services as search
from yinuo.core.search.rules import keys_of
from yinuo.core.sites.queries import current_site
from yinuo.core.workflow.services import move, swap

from .. import rules
from ..models import Visit
from .errors import ReasonMissing, VisitOver


def step(visit: Visit, name: str, *, act: Act, changes: dict[str, Any] | None = None, **data: Any) -> None:
    """`move`, which also says since when the car stands there."""
    move(visit, name, act=act, changes={**(changes or {}), "state_since": act.at}, **data)


def change(visit: Visit, *, act: Act, **columns: Any) -> None:
    """Write columns that are not the state; LostMove when the car moved on meanwhile."""
    swap(visit, act=act, expect={"state": visit.state}, **columns)


def still_open(visit: Visit) -> Visit:
    if visit.state not in rules.OPEN:
        raise VisitOver
    return visit


def fitting(model: type[models.Model], **texts: str) -> dict[str, str]:
    """The texts, stripped; Invalid when one is longer than its column holds."""
    stripped = {name: (text or "").replace("\x00", "").strip() for name, text in texts.items()}
    for name, text in stripped.items():
        column: Any = model._meta.get_field(name)
        if column.max_length and len(text) > column.max_length:
            raise Invalid(_("“{field}” takes {n} characters at most.").format(field=column.verbose_name, n=column.max_length), field=name)
    return stripped


def reason_given(text: str) -> str:
    text = (text or "").replace("\x00", "").strip()
    if not text:
        raise ReasonMissing
    return text[:240]


def be_found(visit: Visit, *, new: bool = False) -> None:
    """Let an open visit be found by its ticket and its plate; one that is over only through its vehicle and customer."""
    keys = keys_of(plate=visit.plate, ticket=visit.ticket) if visit.state in rules.OPEN else ()
    search.index(visit.site_id, target_type="visit", target_id=visit.pk, keys=keys, new=new)


def local_day(at: datetime) -> date:
    return at.astimezone(current_site().zone).date()
