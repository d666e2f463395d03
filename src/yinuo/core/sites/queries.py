from __future__ import annotations

from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

from .models import Site


def current_site() -> Site:
    """The site whose scope is open; ScopeError outside any."""
    site = get_scope().get("site")
    if site is None:
        raise ScopeError("no site's scope is open")
    return site if isinstance(site, Site) else Site.objects.get(pk=site)
