"""Coming in: the home redirect, demo sign-in, changing person on a shared tablet."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from yinuo.core.accounts.models import User

from .queries import sites_of


def home(request):
    """Straight to today's page; who works at several sites chooses one. An empty installation is set up first."""
    if not request.user.is_authenticated:
        return redirect("account_login" if User.objects.exists() else "first_run")
    sites = sites_of(request.user)
    if len(sites) == 1:
        return redirect(f"/s/{sites[0].code}/")
    return render(request, "access/choose_site.html", {"sites": sites}, status=200 if sites else 403)


@require_POST
def demo_sign_in(request):
    """One tap per role, in demo mode only."""
    person = User.objects.filter(username=request.POST.get("username", ""), is_active=True).first()
    if not settings.DEMO or person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(safe_next(request, request.GET.get("next", "")))


def safe_next(request, address: str) -> str:
    """The address if it leads to this program, from its root; else home."""
    fits = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fits else reverse("home")


@require_POST
def choose_language(request):
    """Django's own choice of a language, kept with the person too."""
    response = set_language(request)
    if (asked := request.POST.get("next", "")) and "Location" in response:
        response["Location"] = safe_next(request, asked)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response
