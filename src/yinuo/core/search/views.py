from __future__ import annotations

from django.shortcuts import render

from yinuo.core.access.views import page

from .queries import find

IN_THE_BAR, ON_THE_PAGE = 8, 40
LONGEST_TEXT = 200


@page("site.read")
def search(request, site):
    """What the search box finds: as the list below it while typing, as a page when sent."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_TEXT].strip()
    typing = bool(request.headers.get("HX-Request"))
    hits = find(text, limit=IN_THE_BAR if typing else ON_THE_PAGE, site_code=site.code, may=request.actor.may)
    template = "search/found.html" if typing else "search/search.html"
    return render(request, template, {"text": text, "hits": hits, "may_add": request.actor.may("customers.write")})
