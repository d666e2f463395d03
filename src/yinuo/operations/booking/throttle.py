"""How often one address may try, so that a program cannot fill the table; per web process, which is enough for a page that people use by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import DomainError


class TooOften(DomainError):
    status = 429
    sentence = _("Too many tries from here in a short time. Wait a few minutes, or ring us: what you typed is kept.")


def address_of(request: Any) -> str:
    """Where the request comes from; behind our own proxy, what the proxy says last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def count(request: Any, what: str, *, most: int, seconds: int) -> None:
    """Count one try. Raises TooOften beyond `most` in `seconds`."""
    key = f"booking:{what}:{address_of(request)}"[:200]
    cache.add(key, 0, timeout=seconds)
    try:
        tried = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return
    if tried > most:
        raise TooOften
