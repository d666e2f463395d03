"""Which colour a number plate has, as a driver would see it on the car (GA 36-2018 for mainland China)."""

import re
from dataclasses import dataclass

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_MAINLAND = re.compile(rf"^([{_PROVINCES}][A-Z])[·•.\s-]?([A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳领试超])$")
_WHITE, _BLACK, _YELLOW = "警", "港澳领使", "挂学试超"
NEW_ENERGY = {"electric", "plug_in_hybrid", "hydrogen", "bev", "phev", "fcev", "new_energy"}
COLOURS = ("blue", "green", "yellow", "white", "black", "plain")


@dataclass(frozen=True)
class Plate:
    """What is written on the chip, and its colour (one of `COLOURS`)."""

    text: str
    colour: str


def read_plate(text: str, *, energy: str = "", colour: str = "") -> Plate:
    """Mainland plates get their dot and colour; every other plate is shown as written on a plain chip.

    `read_plate("沪A12345")` is blue `沪A·12345`; eight characters or a new energy drive make it green; `colour` decides when known.
    """
    written = " ".join((text or "").split()).upper()
    match = _MAINLAND.match(written)
    if not match:
        return Plate(written, colour if colour in COLOURS else "plain")
    head, tail = match.groups()
    return Plate(f"{head}·{tail}", colour if colour in COLOURS else _mainland_colour(head, tail, energy))


def _mainland_colour(head: str, tail: str, energy: str) -> str:
    if tail[-1] in _WHITE:
        return "white"
    if tail[-1] in _BLACK or head[0] in _BLACK:
        return "black"
    if tail[-1] in _YELLOW:
        return "yellow"
    return "green" if len(tail) == 6 or energy in NEW_ENERGY else "blue"
