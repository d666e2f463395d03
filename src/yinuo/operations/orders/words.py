"""The words of the codes that rules.py works with."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.operations.visits.words import POINTS as POINT_NAMES

# What technicians find most, to be tapped instead of typed: the part, then what is wrong with it.
FOUND = (
    _("Brake pads"), _("Brake disc"), _("Tyre"), _("Ball joint boot"), _("Shock absorber"), _("Belt"), _("Starter battery"), _("Bulb"), _("Coolant"), _("Oil"),
    _("worn"), _("leaking"), _("torn"), _("loose"), _("noisy"), _("aged"), _("below the limit"),
)  # fmt: skip

POINTS = {
    "as_ordered": _("Everything on the order is done"),
    "torque": _("Bolts and wheel nuts tightened to torque"),
    "levels": _("Fluid levels right"),
    "leaks": _("No leaks"),
    "tools_out": _("No tool or rag left in the car"),
    "old_parts": _("Old parts bagged for the customer"),
    "clean_hands": _("Steering wheel, seat and doors clean"),
    "complaint_gone": _("What the customer described is gone"),
    "work_complete": _("Work complete as agreed with the customer"),
    "fastening": _("Fastenings checked again"),
    "fluids": _("Oil, coolant and brake fluid checked"),
    "warning_lights": _("No warning light"),
    "test_drive": _("Test drive in order, or not needed"),
    "findings_told": _("New findings written down"),
    "clean_inside": _("Inside clean"),
    "clean_outside": _("Outside clean"),
    "settings_restored": _("Clock, radio, seat and mirrors as before"),
    "belongings": _("The customer's things are in the car"),
    "papers": _("Papers complete and ready to explain"),
}

UNITS = {
    "pc": pgettext_lazy("unit", "pc"),
    "set": pgettext_lazy("unit", "set"),
    "pair": pgettext_lazy("unit", "pair"),
    "can": pgettext_lazy("unit", "can"),
    "L": pgettext_lazy("unit", "L"),
    "kg": pgettext_lazy("unit", "kg"),
    "m": pgettext_lazy("unit", "m"),
}

CHANNELS = {
    "tablet": _("signed on the tablet"),
    "page": _("on the customer's page"),
    "phone": _("by phone"),
    "wechat": _("WeChat"),
    "text": _("text message"),
}


def point_words(finding) -> str:
    """The name of a finding's point; a technician's own words as they are."""
    if finding.source == "repair":
        return finding.note
    return str(POINT_NAMES.get(finding.point, finding.point.replace("_", " ")))
