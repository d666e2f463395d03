"""The two doors of a site: `page` for reading, `act` for doing. Both put site, actor and time on the request and open the site's scope."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from yinuo.core.errors import DomainError, Forbidden, Invalid
from yinuo.core.events.models import ActKey
from yinuo.core.events.services import RepeatedAct
from yinuo.core.validation import UNSTORABLE, holds_nul, without_nul

from .actor import staff
from .queries import site_and_roles
from .rules import NOT_BY_PIN

logger = logging.getLogger("yinuo.web")
FORM = ("GET", "HEAD", "POST")
LOOKS_REFUSED = (409, 422)
OLDEST_QUEUED_ACT = timedelta(days=3)
TABLET_COOKIE = "tablet"
BY_PIN = "by_pin"  # in a session that began with a PIN on a shared tablet


class NotByPin(Forbidden):
    sentence = _("A PIN opens the day's work only. For this, sign in on a device of your own with password or passkey.")


ACTED_COOKIE = "acted"  # tells the next page that the act before it was done, so that it can say so


def page(capability: str, methods=("GET", "HEAD")) -> Callable:
    """A view that reads. Called as `view(request, site, …)` with `request.site`, `request.actor`, `request.at` set."""
    return _door(capability, methods)


def act(capability: str, methods=("POST",)) -> Callable:
    """A view that does one thing. Domain errors become words with their status, a repeated act its first answer."""
    return _door(capability, methods)


def form_page(capability: str) -> Callable:
    """A page with its form: GET shows it, POST does it; both need `capability`."""
    return _door(capability, FORM)


def _door(capability: str, methods) -> Callable:
    def decorate(view):
        @wraps(view)
        def entered(request: Any, site: str, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            _identify(request, site)
            with scope(site=request.site), timezone.override(request.site.zone):
                try:
                    if capability in NOT_BY_PIN and BY_PIN in request.session:
                        raise NotByPin
                    request.actor.require(capability)
                    if methods != FORM and holds_nul(request.POST):  # a form says it beside its field
                        raise Invalid(UNSTORABLE)
                    response = view(request, request.site, **kwargs)
                except DomainError as error:
                    response = refused(request, error)
                except (DataError, OverflowError):
                    logger.exception("%s: the database refused what was sent", request.path)
                    response = refused(request, Invalid())
                except RepeatedAct as repeated:
                    response = _done_already(request, repeated.url)
                if response.status_code in LOOKS_REFUSED and (url := _url_of_before(request)) is not None:
                    response = _done_already(request, url)
                return forgotten(request, response.render() if isinstance(response, TemplateResponse) else response)

        opened: Any = require_http_methods(list(methods))(entered)
        opened.capability = capability
        opened.methods = tuple(methods)
        return opened

    return decorate


def _done_already(request: Any, url: str) -> HttpResponse:
    return done(request, url or request.META.get("HTTP_REFERER") or f"/s/{request.site.code}/")


def _url_of_before(request: Any) -> str | None:
    """Where this very act led when it was sent before and done ("" when unknown): what it changed makes a form sent twice look refused."""
    key = request.actor.key
    return ActKey.objects.filter(key=key).values_list("url", flat=True).first() if key else None


def forgotten(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """On a shared tablet no browser keeps a page: what one person saw is gone when the next one comes."""
    if TABLET_COOKIE in request.COOKIES:
        response["Cache-Control"] = "no-store"
    return response


def _identify(request: Any, code: str) -> None:
    found = site_and_roles(request.user, code)
    if found is None:
        raise Http404
    request.site, roles = found
    if holds_nul(request.GET):
        request.GET = without_nul(request.GET)
    key = request.headers.get("Idempotency-Key") or request.POST.get("_key", "") if request.method == "POST" else ""
    origin = "queue" if "X-Acted-At" in request.headers else "web"
    request.at = acted_at(request)
    request.actor = staff(site_id=request.site.pk, user=request.user, roles=roles, origin=origin, key=key[:64])
    if BY_PIN in request.session:
        request.actor = request.actor.without(NOT_BY_PIN)
    if request.user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def acted_at(request: HttpRequest) -> datetime:
    """When the act happened: now, or for an act queued on a device its corrected time, if that lies in the last three days."""
    now = timezone.now()
    queued = request.headers.get("X-Acted-At", "")
    try:
        told = parse_datetime(queued) if queued else None
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        return now
    return told if now - OLDEST_QUEUED_ACT <= told <= now else now


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Remember where they were going; an htmx or queued request is told in its own way, so that nothing typed is lost."""
    where = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
    url = reverse("account_login") + "?" + urlencode({"next": where})
    if wants_json(request):
        return JsonResponse(
            {
                "error": str(
                    translation.gettext("You were signed out. Sign in again: what you did is kept on this device and will be sent.")
                ),
                "sign_in": url,
            },
            status=401,
        )
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"X-Sign-In": url})
    return redirect(url) if request.method == "GET" else render(request, "ui/signed_out.html", {"sign_in": url}, status=401)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error's sentence with its status: JSON for a queued act, a toast for htmx, a page otherwise."""
    if wants_json(request):
        return JsonResponse({"error": str(error)}, status=error.status)
    if request.headers.get("HX-Request"):
        return render(request, "ui/toast.html", {"sentence": str(error), "tone": "red"}, status=error.status)
    if isinstance(error, Forbidden):
        return render(request, "403.html", {"sentence": str(error)}, status=403)
    if request.method == "GET" and error.status == 404:
        return render(request, "404.html", status=404)  # nothing was sent, so nothing is kept
    return render(request, "ui/refused.html", {"sentence": str(error), "back": request.META.get("HTTP_REFERER", "")}, status=error.status)


def done(request: HttpRequest, url: str) -> HttpResponse:
    """The answer to an act that was done: go to `url` (for htmx by header, for a queued act as JSON)."""
    if wants_json(request):
        return JsonResponse({"ok": True, "url": url})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = redirect(url)
    response.set_cookie(ACTED_COOKIE, "1", max_age=30, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def not_again(request: HttpRequest) -> None:
    """For a form that looks at the records before it acts: raise RepeatedAct when this very form was sent and done before."""
    if (url := _url_of_before(request)) is not None:
        raise RepeatedAct(url)


def made(request: HttpRequest, url: str) -> HttpResponse:
    """`done` with something new: the same form sent once more leads to what was made, not back to an empty form."""
    if request.actor.key:
        ActKey.objects.filter(key=request.actor.key).update(url=url[:300])
    return done(request, url)


def back_to(request: Any, name: str, *args) -> HttpResponse:
    """`done`, to the named page of the request's site."""
    return done(request, reverse(name, args=[request.site.code, *args]))


def back_where(request: Any, name: str, *args) -> HttpResponse:
    """`done`, to where the button was pressed, else to the named page."""
    referer = request.META.get("HTTP_REFERER", "")
    return done(request, referer) if referer.startswith(request.build_absolute_uri("/")) else back_to(request, name, *args)
