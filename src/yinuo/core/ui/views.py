"""What belongs to no slice: the look a person chose, the service worker, the page for "no connection", the catalogue of the kit."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from yinuo.core.ui import catalogue

THEMES = ("light", "dark", "auto")
YEAR = 365 * 86400


@require_POST
def theme(request: HttpRequest) -> HttpResponseBase:
    """Remember light, dark or "as the device does" in a cookie; works without a script."""
    wanted = request.POST.get("theme", "auto")
    back = request.POST.get("next", "/")
    response = HttpResponseRedirect(safe_address(request, back))
    response.set_cookie("theme", wanted if wanted in THEMES else "auto", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def safe_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of this program, from its root; else home."""
    fits = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fits else "/"


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """The worker must live at the root of the site to keep acts and pages of the whole site."""
    response = HttpResponse(_script("yinuo/sw.js"), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


def _script(name: str) -> bytes:
    path = finders.find(name)
    if path:
        with open(path, "rb") as file:
            return file.read()
    if settings.IS_COLLECTED and staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    raise Http404(name)


@require_safe
def offline(request: HttpRequest) -> HttpResponseBase:
    """Shown by the service worker when a page can be had neither from the network nor from what was kept."""
    return render(request, "ui/offline.html")


@require_safe
def kit(request: HttpRequest) -> HttpResponseBase:
    """Every part of the kit on one page, in demo mode only."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    at = getattr(request, "at", None) or timezone.now()
    return render(request, "ui/catalogue.html", catalogue.examples(at))
