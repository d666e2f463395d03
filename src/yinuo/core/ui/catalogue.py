"""Invented examples for the page that shows every part of the kit (`/ui/`, demo mode only). Not for translation, so that no slice inherits its words."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language

from yinuo.core.ui.ribbon import ribbon_of

WORDS = {
    "the_kit": ("The kit", "组件"),
    "explain_the_estimate": ("Explain the estimate", "说明估价"),
    "the_customer_has_been_waiting_since": ("The customer has been waiting since", "客户开始等候:"),
    "cars_in_the_house": ("cars in the house", "在厂车辆"),
    "at_risk": ("At risk", "有风险"),
    "standards_met": ("standards met", "标准达成"),
    "settled_today": ("settled today", "今日结算"),
    "the_visit_s_ten_steps": ("The visit's ten steps", "进厂十步"),
    "a_list": ("A list", "列表"),
    "plate": ("Plate", "车牌"),
    "step": ("Step", "环节"),
    "promised": ("Promised", "承诺"),
    "standards": ("Standards", "标准"),
    "amount": ("Amount", "金额"),
    "states_and_clocks": ("States and clocks", "状态与时钟"),
    "a_form": ("A form", "表单"),
    "keep": ("Keep", "保存"),
    "walk_around": ("Walk-around", "环车检查"),
    "what_happened": ("What happened", "经过"),
    "arrived": ("Arrived", "到店"),
    "consultation": ("Consultation", "问诊"),
    "receive_a_car": ("Receive a car", "接车"),
    "cancel": ("Cancel", "取消"),
    "cancel_this_booking": ("Cancel this booking?", "取消这个预约?"),
    "open": ("Open", "打开"),
    "three_open": ("3 open", "3 辆未结"),
    "kept": ("Kept", "兑现"),
    "late": ("Late", "已超时"),
    "in_progress": ("In progress", "进行中"),
    "not_yet": ("Not yet", "未开始"),
    "ready": ("Ready", "交车"),
    "greeting_slips_after_ten": ("Greeting slips after ten", "十点后接待明显变慢"),
    "quality_fell_behind_last_year": ("Quality fell behind last year", "服务质量低于去年"),
    "every_step_slips_at_the_same_hour": ("Every step slips at the same hour", "各环节在同一时段变慢"),
    "views": ("Views", "视图"),
    "no_cars_yet": ("No cars yet", "还没有车辆"),
    "cars_appear_here_when_they_pass_the_gate": ("Cars appear here when they pass the gate.", "车辆进门后会出现在这里。"),
    "customer_s_signature": ("Customer's signature", "客户签名"),
    "photos": ("Photos", "照片"),
    "day": ("Day", "日"),
    "week": ("Week", "周"),
    "reconfirm": ("Reconfirm", "再次确认"),
    "words": ("Customer's own words", "客户原话"),
    "as_said": ("As they were said, unedited.", "照原话记录,不改写。"),
    "mileage": ("Mileage", "里程"),
    "kind": ("Kind of work", "维修类别"),
    "maintenance": ("Maintenance", "保养"),
    "repair": ("Repair", "维修"),
    "the_customer": ("The customer", "客户"),
    "waits": ("waits here", "在店等候"),
    "returns": ("comes back", "稍后来取"),
    "valuables": ("Asked about valuables", "已询问贵重物品"),
    "met": ("Met", "达成"),
    "target": ("Target", "目标"),
    "last_year": ("Last year", "去年"),
    "now": ("Now", "现在"),
    "best": ("Best", "最佳"),
    "friendliness": ("Friendliness", "友好"),
    "advisor": ("Advisor", "服务顾问"),
    "quality": ("Quality", "质量"),
    "pick_up": ("Pick-up", "取车"),
    "reception": ("Reception", "接待"),
    "handover": ("Handover", "交车"),
}


def _words() -> dict[str, str]:
    chinese = (get_language() or "").startswith("zh")
    return {code: pair[chinese] for code, pair in WORDS.items()}


def _form(t: dict[str, str]) -> type[forms.Form]:
    return type(
        "ExampleForm",
        (forms.Form,),
        {
            "words": forms.CharField(label=t["words"], widget=forms.Textarea(attrs={"rows": 3}), help_text=t["as_said"]),
            "mileage": forms.IntegerField(label=t["mileage"], min_value=0),
            "kind": forms.ChoiceField(label=t["kind"], choices=[("m", t["maintenance"]), ("r", t["repair"])]),
            "waits": forms.ChoiceField(label=t["the_customer"], widget=forms.RadioSelect, choices=[("y", t["waits"]), ("n", t["returns"])]),
            "valuables": forms.BooleanField(label=t["valuables"], required=False),
        },
    )


def examples(at: datetime) -> dict[str, Any]:
    """What the page shows, around the moment `at`."""
    t = _words()
    soon, later, ago = at + timedelta(minutes=4), at + timedelta(hours=2, minutes=10), at - timedelta(minutes=12)
    rows = [
        {"plate": "沪A12345", "step": ribbon_of("repair", tone="plan", due=later), "due": later, "met": (9, 9)},
        {"plate": "沪AD83921", "step": ribbon_of("confirmation", tone="risk", due=soon), "due": soon, "met": (6, 8)},
        {"plate": "浙B8K266", "step": ribbon_of("handover", tone="late", due=ago, skipped=["lounge"]), "due": ago, "met": (12, 14)},
    ]
    return {
        "t": t,
        "at": at,
        "soon": soon,
        "later": later,
        "ago": ago,
        "rows": rows,
        "plates": ["沪A12345", "沪AD83921", "京A1234警", "粤Z1234港", "皖B1234学", "AB12 CDE", ""],
        "ribbon_plan": ribbon_of("repair", tone="busy", due=later),
        "ribbon_late": rows[2]["step"],
        "form": _form(t)(),
        "refused": _form(t)({"words": "", "mileage": "-3", "kind": "m"}),
        "tabs": [(t["day"], "#", True), (t["week"], "#", False), (t["reconfirm"], "#", False)],
        "pictures": [],
        "marks": [{"id": "a", "x": 700, "y": 60, "zone": "front_bumper", "kind": "scratch", "note": ""}],
        **_charts(t),
    }


def _charts(t: dict[str, str]) -> dict[str, Any]:
    hours = [f"{hour:02}:00" for hour in range(8, 14)]

    def series(name: str, tone: str, values: list[int]) -> dict[str, Any]:
        return {"name": t[name], "tone": tone, "values": values}

    return {
        "bars": {"unit": "%", "columns": hours, "target": 90, "series": [series("met", "kept", [96, 92, 81, 74, 88, 95])]},
        "dumbbell": {
            "columns": [t["friendliness"], t["advisor"], t["quality"], t["pick_up"]],
            "series": [
                series("last_year", "idle", [82, 79, 80, 76]),
                series("now", "busy", [86, 84, 79, 81]),
                series("best", "kept", [91, 90, 92, 89]),
            ],
        },
        "multiples": {
            "unit": "%",
            "columns": hours,
            "max": 100,
            "series": [
                series("reception", "busy", [98, 95, 88, 71, 80, 92]),
                series("consultation", "busy", [90, 88, 84, 70, 79, 90]),
                series("handover", "busy", [99, 97, 96, 90, 85, 80]),
            ],
        },
    }
