"""QR codes as inline SVG, black on white in light and dark."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(text: str) -> SafeString:
    """The code of an address, to be shown on a screen or printed."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr", lineclass=None))
