"""What people, programs and other systems put into a field."""

from __future__ import annotations

from io import BytesIO

import pillow_heif
from PIL import Image

JUNK = {
    "nothing": "",
    "ten thousand signs": "长" * 10_000,
    "emoji": "🚗👨‍👩‍👧🔧",
    "from right to left": "\u202eמכונית سيارة\u202c",
    "negative money": "-99.99",
    "a fraction of a fen": "0.005",
    "HTML": '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "a formula": '=HYPERLINK("http://example.com","x")',
    "NUL": "a\x00b",
    "a lone surrogate": '[{"zone": "hood", "x": 1, "y": 1, "kind": "scratch", "note": "\\ud800"}]',
    "beyond a bigint": "9223372036854775808",
    "thirty digits": "9" * 30,
    "five thousand digits": "9" * 5000,
    "no number": "NaN",
    "no end": "1e400",
    "a digit that is none": "²",
    "wide digits": "１２",
    "the year one": "0001-01-01T00:00",
    "the first day": "0001-01-01",
    "the last year": "9999-12-31T23:59",
    "the last day": "9999-12-31",
    "no date": "2026-02-30",
    "half of JSON": '[{"x": 1, "y"',
    "other JSON": '[{"zone": {"a": [null]}, "x": 1e999, "y": "z"}, 7, null]',
}
CHOSEN = ("NUL", "beyond a bigint", "a digit that is none", "HTML", "ten thousand signs")  # for what is ticked or chosen


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(Image.new("RGB", size, "grey")).save(out, quality=50)
    else:
        Image.new("RGB", size, "grey").save(out, kind)
    return out.getvalue()


FILES = {
    "a photo": picture("JPEG"),
    "a photo of a telephone": picture("HEIF"),
    "half a photo of a telephone": picture("HEIF")[:200],
    "half a photo": picture("JPEG", (800, 600))[:2000],
    "a small file of many points": picture("PNG", (9000, 9000)),
    "nothing": b"",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
    "a program": b"\x7fELF" + b"\x00" * 4000,
    "too much": b"\xff\xd8\xff\xe0" + b"x" * 300_000,
    "a photo that goes on": picture("JPEG") + b"x" * 100_000,
}
