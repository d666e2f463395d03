"""Plates and vehicle identification numbers: what they say, and what looks odd. Nothing here refuses: a real car may be odd."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "A-HJ-NP-Z0-9"  # I and O are not used on mainland plates
_ELECTRIC, _PLUG_IN = "ABCDE", "FGHJK"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("new_energy", re.compile(rf"[{PROVINCES}][A-Z](?:[{_ELECTRIC}{_PLUG_IN}][{_SIGN}]\d{{4}}|\d{{5}}[{_ELECTRIC}{_PLUG_IN}])")),
    ("police", re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{4}}警")),
    ("learner", re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{4}}学")),
    ("trailer", re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{4}}挂")),
    ("test", re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{4}}[试超]")),
    ("hong_kong_macau", re.compile(rf"粤Z[{_SIGN}]{{4}}[港澳]")),
    ("consulate", re.compile(rf"[{PROVINCES}][A-Z]?[{_SIGN}]{{4,5}}领")),
    ("embassy", re.compile(r"使\d{6}|\d{6}使")),
    ("emergency", re.compile(rf"[{PROVINCES}]X[{_SIGN}]{{4}}应急")),
    ("temporary", re.compile(rf"临[{PROVINCES}]?[{_SIGN}]{{4,7}}|[{PROVINCES}][A-Z][{_SIGN}]{{4,5}}临")),
    ("military", re.compile(rf"[A-Z]{{2}}\d{{5}}|[军空海北沈兰济南广成][A-Z]?\d{{5}}|WJ(?:[{PROVINCES}]|\d{{2}})?[{_SIGN}]{{4,5}}")),
    ("mainland", re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{5}}")),
    ("hong_kong", re.compile(r"[A-HJ-NPR-Z]{2}\d{1,4}")),
    ("macau", re.compile(r"M[A-Z]\d{4}|[A-Z]{2}\d{4}")),
    ("taiwan", re.compile(r"[A-Z]{3}\d{4}|[A-Z]{2}\d{4}|\d{4}[A-Z]{2}|[A-Z0-9]{2}\d{4}")),
)
LONGEST_PLATE = 16

_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)], strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
NORTH_AMERICA = "12345"


def written_plate(text: str) -> str:
    """As it is kept: upper case, letters and digits of any script without separators."""
    folded = unicodedata.normalize("NFKC", text or "").upper()
    return "".join(sign for sign in folded if sign.isalnum())


def written_vin(text: str) -> str:
    return written_plate(text)


def plate_kind(plate: str) -> str:
    """The kind of a plate as kept; "other" for one of another country or a mistake, "" for none."""
    if not plate:
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(plate)), "other")


def plate_warnings(plate: str, country: str = "CN") -> list[str]:
    """Codes of what looks odd: "incomplete" (begins like a mainland plate and has a wrong length), "letters" (I or O in it), "foreign"."""
    kind = plate_kind(plate)
    if not plate or country != "CN" or kind not in ("other",):
        return []
    if plate[0] in PROVINCES:
        return ["letters"] if len(plate) in (7, 8) and set("IO") & set(plate[2:]) else ["incomplete"]
    return ["foreign"]


def energy_of_plate(plate: str) -> str:
    """ "electric" or "hybrid" from a new-energy plate, "" when the plate does not say (D, A, B, C, E: electric; F, G, H, J, K: others; GA 36-2018)."""
    if plate_kind(plate) != "new_energy":
        return ""
    letter = plate[2] if plate[2].isalpha() else plate[-1]
    return "electric" if letter in _ELECTRIC else "hybrid"


def check_digit(vin: str) -> str:
    """The ninth sign as ISO 3779 / 49 CFR 565 compute it. Raises KeyError for signs that a VIN cannot have."""
    rest = sum(_VALUES[sign] * weight for sign, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def vin_warnings(vin: str) -> list[str]:
    """Codes of what looks odd: "length" (not 17), "letters" (I, O, Q or a sign that no VIN has), "check_digit" (North America and China, where it must fit)."""
    if not vin:
        return []
    warnings = ["length"] if len(vin) != 17 else []
    if any(sign not in _VALUES for sign in vin):
        return [*warnings, "letters"]
    if not warnings and vin[0] in NORTH_AMERICA + "L" and check_digit(vin) != vin[8]:
        warnings.append("check_digit")
    return warnings


@dataclass(frozen=True)
class Decoded:
    """What a VIN says by itself."""

    manufacturer: str = ""
    country: str = ""
    years: tuple[int, ...] = ()


def decode(vin: str) -> Decoded:
    """Maker, country and possible model years; empty when the VIN does not say."""
    if len(vin) != 17 or "letters" in vin_warnings(vin):
        return Decoded()
    from vininfo import Vin
    from vininfo.exceptions import VininfoException

    try:
        read = Vin(vin)
        return Decoded(_known(read.manufacturer), _known(read.country), tuple(read.years or ()))
    except (VininfoException, LookupError, ValueError):
        return Decoded()


def _known(word: str | None) -> str:
    return "" if not word or word.startswith("Un") else word


def mileage_is_lower(km: int, last: int | None) -> bool:
    return last is not None and km < last
