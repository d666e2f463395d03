"""QR codes, black on white in light and dark."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

MASK = 2  # all eight are read equally well by phones; trying each of them costs four times the rest


def made(text: str) -> segno.QRCode:
    """The code of an address or a badge."""
    return segno.make(text, error="m", micro=False, mask=MASK)


def svg(text: str) -> SafeString:
    """The code as inline SVG, to be shown on a screen or printed."""
    return mark_safe(made(text).svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr", lineclass=None))
