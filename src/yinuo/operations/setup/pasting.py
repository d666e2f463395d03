"""The columns that can be pasted, and what is said about rows that cannot be read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.money.fields import MOST_MINOR
from yinuo.core.money.rules import digits
from yinuo.operations.workshop.models import BayKind

from . import rules
from .rules import Heading

WHY = {
    "missing": _("is missing"),
    "no_number": _("is not a number"),
    "out_of_range": _("is too small or too large"),
    "too_fine": _("has too many decimals"),
    "too_long": _("is too long"),
    "unknown": _("is not known"),
    "twice": _("stands in an earlier row too"),
    "too_many": _("is more than can be taken at once (5,000 rows)"),
}
FIELDS = {
    "number": _("Part number"),
    "name": pgettext_lazy("of a thing", "Name"),
    "unit": _("Unit"),
    "price": _("Price"),
    "cost": _("Cost"),
    "on_hand": _("On hand"),
    "minimum": _("Order when below"),
    "place": _("Shelf"),
    "code": _("Code"),
    "standard_minutes": _("Standard hours"),
    "bay_kind": _("Bay"),
    "maintenance": _("Plain maintenance"),
    "": _("The row"),
}
BAY_WORDS = {
    "quick": ("quick", "quick service", "快修", "快保", "快速保养", "快修工位"),
    "lift": ("lift", "举升", "举升机", "機修", "机修", "舉升"),
    "alignment": ("alignment", "四轮定位", "定位", "四輪定位"),
    "body": ("body", "钣金", "鈑金"),
    "paint": ("paint", "喷漆", "噴漆", "烤漆"),
    "wash": ("wash", "洗车", "洗車"),
}
UNIT_WORDS = {
    "个": "pc",
    "件": "pc",
    "只": "pc",
    "個": "pc",
    "pcs": "pc",
    "套": "set",
    "升": "l",
    "公升": "l",
    "米": "m",
    "公斤": "kg",
    "千克": "kg",
    "对": "pair",
    "對": "pair",
    "副": "pair",
}


def part_columns(currency: str) -> tuple[Heading, ...]:
    money = rules.number(scale=10 ** digits(currency), most=MOST_MINOR)
    quantity = rules.number(scale=1000, most=10**9)
    return (
        Heading(
            "number",
            (
                "part number",
                "number",
                "part no",
                "part no.",
                "sku",
                "code",
                "配件编号",
                "配件号",
                "零件号",
                "编号",
                "配件編號",
                "零件編號",
                "編號",
            ),
            rules.words(40),
            True,
        ),
        Heading("name", ("name", "part", "description", "名称", "配件名称", "品名", "名稱", "配件名稱"), rules.words(120), True),
        Heading("price", ("price", "retail price", "价格", "单价", "售价", "零售价", "價格", "單價", "售價"), money, True),
        Heading("cost", ("cost", "成本", "进价", "成本价", "進價", "成本價"), money),
        Heading("on_hand", ("on hand", "stock", "quantity", "qty", "库存", "数量", "库存数量", "庫存", "數量"), quantity),
        Heading("minimum", ("minimum", "min", "order when below", "最低库存", "安全库存", "最低庫存", "安全庫存"), quantity),
        Heading("place", ("shelf", "place", "location", "货位", "库位", "貨位", "庫位"), rules.words(30)),
        Heading("unit", ("unit", "单位", "單位"), _unit),
    )


def _unit(cell: str) -> str:
    text = rules.words(12)(cell)
    return UNIT_WORDS.get(text.lower(), text)


def menu_columns(currency: str) -> tuple[Heading, ...]:
    money = rules.number(scale=10 ** digits(currency), most=MOST_MINOR)
    kinds = {word: code for code, known in BAY_WORDS.items() for word in known}
    kinds |= {str(label).lower(): code for code, label in BayKind.choices}
    return (
        Heading("code", ("code", "item", "编号", "代码", "项目编号", "編號", "代碼", "項目編號"), rules.words(30), True),
        Heading(
            "name", ("name", "description", "名称", "项目", "项目名称", "维修项目", "名稱", "項目", "項目名稱"), rules.words(120), True
        ),
        Heading(
            "standard_minutes",
            ("hours", "standard hours", "工时", "标准工时", "工時", "標準工時"),
            rules.number(scale=60, most=12_000),
            True,
        ),
        Heading("price", ("price", "labour price", "价格", "工时费", "套餐价", "價格", "工時費"), money),
        Heading("bay_kind", ("bay", "bay kind", "工位", "工位类型", "工位類型"), rules.choice(kinds)),
        Heading("maintenance", ("maintenance", "plain maintenance", "保养", "保養"), rules.yes_or_no),
    )


def told(refused: list[rules.Refused]) -> list[dict[str, Any]]:
    """Refused rows in words: line, text, what is wrong."""
    return [{"line": row.line, "text": row.text[:160], "field": FIELDS[row.field], "why": WHY[row.why]} for row in refused]
