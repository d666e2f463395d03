"""Coming in: the home redirect, demo sign-in, changing person on a shared tablet."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yinuo.core.accounts.models import User

from .queries import sites_of


@login_required
def home(request):
    """Straight to today's page; who works at several sites chooses one."""
    sites = sites_of(request.user)
    if len(sites) == 1:
        return redirect("today:today", sites[0].code)
    return render(request, "access/choose_site.html", {"sites": sites}, status=200 if sites else 403)


@require_POST
def demo_sign_in(request):
    """One tap per role, in demo mode only."""
    person = User.objects.filter(username=request.POST.get("username", ""), is_active=True).first()
    if not settings.DEMO or person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(reverse("home"))
