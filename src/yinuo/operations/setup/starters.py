""" "Start with these": what an ordinary centre begins with, in the centre's own language. Prices are in major units of its currency."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yinuo.core.money.rules import to_minor
from yinuo.core.sites.models import Site

MORNING, NOON, AFTERNOON, EVENING = time(8), time(12), time(13), time(18)
HOURS = {
    "split": [(day, *span) for day in range(6) for span in ((MORNING, NOON), (AFTERNOON, EVENING))],
    "whole": [(day, time(8, 30), time(17, 30)) for day in range(7)],
}
BAYS = [("quick", 2), ("lift", 6), ("alignment", 1), ("body", 1), ("paint", 1), ("wash", 1)]
SKILLS = {
    "maintenance": gettext_noop("maintenance"),
    "engine": gettext_noop("engine and gearbox"),
    "electrical": gettext_noop("electrics"),
    "body": gettext_noop("body work"),
    "paint": gettext_noop("paint"),
    "alignment": gettext_noop("wheel alignment"),
    "hybrid": gettext_noop("high voltage"),
}
# number, name, unit, price, cost, minimum, on hand: all in units of the centre's money and the part
PARTS: list[tuple[str, str, str, int, int, int]] = [
    ("OIL-5W30", gettext_noop("Engine oil 5W-30"), "l", 65, 38, 40),
    ("FLT-OIL", gettext_noop("Oil filter"), "pc", 45, 22, 10),
    ("FLT-AIR", gettext_noop("Air filter"), "pc", 80, 42, 6),
    ("FLT-CAB", gettext_noop("Cabin filter"), "pc", 95, 48, 6),
    ("PAD-FRONT", gettext_noop("Brake pads, front"), "set", 380, 210, 4),
    ("PAD-REAR", gettext_noop("Brake pads, rear"), "set", 340, 185, 4),
    ("DISC-FRONT", gettext_noop("Brake discs, front"), "pair", 760, 430, 2),
    ("FLUID-DOT4", gettext_noop("Brake fluid DOT 4"), "l", 60, 28, 6),
    ("COOLANT", gettext_noop("Coolant"), "l", 40, 18, 12),
    ("PLUG", gettext_noop("Spark plug"), "pc", 85, 46, 16),
    ("BATTERY-60", gettext_noop("Battery 60 Ah"), "pc", 680, 460, 3),
    ("WIPER", gettext_noop("Wiper blades"), "pair", 130, 65, 6),
]
# code, name, standard minutes, buffer, bay kind, skill, plain maintenance, parts (thousandths)
MENU: list[tuple[str, str, int, int, str, str, bool, dict[str, int]]] = [
    ("M10", gettext_noop("Small service: oil and filter"), 60, 15, "quick", "maintenance", True, {"OIL-5W30": 4000, "FLT-OIL": 1000}),
    ("M20", gettext_noop("Large service: oil and all filters"), 120, 15, "quick", "maintenance", True,
     {"OIL-5W30": 4000, "FLT-OIL": 1000, "FLT-AIR": 1000, "FLT-CAB": 1000}),
    ("B10", gettext_noop("Brake pads, front"), 60, 15, "lift", "maintenance", False, {"PAD-FRONT": 1000}),
    ("B20", gettext_noop("Brake pads, rear"), 60, 15, "lift", "maintenance", False, {"PAD-REAR": 1000}),
    ("B30", gettext_noop("Brake discs and pads, front"), 90, 15, "lift", "maintenance", False, {"DISC-FRONT": 1000, "PAD-FRONT": 1000}),
    ("B40", gettext_noop("Brake fluid change"), 45, 0, "lift", "maintenance", True, {"FLUID-DOT4": 1000}),
    ("C10", gettext_noop("Coolant change"), 60, 0, "lift", "maintenance", True, {"COOLANT": 6000}),
    ("E10", gettext_noop("Spark plugs"), 60, 0, "lift", "engine", False, {"PLUG": 4000}),
    ("E20", gettext_noop("Battery"), 30, 0, "quick", "electrical", False, {"BATTERY-60": 1000}),
    ("W10", gettext_noop("Wiper blades"), 15, 0, "quick", "maintenance", True, {"WIPER": 1000}),
    ("A10", gettext_noop("Wheel alignment"), 60, 15, "alignment", "alignment", False, {}),
    ("D10", gettext_noop("Fault diagnosis"), 60, 30, "lift", "electrical", False, {}),
    ("P10", gettext_noop("Paint one panel"), 240, 60, "paint", "paint", False, {}),
    ("X10", gettext_noop("Inspection before a long journey"), 45, 0, "lift", "maintenance", True, {}),
]  # fmt: skip
# which findings of the checks an item answers
CURES: dict[str, list[str]] = {
    "M10": ["engine_oil"],
    "M20": ["air_filter", "cabin_filter"],
    "B10": ["brakes", "brake_pads_front"],
    "B20": ["brake_pads_rear"],
    "B30": ["brake_discs"],
    "C10": ["coolant", "hoses"],
    "E20": ["battery"],
    "W10": ["washer_fluid", "wipers"],
    "A10": ["steering"],
    "D10": ["warning_lights", "leaks_engine", "lights"],
    "P10": ["body"],
}
LABOUR_RATES = {"CNY": 200, "TWD": 900, "HKD": 600, "GBP": 90, "USD": 130, "EUR": 100, "AUD": 140, "SGD": 90}
TAX_RATES = {"CN": 1300, "TW": 500, "HK": 0, "GB": 2000, "US": 0, "AU": 1000, "NZ": 1500, "IE": 2300, "CA": 500, "SG": 900}
# country: (currency, time zone, language, prices are told with tax)
COUNTRIES: dict[str, tuple[str, str, str, bool]] = {
    "CN": ("CNY", "Asia/Shanghai", "zh-hans", True),
    "TW": ("TWD", "Asia/Taipei", "zh-hant", True),
    "HK": ("HKD", "Asia/Hong_Kong", "zh-hant", True),
    "SG": ("SGD", "Asia/Singapore", "en", True),
    "GB": ("GBP", "Europe/London", "en", True),
    "IE": ("EUR", "Europe/Dublin", "en", True),
    "US": ("USD", "America/New_York", "en", False),
    "CA": ("CAD", "America/Toronto", "en", False),
    "AU": ("AUD", "Australia/Sydney", "en", True),
    "NZ": ("NZD", "Pacific/Auckland", "en", True),
}
MONEY_OF_CHINA = {
    "CNY": 1.0,
    "TWD": 4.4,
    "HKD": 1.1,
    "GBP": 0.11,
    "USD": 0.14,
    "EUR": 0.13,
    "CAD": 0.19,
    "AUD": 0.21,
    "NZD": 0.23,
    "SGD": 0.19,
}


def bays() -> list[tuple[str, str]]:
    """(name, kind), numbered through."""
    kinds = [kind for kind, count in BAYS for _n in range(count)]
    return [(f"{n:02}", kind) for n, kind in enumerate(kinds, 1)]


def skills(site: Site) -> dict[str, str]:
    with translation.override(site.language):
        return {code: _(name) for code, name in SKILLS.items()}


def parts(site: Site) -> list[dict[str, Any]]:
    with translation.override(site.language):
        return [
            {
                "number": number,
                "name": _(name),
                "unit": unit,
                "price": _money(price, site.currency),
                "cost": _money(cost, site.currency),
                "minimum": minimum * 1000,
            }
            for number, name, unit, price, cost, minimum in PARTS
        ]


def menu(site: Site) -> list[dict[str, Any]]:
    with translation.override(site.language):
        names = {code: _(name) for code, name, *_rest in MENU}
    return [
        {
            "code": code,
            "name": names[code],
            "name_en": name,
            "standard_minutes": minutes,
            "buffer_minutes": buffer,
            "bay_kind": bay,
            "skill": skill,
            "maintenance": plain,
            "cures": CURES.get(code, []),
        }
        for code, name, minutes, buffer, bay, skill, plain, _parts in MENU
    ]


def menu_parts() -> dict[str, dict[str, int]]:
    return {entry[0]: entry[-1] for entry in MENU if entry[-1]}


def _money(yuan: int, currency: str) -> int:
    """A round amount of about the same worth; a beginning, to be overwritten."""
    from decimal import Decimal

    return to_minor(Decimal(max(1, round(yuan * MONEY_OF_CHINA.get(currency, 0.14)))), currency)


def holidays_of(site: Site, *, since: date, days: int = 400) -> list[tuple[date, str]]:
    """The country's public holidays of the coming year, by day; [] for a country that is not known."""
    import holidays  # large, and wanted once in the life of a centre

    until = since + timedelta(days=days)
    language = {
        "CN": {"zh-hans": "zh_CN", "zh-hant": "zh_TW"},
        "HK": {"zh-hant": "zh_HK", "zh-hans": "zh_CN"},
        "TW": {"zh-hant": "zh_TW", "zh-hans": "zh_CN"},
    }
    wanted = language.get(site.country, {}).get(site.language, "en_US")
    try:
        found = holidays.country_holidays(site.country, years=range(since.year, until.year + 1), language=wanted)
    except NotImplementedError:
        return []
    return [(day, name) for day, name in sorted(found.items()) if since <= day <= until]
