"""A link as a picture that a phone reads."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse

from yinuo.core.ui.qr import made


def code(link: str) -> HttpResponse:
    drawn = BytesIO()
    made(link).save(drawn, kind="svg", scale=6, border=2, dark="#17202c", light="#ffffff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})
