"""How often a page without sign-in may be asked: a counter per window in the process's cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def within(name: str, *, times: int, seconds: int, at: float) -> bool:
    """Count one more of `name`; False when it was more than `times` in the window of `seconds` that `at` (a timestamp) lies in."""
    key = f"limit:{name}:{int(at // seconds)}"
    cache.add(key, 0, seconds * 2)
    try:
        return cache.incr(key) <= times
    except ValueError:
        return True


def limited(name: str, *, times: int, seconds: int = 60) -> Callable:
    """A view that one address may ask `times` in `seconds`; more gets 429 with words that say when to come again."""

    def decorate(view):
        @wraps(view)
        def entered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            who = f"{name}:{request.META.get('REMOTE_ADDR', '')}"
            if not within(who, times=times, seconds=seconds, at=timezone.now().timestamp()):
                response = render(request, "ui/too_often.html", {"seconds": seconds}, status=429)
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return entered

    return decorate
