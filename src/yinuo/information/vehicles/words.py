"""What looks odd about a plate, a VIN or a mileage, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import rules


def plate_words(plate: str, country: str = "CN") -> list[str]:
    words = {
        "incomplete": _("The plate does not have the usual number of signs. Compare it with the car; an unusual one can be kept."),
        "letters": _("Chinese plates have no letters I and O. Is it a 1 or a 0?"),
        "foreign": _("This is not a plate of the Chinese mainland, Hong Kong, Macau or Taiwan. It can be kept."),
    }
    return [words[code] for code in rules.plate_warnings(plate, country)]


def vin_words(vin: str) -> list[str]:
    words = {
        "length": _("A VIN has 17 signs, this one has {n}. Compare it with the papers; an old or unusual one can be kept."),
        "letters": _("A VIN has no I, O or Q and no other signs than letters and digits. Is it a 1 or a 0?"),
        "check_digit": _("The check digit (ninth sign) does not fit. One sign is probably misread; compare it with the papers."),
    }
    return [words[code].format(n=len(vin)) for code in rules.vin_warnings(vin)]


def energy_words(plate: str) -> str:
    """What a new-energy plate says of the drive, "" otherwise."""
    return {"electric": _("electric"), "hybrid": _("plug-in hybrid or other new energy")}.get(rules.energy_of_plate(plate), "")


@dataclass(frozen=True)
class Read:
    """What plate and VIN say by themselves."""

    plate_warnings: list[str]
    vin_warnings: list[str]
    energy: str
    manufacturer: str
    country: str
    years: str


def read(plate: str, vin: str, country: str = "CN") -> Read:
    plate, vin = rules.written_plate(plate), rules.written_vin(vin)
    decoded = rules.decode(vin)
    years = " / ".join(str(year) for year in decoded.years[:2])
    return Read(plate_words(plate, country), vin_words(vin), energy_words(plate), decoded.manufacturer, decoded.country, years)
