"""A link as a picture that a phone reads."""

from __future__ import annotations

from io import BytesIO

import segno
from django.http import HttpResponse


def code(link: str) -> HttpResponse:
    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=6, border=2, dark="#17202c", light="#ffffff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})
