"""The words of codes: points of the car, symptoms, the lounge, and what happened on a visit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

POINTS: dict[str, Any] = {
    "coolant": _("coolant"),
    "washer_fluid": _("washer fluid and wipers"),
    "wheel_nuts": _("wheel nuts"),
    "engine_oil": _("engine oil"),
    "lights": _("all lights"),
    "brakes": _("brake pads and fluid"),
    "battery": _("battery terminals"),
    "tyres": _("tyre and spare pressures"),
    "doors": _("doors lubricated"),
    "belts": _("belts"),
    "hoses": _("hoses"),
    "air_filter": _("air filter"),
    "leaks_engine": _("leaks under the bonnet"),
    "tyre_tread": _("tyre tread"),
    "brake_pads_front": _("front brake pads"),
    "brake_pads_rear": _("rear brake pads"),
    "brake_discs": _("brake discs"),
    "suspension": _("suspension"),
    "steering": _("steering joints"),
    "drive_shafts": _("drive shafts and boots"),
    "exhaust": _("exhaust"),
    "leaks_below": _("leaks below"),
    "warning_lights": _("warning lights"),
    "air_conditioning": _("air conditioning"),
    "cabin_filter": _("cabin filter"),
    "seat_belts": _("seat belts"),
    "wipers": _("wiper blades"),
    "glass": _("glass"),
    "body": _("paint and body"),
}
AREAS: dict[str, Any] = {
    "front": _("under the bonnet"),
    "wheels": _("wheels and brakes"),
    "below": _("under the car"),
    "inside": _("inside"),
    "outside": _("outside"),
}
SYMPTOMS: dict[str, Any] = {
    "noise": pgettext_lazy("symptom", "noise"),
    "vibration": pgettext_lazy("symptom", "vibration"),
    "warning_light": pgettext_lazy("symptom", "warning light"),
    "power": pgettext_lazy("symptom", "lack of power"),
    "starting": pgettext_lazy("symptom", "hard to start"),
    "braking": pgettext_lazy("symptom", "brakes"),
    "steering": pgettext_lazy("symptom", "steering"),
    "leak": pgettext_lazy("symptom", "leak"),
    "smell": pgettext_lazy("symptom", "smell or smoke"),
    "air_conditioning": pgettext_lazy("symptom", "air conditioning"),
    "electric": pgettext_lazy("symptom", "electrics"),
    "other": pgettext_lazy("symptom", "something else"),
}
WHEN: dict[str, Any] = {
    "cold_start": pgettext_lazy("symptom", "cold start"),
    "warm": pgettext_lazy("symptom", "when warm"),
    "idle": pgettext_lazy("symptom", "idling"),
    "accelerating": pgettext_lazy("symptom", "accelerating"),
    "braking": pgettext_lazy("symptom", "when braking"),
    "turning": pgettext_lazy("symptom", "when turning"),
    "rough_road": pgettext_lazy("symptom", "on rough roads"),
    "parked": pgettext_lazy("symptom", "when parked"),
}
SPEED: dict[str, Any] = {"0-20": "0–20 km/h", "20-60": "20–60 km/h", "60-80": "60–80 km/h", "80-120": "80–120 km/h", "120+": "> 120 km/h"}
WEATHER: dict[str, Any] = {
    "rain": pgettext_lazy("symptom", "after rain"),
    "cold": pgettext_lazy("symptom", "in the cold"),
    "heat": pgettext_lazy("symptom", "in the heat"),
    "wet_road": pgettext_lazy("symptom", "on wet roads"),
    "after_washing": pgettext_lazy("symptom", "after washing"),
}
OFTEN: dict[str, Any] = {
    "always": pgettext_lazy("symptom", "always"),
    "often": pgettext_lazy("symptom", "often"),
    "sometimes": pgettext_lazy("symptom", "sometimes"),
    "once": pgettext_lazy("symptom", "once so far"),
}
LOUNGE: dict[str, Any] = {
    "floor": _("floor and tables clean"),
    "toilets": _("toilets clean"),
    "papers": _("papers and magazines in order"),
    "coffee": _("coffee, tea, water filled"),
    "devices": _("screens, chargers, Wi-Fi work"),
    "wall": _("wall information up to date"),
    "seats": _("seats in order"),
    "children": _("children's corner safe and tidy"),
    "temperature": _("air and temperature pleasant"),
}
END_REASONS = (
    _("nothing was found"),
    _("the customer declined"),
    _("a part is not available"),
    _("the customer has no time"),
    _("advice was enough"),
)

# name → (what happened, icon, tone); slices above may add theirs
EVENTS: dict[str, tuple[Any, str, str]] = {
    "appointment.booked": (_("booked"), "calendar-plus", "idle"),
    "appointment.moved": (_("booking moved"), "calendar-event", "idle"),
    "appointment.reconfirmed": (_("booking reconfirmed"), "phone-call", "idle"),
    "appointment.shortage_told": (_("told that a part is short"), "packages", "risk"),
    "appointment.arrived": (_("came to the booking"), "calendar", "idle"),
    "visit.arrived": (_("arrived"), "login-2", "busy"),
    "visit.greeted": (_("greeted"), "user-check", "kept"),
    "visit.assigned": (_("advisor assigned"), "headset", "idle"),
    "visit.record_confirmed": (_("record confirmed"), "id-badge", "idle"),
    "consultation.started": (_("began to listen"), "ear", "busy"),
    "consultation.ended": (_("finished listening"), "ear", "idle"),
    "consultation.skipped": (_("no consultation needed"), "ear", "idle"),
    "consultation.undone": (_("start of listening taken back"), "arrow-back-up", "idle"),
    "consultation.words_recorded": (_("customer's words written down"), "message-2", "idle"),
    "consultation.symptoms_added": (_("symptoms picked"), "stethoscope", "idle"),
    "consultation.symptom_removed": (_("symptom taken away"), "trash", "idle"),
    "consultation.uninterrupted": (_("declared whether the customer was interrupted"), "microphone", "idle"),
    "consultation.walked_around": (_("walked round the car"), "car-suv", "idle"),
    "vehicle.mileage_read": (_("mileage read"), "gauge", "idle"),
    "car.nine_points_checked": (_("nine points checked"), "list-check", "idle"),
    "car.inspected": (_("car inspected"), "checklist", "idle"),
    "finding.recorded": (_("something was found"), "eye", "risk"),
    "picture.taken": (_("pictures taken"), "camera", "idle"),
    "estimate.presented": (_("estimate presented"), "file-dollar", "busy"),
    "estimate.agreed": (_("estimate agreed"), "signature", "kept"),
    "estimate.declined": (_("estimate declined"), "x", "risk"),
    "lounge.settled": (_("customer shown to the lounge or seen off"), "armchair", "idle"),
    "visit.released": (_("released to the workshop"), "tool", "busy"),
    "visit.recalled": (_("called back from the workshop"), "arrow-back-up", "risk"),
    "order.released": (_("work order released"), "clipboard-list", "idle"),
    "operation.started": (_("work started"), "player-play", "busy"),
    "operation.paused": (_("work paused"), "player-pause", "risk"),
    "operation.resumed": (_("work resumed"), "player-play", "busy"),
    "operation.finished": (_("work finished"), "check", "kept"),
    "added_work.requested": (_("more work found"), "git-branch", "risk"),
    "added_work.asked": (_("customer asked about added work"), "message", "busy"),
    "added_work.decided": (_("customer decided about added work"), "signature", "kept"),
    "part.requested": (_("part requested"), "packages", "idle"),
    "part.issued": (_("part issued"), "box", "idle"),
    "part.back_ordered": (_("part on order"), "truck", "risk"),
    "inspection.passed": (_("inspection passed"), "shield-check", "kept"),
    "inspection.failed": (_("inspection failed"), "circle-x", "late"),
    "visit.ready": (_("car ready"), "flag", "kept"),
    "visit.back_to_repair": (_("back to the workshop"), "repeat", "late"),
    "visit.ended_without_repair": (_("ended without repair"), "circle-x", "idle"),
    "car.cleaned": (_("car cleaned"), "droplet", "idle"),
    "customer.told_ready": (_("customer told that the car is ready"), "bell", "kept"),
    "car.shown": (_("car shown to the customer"), "eye", "idle"),
    "charges.explained": (_("charges explained"), "list-check", "idle"),
    "invoice.issued": (_("invoice issued"), "file-invoice", "idle"),
    "payment.recorded": (_("payment recorded"), "cash", "kept"),
    "things.returned": (_("key, papers and old parts handed back"), "key", "idle"),
    "next_service.told": (_("next service told"), "calendar-time", "idle"),
    "visit.settled": (_("paid"), "wallet", "kept"),
    "visit.unsettled": (_("something is owed again"), "wallet", "risk"),
    "visit.delivered": (_("car handed over"), "key", "kept"),
    "visit.closed": (_("visit closed"), "lock", "idle"),
    "visit.reopened": (_("visit reopened"), "refresh", "risk"),
    "visit.voided": (_("arrival void"), "x", "late"),
    "visit.ungreeted": (_("greeting taken back"), "arrow-back-up", "idle"),
    "visit.left_overnight": (_("stays overnight"), "moon", "idle"),
    "visit.not_left_overnight": (_("does not stay overnight after all"), "sun", "idle"),
    "car.parked": (_("car parked"), "parking", "idle"),
    "promise.made": (_("promise made"), "heart", "busy"),
    "promise.kept": (_("promise kept"), "circle-check", "kept"),
    "promise.broken": (_("promise broken"), "circle-x", "late"),
    "promise.renegotiated": (_("promise renewed with the customer's agreement"), "refresh", "risk"),
    "promise.withdrawn": (_("promise withdrawn"), "x", "idle"),
    "promise.at_risk": (_("promise at risk"), "alert-triangle", "risk"),
    "encounter.recorded": (_("contact with the customer"), "phone", "idle"),
    "follow_up.called": (_("follow-up call"), "phone-call", "idle"),
    "follow_up.answered": (_("answered what the customer raised"), "message", "kept"),
    "correction.made": (_("set right"), "edit", "risk"),
}


def event_words(name: str) -> tuple[Any, str, str]:
    """(what happened, icon, tone); an event without words is shown by its name."""
    return EVENTS.get(name, (name.replace(".", " ").replace("_", " "), "circle", "idle"))


def symptom_words(symptom: dict[str, Any]) -> str:
    """A symptom in one line: kind · when · speed · weather · how often · note."""
    parts = [SYMPTOMS.get(symptom.get("kind", ""), "")]
    for words, codes in ((WHEN, symptom.get("when", ())), (SPEED, symptom.get("speed", ())), (WEATHER, symptom.get("weather", ()))):
        parts += [words[code] for code in codes if code in words]
    parts += [OFTEN.get(symptom.get("often", ""), ""), symptom.get("note", "")]
    return " · ".join(str(part) for part in parts if part)
