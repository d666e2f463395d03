"""Pictures leave the house through these views only: signed in, of the same site, with the right."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse

from yinuo.core.access.views import act, done, page

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


@act("pictures.write")
def remove(request, site, picture_id):
    services.remove(picture_id=picture_id, by=request.actor, at=request.at)
    return _back(request)


@act("pictures.write")
def restore(request, site, picture_id):
    services.restore(picture_id=picture_id, by=request.actor, at=request.at)
    return _back(request)


def answer(request: HttpRequest, picture: Picture, *, small: bool = False) -> HttpResponse:
    """The picture's content. It never changes, so it may be kept by the person's own browser, and by nobody else's."""
    etag = f'"{picture.sha256}{"-s" if small else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
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


def _back(request: HttpRequest) -> HttpResponse:
    referer = request.META.get("HTTP_REFERER", "")
    return done(request, referer) if referer.startswith(request.build_absolute_uri("/")) else done(request, reverse("home"))
