"""Moving a record along its flow, by compare-and-swap."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import DomainError
from yinuo.core.events.services import Act
from yinuo.core.sites.models import change_stamps
from yinuo.core.statements.writes import change as write_changes


class IllegalMove(DomainError):
    sentence = _("This step is not possible in the present state. Reload the page and look what was done meanwhile.")


class LostMove(DomainError):
    sentence = _("Somebody else changed this a moment ago. Reload the page; your entries are kept.")


def move(obj: Any, name: str, *, act: Act, changes: dict[str, Any] | None = None, **data: Any) -> None:
    """Take `obj` one step along `type(obj).FLOW`, writing `changes` with it and recording the move's event with `data`.

    Raises IllegalMove when the step is not legal from the present state, LostMove when the row was changed by somebody else.
    """
    step = obj.FLOW.moves[name]
    if obj.state not in step.sources:
        raise IllegalMove(state=obj.state, move=name)
    swap(obj, act=act, expect={"state": obj.state}, state=step.target, **(changes or {}))
    act.record(step.event, obj, **data)


def swap(obj: models.Model, *, act: Act, expect: dict[str, Any], **changes: Any) -> None:
    """Write `changes` if the row still is as `expect` says; LostMove otherwise. `obj` is brought up to date."""
    changes |= change_stamps(act.by, act.at)
    if write_changes(type(obj), obj.pk, changes, expect=expect) != 1:
        raise LostMove
    for name, value in changes.items():
        setattr(obj, name, value)
