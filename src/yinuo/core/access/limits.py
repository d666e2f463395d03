"""How often a page without sign-in may be asked: a counter per address and window of time, in a table that all web processes share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .models import Tries

LONGEST_KEY = 160


def within(name: str, *, times: int, seconds: int, at: datetime) -> bool:
    """Count one more of `name`; False when it was more than `times` in the window of `seconds` that `at` lies in.

    Two statements that each commit by themselves: who is counted at the same moment elsewhere is never lost.
    """
    window = int(at.timestamp() // seconds)
    key = f"{name[:LONGEST_KEY]}:{window}"
    if not _one_more(key):
        until = datetime.fromtimestamp((window + 1) * seconds, UTC)
        try:
            with transaction.atomic():
                Tries.objects.create(key=key, until=until)
        except IntegrityError:  # somebody else was first
            _one_more(key)
    return (Tries.objects.filter(key=key).values_list("n", flat=True).first() or 1) <= times


def _one_more(key: str) -> bool:
    return bool(Tries.objects.filter(key=key).update(n=F("n") + 1))


def forget(at: datetime) -> int:
    """Delete what was counted in windows that ended an hour ago; gives how many."""
    return Tries.objects.filter(until__lt=at - timedelta(hours=1)).delete()[0]


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind our own proxy, what the proxy says last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def limited(name: str, *, times: int, seconds: int = 60) -> Callable:
    """A view that one address may ask `times` in `seconds`; more gets 429 with words that say when to come again."""

    def decorate(view):
        @wraps(view)
        def entered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not within(f"{name}:{address_of(request)}", times=times, seconds=seconds, at=timezone.now()):
                response = render(request, "ui/too_often.html", {"seconds": seconds}, status=429)
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return entered

    return decorate
