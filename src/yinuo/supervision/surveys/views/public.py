"""Answering without a sign-in: one question on a screen, each answer kept as it is given. Works without a script and on an old phone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods
from django_scopes import scope, scopes_disabled

from yinuo.core.access.actor import Actor, customer
from yinuo.core.access.limits import address_of, within
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.statements.asked import asked
from yinuo.core.validation import key_of

from .. import asking, links, queries, rules
from ..models import Invitation, Question, Response, Wave
from ..services import answering, invitations

DEVICE_COOKIE, DEVICE_SECONDS = "survey_device", 400 * 24 * 3600
SHEET_SECONDS = 40 * 24 * 3600
PATH = "/q/"


def _door(find: Callable[[str], Any]) -> Callable:
    """`find(token)` gives what the link leads to (with `site`), or None: unknown and forged links look the same."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def entered(request: Any, token: str) -> HttpResponse:
            request.at = timezone.now()
            with scopes_disabled():
                found = find(token[:200])
            if found is None:
                return _too_often(request, "survey-guess", 60) or _private(render(request, "survey/unknown.html", status=404))
            request.site, request.token = found.site, token
            with scope(site=found.site), timezone.override(found.site.zone):
                try:
                    return _private(view(request, found))
                except (answering.WaveOver, answering.AnsweredAlready, NotHere) as ended:
                    return _private(ended_page(request, ended))

        return require_http_methods(["GET", "HEAD", "POST"])(entered)

    return decorate


def _too_often(request: Any, name: str, times: int) -> HttpResponse | None:
    """The refusal of who tries links, or begins sheets, more than so many times a minute; who has a link that fits is not counted."""
    if within(f"{name}:{address_of(request)}", times=times, seconds=60, at=request.at):
        return None
    response = render(request, "ui/too_often.html", {"seconds": 60}, status=429)
    response["Retry-After"] = "60"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def ended_page(request: Any, ended: DomainError) -> HttpResponse:
    thanks = isinstance(ended, answering.AnsweredAlready)
    context = {"site_name": request.site.name, "sentence": str(ended), "thanks": thanks, "again": ""}
    return render(request, "survey/ended.html", context, status=200 if thanks else ended.status)


def _speak(request: Any, *own: str) -> str:
    """The language that was chosen here; else the first of the person's and the centre's own."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(next(language for language in (*own, request.site.language) if language))
        request.LANGUAGE_CODE = translation.get_language()
    spoken = translation.get_language() or "en"
    return spoken if spoken in rules.LANGUAGES else "en"


def _guest(request: Any) -> Actor:
    return customer(site_id=request.site.pk, name=str(translation.gettext("survey guest")))


def _by_token(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("site", "wave__version", "customer")
    return rows.filter(token_hash=invitations.hash_of(token)).first()


def _by_walk_up(token: str) -> Wave | None:
    read = links.read_walk_up(token)
    if read is None:
        return None
    return Wave.objects.select_related("site", "version").filter(site_id=read[0], pk=read[1], audience=Wave.Audience.CUSTOMERS).first()


def _by_sheet(token: str) -> Response | None:
    return _of_token.first(token_hash=answering.hash_of(token))


@asked(Response, everywhere=True)
def _of_token(rows: QuerySet, token_hash: Any) -> QuerySet:
    return rows.select_related("site", "wave", "version__questionnaire", "customer").filter(token_hash=token_hash)


@_door(_by_token)
def invited(request: Any, invitation: Invitation) -> HttpResponse:
    """The link of an invitation: welcome, then the sheet; on the same device straight back to it."""
    wave = invitation.wave
    language = _speak(request, invitation.customer.language)
    if resumed := _resumed(request, invitation.token_hash):
        return resumed
    if invitation.state == Invitation.State.ANSWERED:
        raise answering.AnsweredAlready
    if request.at >= invitation.expires_at:
        raise answering.WaveOver
    if request.method != "POST":
        answering.check_open(wave, request.at)
        if request.method == "GET" and invitation.opened_at is None and not wave.anonymous:
            invitations.opened(invitation_id=invitation.pk, by=_guest(request), at=request.at)
        return _welcome(request, wave, language)
    known: dict[str, Any] = {"device": _device(request)} | _place(request)
    response, token = answering.begin(
        wave_id=wave.pk, channel="link", language=language, by=_guest(request), at=request.at, invitation_id=invitation.pk, **known
    )
    return _to_sheet(request, response, token, invitation.token_hash)


@_door(_by_walk_up)
def walk_up(request: Any, wave: Wave) -> HttpResponse:
    """The link of a wave behind a QR code, or on a tablet in the hall."""
    language = _speak(request)
    _site_id, _wave_id, channel = links.read_walk_up(request.token) or (0, 0, "qr")
    link = answering.hash_of(request.token)
    if channel == "qr" and (resumed := _resumed(request, link)):
        return resumed
    answering.check_open(wave, request.at)
    if request.method != "POST":
        return _welcome(request, wave, language, tablet=channel == "tablet")
    if (refusal := _too_often(request, "survey-begin", 60)) is not None:
        return refusal
    known: dict[str, Any] = _place(request) | ({"device": _device(request)} if channel == "qr" else {})
    response, token = answering.begin(wave_id=wave.pk, channel=channel, language=language, by=_guest(request), at=request.at, **known)
    return _to_sheet(request, response, token, link)


def _welcome(request: Any, wave: Wave, language: str, *, tablet: bool = False) -> HttpResponse:
    version = wave.version
    context = {
        "site_name": request.site.name, "wave": wave, "title": asking.said(version.titles, language),
        "intro": asking.said(version.intros, language), "tablet": tablet,
    }  # fmt: skip
    return render(request, "survey/welcome.html", context)


def _cookie_of(link: str) -> str:
    return f"sheet_{link[:12]}"


def _resumed(request: Any, link: str) -> HttpResponse | None:
    """To the sheet that was begun on this device, while it is not complete."""
    token = request.COOKIES.get(_cookie_of(link), "")
    if not token or not Response.objects.filter(token_hash=answering.hash_of(token), completed_at=None).exists():
        return None
    return redirect("survey:sheet", token=token)


def _to_sheet(request: Any, response: Response, token: str, link: str) -> HttpResponse:
    answer = redirect("survey:sheet", token=token)
    if response.channel != Response.Channel.TABLET:
        answer.set_cookie(
            _cookie_of(link), token, max_age=SHEET_SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    if not response.anonymous and response.channel in (Response.Channel.LINK, Response.Channel.QR):
        answer.set_cookie(
            DEVICE_COOKIE, _device_id(request), max_age=DEVICE_SECONDS, path=PATH, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def _device_id(request: Any) -> str:
    known = request.COOKIES.get(DEVICE_COOKIE, "")
    if not hasattr(request, "device_id"):
        request.device_id = known[:64] if len(known) >= 16 else secrets.token_urlsafe(24)
    return request.device_id


def _device(request: Any) -> str:
    """What tells this device from others, and says nothing else about it."""
    return salted_hmac("surveys.device", _device_id(request), algorithm="sha256").hexdigest()


def _place(request: Any) -> dict[str, bool]:
    """Whether the answer comes from the centre's own network."""
    networks = queries.networks()
    try:
        here = ip_address(address_of(request))
    except ValueError:
        return {"from_inside": False}
    return {"from_inside": any(here in ip_network(network) for network in networks)}


@_door(_by_sheet)
def sheet(request: Any, response: Response) -> HttpResponse:
    """The sheet of answers: GET shows the first question that is left (or `?q=`), POST keeps one answer and goes on."""
    language = _speak(request, response.language)
    if response.completed_at is not None:
        return _thanks(request, response, language)
    answering.check_open(response.wave, request.at)
    if request.method != "POST":
        return _question(request, response, language, wanted=key_of(request.GET.get("q")))
    question = next((one for one in answering.asked_of(response) if one.pk == key_of(request.POST.get("question"))), None)
    if question is None:
        raise NotHere
    return _keep(request, response, question, language)


def _keep(request: Any, response: Response, question: Question, language: str) -> HttpResponse:
    try:
        answering.save_answer(
            response_id=response.pk, question_id=question.pk, by=_guest(request), at=request.at, **asking.told(request, question)
        )
    except (answering.AnsweredAlready, answering.WaveOver, NotHere):
        raise
    except DomainError as refusal:
        return _question(request, response, language, wanted=question.pk, problem=str(refusal), status=422)
    if answering.standing(response)[1] is None:
        answering.complete(response_id=response.pk, by=_guest(request), at=request.at)
    return redirect(reverse("survey:sheet", args=[request.token]))


def _question(request: Any, response: Response, language: str, *, wanted: int | None, problem: str = "", status: int = 200) -> HttpResponse:
    shown = asking.screen(response, language, wanted)
    if shown is None:  # the last answer was kept, and the line broke before it was completed
        answering.complete(response_id=response.pk, by=_guest(request), at=request.at)
        return redirect("survey:sheet", token=request.token)
    context = {
        "site_name": request.site.name,
        "screen": shown,
        "problem": problem,
        "typed": request.POST.get("text", ""),
        "longest": asking.LONGEST,
    }
    return render(request, "survey/sheet.html", context, status=status)


def _thanks(request: Any, response: Response, language: str) -> HttpResponse:
    tablet = response.channel == Response.Channel.TABLET
    context = {
        "site_name": request.site.name, "thanks": True, "sentence": asking.said(response.version.thanks, language),
        "again": links.walk_up_url(response.site_id, response.wave_id, "tablet") if tablet else "",
    }  # fmt: skip
    return render(request, "survey/ended.html", context)
