"""How often one address may try, so that a program cannot fill the table."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.limits import address_of, within
from yinuo.core.errors import DomainError


class TooOften(DomainError):
    status = 429
    sentence = _("Too many tries from here in a short time. Wait a few minutes, or ring us: what you typed is kept.")


def count(request: Any, what: str, *, most: int, seconds: int) -> None:
    """Count one try. Raises TooOften beyond `most` in `seconds`."""
    if not within(f"booking-{what}:{address_of(request)}", times=most, seconds=seconds, at=timezone.now()):
        raise TooOften
