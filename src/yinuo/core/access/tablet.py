"""A tablet that several people share: whoever is done locks it, the next one shows a badge or taps their name, and types the PIN.

The device remembers its centre in a signed cookie; nobody is signed in while it is locked. What the earlier person saw is forgotten by the browser.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from yinuo.core.accounts.models import User
from yinuo.core.sites.models import Site

from .people import person_by_badge, pin_fits
from .queries import people_with_pin
from .views import BY_PIN, act
from .views import TABLET_COOKIE as COOKIE

COOKIE_SECONDS = 90 * 24 * 3600
SESSION_SECONDS = 12 * 3600


@act("site.read")
def lock(request, site):
    """Whoever is signed in is done; the tablet waits for the next person. A device becomes a shared tablet, and stays one, only by a full sign-in."""
    language, by_pin = translation.get_language(), BY_PIN in request.session
    logout(request)
    response = redirect("switch")
    if not by_pin:
        response.set_signed_cookie(
            COOKIE, site.code, salt=COOKIE, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Who are you? A badge, or a name; then the PIN."""
    site = site_of_tablet(request)
    if site is None:
        return redirect(settings.LOGIN_URL)
    if request.user.is_authenticated:
        return redirect(f"/s/{site.code}/")
    request.at = timezone.now()  # type: ignore[attr-defined]
    with scope(site=site), timezone.override(site.zone):
        people = people_with_pin()
        person = _chosen(request, people)
        if request.method == "POST" and "pin" in request.POST:
            return _try_pin(request, site, people, person)
        unknown = _("This badge is not known here. Tap your name.") if request.POST.get("badge") and person is None else ""
        return _page(request, site, people, person, unknown)


def site_of_tablet(request: HttpRequest) -> Site | None:
    """The centre whose shared tablet this is."""
    try:
        code = request.get_signed_cookie(COOKIE, salt=COOKIE, max_age=COOKIE_SECONDS)
    except (KeyError, signing.BadSignature):
        return None
    return Site.objects.filter(code=code).first()


def _chosen(request: HttpRequest, people: list[User]) -> User | None:
    """The person of this centre who tapped their name or showed their badge."""
    told = request.POST if request.method == "POST" else request.GET
    if badge := told.get("badge", "").strip()[:64]:
        found = person_by_badge(badge=badge)
        return next((person for person in people if found is not None and person.pk == found.pk), None)
    return next((person for person in people if str(person.pk) == told.get("person")), None)


def _try_pin(request: HttpRequest, site: Site, people: list[User], person: User | None) -> HttpResponse:
    key = str(person.pk) if person else "nobody"
    if not ratelimit.consume(request, action="pin", key=key):
        sentence = _("Too many tries. Wait five minutes, or sign in with your password.")
        return _page(request, site, people, person, sentence, status=429)
    if person is None or not pin_fits(person, request.POST["pin"][:16]):
        return _page(request, site, people, person, _("This PIN does not fit. Try again."), status=422)
    ratelimit.clear(request, action="pin", key=key)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.set_expiry(SESSION_SECONDS)
    request.session[BY_PIN] = site.code
    response = redirect(f"/s/{site.code}/")
    if person.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax")
    return response


def _page(request: HttpRequest, site: Site, people: list[User], person: User | None, sentence: str, status: int = 200) -> HttpResponse:
    context = {"site_name": site.name, "people": people, "person": person, "sentence": sentence}
    return render(request, "access/switch.html", context, status=status)
