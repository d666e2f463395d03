"""Invented examples for the page that shows every part of the kit (`/ui/`, demo mode only)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui.ribbon import ribbon_of


STEPS_BY_HOUR = [("Reception", [98, 95, 88, 71, 80, 92]), ("Consultation", [90, 88, 84, 70, 79, 90]), ("Handover", [99, 97, 96, 90, 85, 80])]


class ExampleForm(forms.Form):
    words = forms.CharField(label=_("Customer's own words"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("As they were said, unedited."))
    mileage = forms.IntegerField(label=_("Mileage"), min_value=0, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    kind = forms.ChoiceField(label=_("Kind of work"), choices=[("m", _("Maintenance")), ("r", _("Repair")), ("b", _("Body and paint"))])
    waits = forms.ChoiceField(label=_("The customer"), widget=forms.RadioSelect, choices=[("y", _("waits here")), ("n", _("comes back"))])
    valuables = forms.BooleanField(label=_("Asked about valuables"), required=False)


def examples(at: datetime) -> dict[str, Any]:
    soon, later, ago = at + timedelta(minutes=4), at + timedelta(hours=2, minutes=10), at - timedelta(minutes=12)
    rows = [
        {"plate": "沪A12345", "model": "Passat 2.0", "step": ribbon_of("repair", tone="plan", due=later), "due": later, "met": (9, 9)},
        {"plate": "沪AD83921", "model": "Model 3", "step": ribbon_of("confirmation", tone="risk", due=soon), "due": soon, "met": (6, 8)},
        {"plate": "浙B8K266", "model": "Highlander", "step": ribbon_of("handover", tone="late", due=ago, skipped=["lounge"]), "due": ago, "met": (12, 14)},
    ]
    return {
        "at": at, "soon": soon, "later": later, "ago": ago, "rows": rows,
        "plates": ["沪A12345", "沪AD83921", "京A1234警", "粤Z1234港", "皖B1234学", "AB12 CDE", ""],
        "ribbon_plan": ribbon_of("repair", tone="busy", due=later), "ribbon_late": rows[2]["step"],
        "form": ExampleForm(), "refused": ExampleForm({"words": "", "mileage": "-3", "kind": "m"}),
        "tabs": [(_("Day"), "#", True), (_("Week"), "#", False), (_("Reconfirm"), "#", False)],
        "pictures": [],
        "marks": [{"id": "a", "x": 700, "y": 60, "zone": "front_bumper", "kind": "scratch", "note": ""}],
        "multiples": _chart([(step, "busy", values) for step, values in STEPS_BY_HOUR]),
        "bars": _chart([("Met", "kept", [96, 92, 81, 74, 88, 95]), ("Target", "idle", [90] * 6)]),
        "dumbbell": {
            "unit": "", "columns": ["Friendliness", "Advisor", "Quality", "Pick-up"],
            "series": [
                {"name": "Last year", "tone": "idle", "values": [82, 79, 80, 76]}, {"name": "Now", "tone": "busy", "values": [86, 84, 79, 81]},
                {"name": "Best", "tone": "kept", "values": [91, 90, 92, 89]},
            ],
        },
    }  # fmt: skip


def _chart(series) -> dict[str, Any]:
    hours = [f"{hour:02}:00" for hour in range(8, 14)]
    return {"unit": "%", "columns": hours, "series": [{"name": name, "tone": tone, "values": values} for name, tone, values in series]}
