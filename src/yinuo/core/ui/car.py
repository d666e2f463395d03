"""The car seen from above, unfolded: its zones, and the kinds of damage that a walk-around marks on it."""

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

DAMAGE = [
    ("scratch", pgettext_lazy("damage", "scratch")),
    ("dent", pgettext_lazy("damage", "dent")),
    ("crack", pgettext_lazy("damage", "crack")),
    ("chip", pgettext_lazy("damage", "chip")),
    ("missing", pgettext_lazy("damage", "missing part")),
    ("other", pgettext_lazy("damage", "other")),
]


@dataclass(frozen=True)
class Zone:
    """One panel of the outline: a shape in a box of 240 × 440, the front on top, the driver's left on the left."""

    code: str
    label: object
    path: str


ZONES = [
    Zone("front_bumper", pgettext_lazy("car", "front bumper"), "M66 34 Q72 12 120 10 Q168 12 174 34 Q148 26 120 26 Q92 26 66 34Z"),
    Zone("bonnet", pgettext_lazy("car", "bonnet"), "M66 38 Q92 30 120 30 Q148 30 174 38 L172 118 Q146 108 120 108 Q94 108 68 118Z"),
    Zone("windscreen", pgettext_lazy("car", "windscreen"), "M69 122 Q94 112 120 112 Q146 112 171 122 L160 164 Q120 154 80 164Z"),
    Zone("roof", pgettext_lazy("car", "roof"), "M80 168 Q120 158 160 168 L162 272 Q120 280 78 272Z"),
    Zone("rear_window", pgettext_lazy("car", "rear window"), "M78 276 Q120 284 162 276 L170 318 Q120 330 70 318Z"),
    Zone("boot", pgettext_lazy("car", "boot lid"), "M69 322 Q120 334 171 322 L173 392 Q120 402 67 392Z"),
    Zone("rear_bumper", pgettext_lazy("car", "rear bumper"), "M67 396 Q120 406 173 396 Q170 426 120 428 Q70 426 67 396Z"),
    Zone("left_front_wing", pgettext_lazy("car", "left front wing"), "M26 62 Q30 42 60 40 L62 122 L60 128 L26 128Z"),
    Zone("left_front_door", pgettext_lazy("car", "left front door"), "M26 132 L61 132 L73 168 L72 218 L26 218Z"),
    Zone("left_rear_door", pgettext_lazy("car", "left rear door"), "M26 222 L72 222 L71 274 L62 308 L26 308Z"),
    Zone("left_rear_wing", pgettext_lazy("car", "left rear wing"), "M26 312 L61 312 L63 322 L61 392 Q32 390 26 372Z"),
    Zone("right_front_wing", pgettext_lazy("car", "right front wing"), "M214 62 Q210 42 180 40 L178 122 L180 128 L214 128Z"),
    Zone("right_front_door", pgettext_lazy("car", "right front door"), "M214 132 L179 132 L167 168 L168 218 L214 218Z"),
    Zone("right_rear_door", pgettext_lazy("car", "right rear door"), "M214 222 L168 222 L169 274 L178 308 L214 308Z"),
    Zone("right_rear_wing", pgettext_lazy("car", "right rear wing"), "M214 312 L179 312 L177 322 L179 392 Q208 390 214 372Z"),
    Zone(
        "left_front_wheel",
        pgettext_lazy("car", "left front wheel"),
        "M10 70 h8 a4 4 0 0 1 4 4 v44 a4 4 0 0 1 -4 4 h-8 a4 4 0 0 1 -4 -4 v-44 a4 4 0 0 1 4 -4Z",
    ),
    Zone(
        "left_rear_wheel",
        pgettext_lazy("car", "left rear wheel"),
        "M10 318 h8 a4 4 0 0 1 4 4 v44 a4 4 0 0 1 -4 4 h-8 a4 4 0 0 1 -4 -4 v-44 a4 4 0 0 1 4 -4Z",
    ),
    Zone(
        "right_front_wheel",
        pgettext_lazy("car", "right front wheel"),
        "M222 70 h8 a4 4 0 0 1 4 4 v44 a4 4 0 0 1 -4 4 h-8 a4 4 0 0 1 -4 -4 v-44 a4 4 0 0 1 4 -4Z",
    ),
    Zone(
        "right_rear_wheel",
        pgettext_lazy("car", "right rear wheel"),
        "M222 318 h8 a4 4 0 0 1 4 4 v44 a4 4 0 0 1 -4 4 h-8 a4 4 0 0 1 -4 -4 v-44 a4 4 0 0 1 4 -4Z",
    ),
]
ZONE_LABELS = {zone.code: zone.label for zone in ZONES}
