"""Pictures leave the house through these views only: signed in, of the same site, with the right."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render

from yinuo.core.access.views import act, back_to, page

from . import services
from .files import located, thumb_of
from .models import Picture

A_YEAR = 365 * 24 * 3600


@page("visit.read")
def picture(request, site, picture_id):
    return answer(request, _present(picture_id))


@page("visit.read")
def thumb(request, site, picture_id):
    return answer(request, _present(picture_id), small=True)


@page("visit.read")
def look(request, site, picture_id):
    """One picture large, with who took it when; removed from here, and brought back."""
    found = Picture.objects.select_related("created_by", "changed_by").filter(pk=picture_id).first()
    if found is None:
        raise Http404
    may_remove = request.actor.may("pictures.write") and found.kind not in services.KEPT_KINDS
    return render(request, "pictures/look.html", {"picture": found, "may_remove": may_remove})


@act("pictures.write")
def remove(request, site, picture_id):
    services.remove(picture_id=picture_id, by=request.actor, at=request.at)
    return back_to(request, "pictures:look", picture_id)


@act("pictures.write")
def restore(request, site, picture_id):
    services.restore(picture_id=picture_id, by=request.actor, at=request.at)
    return back_to(request, "pictures:look", picture_id)


def answer(request: HttpRequest, picture: Picture, *, small: bool = False) -> HttpResponseBase:
    """The picture's content. It never changes, so it may be kept by the person's own browser, and by nobody else's."""
    etag = f'"{picture.sha256}{"-s" if small else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            file = located(thumb_of(picture.path) if small else picture.path).open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, content_type=picture.content_type)
        response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response["ETag"] = etag
    return response


def _present(picture_id: int) -> Picture:
    found = Picture.objects.filter(pk=picture_id, removed_at=None).first()
    if found is None:
        raise Http404
    return found
