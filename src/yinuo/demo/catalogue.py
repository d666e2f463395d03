"""The menu and the parts of the demo centre: prices in yuan, made to other currencies by a rate."""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """`need`: which complaint leads to it; `share`: how often among those; `parts`: (number, thousandths)."""

    code: str
    zh: str
    en: str
    minutes: int
    buffer: int
    price: int
    bay: str
    skill: str
    need: str
    share: int
    parts: tuple[tuple[str, int], ...] = ()


class Part(NamedTuple):
    number: str
    zh: str
    en: str
    unit: str
    price: int
    stock: int


ITEMS = (
    Item("BY01", "小保养", "Minor service", 50, 10, 160, "quick", "maintenance", "maintenance", 55, (("YL-0W20", 4000), ("LX-OIL", 1000), ("DP-14", 1000))),
    Item("BY02", "大保养", "Major service", 100, 10, 320, "quick", "maintenance", "maintenance", 25, (("YL-0W20", 4500), ("LX-OIL", 1000), ("LX-AIR", 1000), ("LX-CAB", 1000), ("DP-14", 1000))),
    Item("BY03", "更换空调滤芯", "Change cabin filter", 15, 0, 40, "quick", "maintenance", "maintenance", 6, (("LX-CAB", 1000),)),
    Item("BY04", "更换刹车油", "Change brake fluid", 40, 5, 160, "lift", "maintenance", "maintenance", 5, (("YL-DOT4", 1000),)),
    Item("BY05", "更换变速箱油", "Change gearbox oil", 80, 10, 360, "lift", "maintenance", "maintenance", 4, (("YL-ATF", 6000),)),
    Item("BY06", "新能源车保养", "Service of an electric car", 40, 10, 180, "quick", "hybrid", "maintenance", 5, (("LX-CAB", 1000), ("YL-COOL", 1500))),
    Item("ZD01", "更换前刹车片", "Change front brake pads", 60, 10, 180, "lift", "maintenance", "brakes", 50, (("ZD-PF", 1000),)),
    Item("ZD02", "更换后刹车片", "Change rear brake pads", 60, 10, 180, "lift", "maintenance", "brakes", 25, (("ZD-PR", 1000),)),
    Item("ZD03", "更换前刹车盘", "Change front brake discs", 90, 10, 320, "lift", "maintenance", "brakes", 25, (("ZD-DF", 2000), ("ZD-PF", 1000))),
    Item("FD01", "发动机故障诊断", "Engine diagnosis", 50, 10, 240, "lift", "engine", "engine", 40),
    Item("FD02", "更换火花塞", "Change spark plugs", 45, 5, 160, "lift", "engine", "engine", 30, (("FD-PLUG", 4000),)),
    Item("FD03", "清洗节气门", "Clean throttle body", 40, 5, 150, "lift", "engine", "engine", 20, (("HX-CLEAN", 1000),)),
    Item("FD04", "更换水泵", "Change water pump", 150, 20, 680, "lift", "engine", "engine", 10, (("FD-PUMP", 1000), ("YL-COOL", 4000))),
    Item("DQ01", "更换蓄电池", "Change battery", 25, 5, 80, "quick", "electrical", "electrical", 55, (("DQ-BAT", 1000),)),
    Item("DQ02", "电路故障诊断", "Electrical diagnosis", 60, 10, 260, "lift", "electrical", "electrical", 30),
    Item("DQ03", "更换大灯灯泡", "Change headlight bulb", 25, 0, 60, "quick", "electrical", "electrical", 15, (("DQ-BULB", 1000),)),
    Item("DP01", "更换减震器（一对）", "Change dampers (pair)", 120, 15, 480, "lift", "maintenance", "chassis", 30, (("DP-DAMP", 2000),)),
    Item("DP02", "更换下摆臂球头", "Change ball joint", 70, 10, 260, "lift", "maintenance", "chassis", 35, (("DP-BALL", 1000),)),
    Item("DP03", "四轮定位", "Wheel alignment", 50, 10, 280, "alignment", "alignment", "chassis", 35),
    Item("KT01", "空调检修加冷媒", "Air conditioning, refill", 70, 10, 320, "lift", "electrical", "air", 70, (("KT-GAS", 500),)),
    Item("KT02", "空调系统清洗", "Air conditioning, clean", 40, 5, 180, "quick", "maintenance", "air", 30, (("HX-CLEAN", 1000), ("LX-CAB", 1000))),
    Item("BP01", "保险杠修复", "Repair bumper", 150, 20, 600, "body", "body", "body", 50),
    Item("BP02", "单面喷漆", "Paint one panel", 180, 30, 750, "paint", "paint", "body", 50, (("PQ-SET", 1000),)),
    Item("LT01", "更换轮胎（两条）", "Change two tyres", 40, 5, 100, "quick", "maintenance", "tyres", 60, (("LT-205", 2000),)),
    Item("LT02", "补胎动平衡", "Mend and balance tyre", 30, 5, 90, "quick", "maintenance", "tyres", 40),
    Item("YS01", "更换雨刮片", "Change wiper blades", 10, 0, 20, "quick", "maintenance", "", 0, (("YS-PAIR", 1000),)),
)  # fmt: skip
PARTS = (
    Part("YL-0W20", "全合成机油 0W-20", "engine oil 0W-20", "L", 78, 600), Part("LX-OIL", "机油滤清器", "oil filter", "pc", 48, 160),
    Part("LX-AIR", "空气滤清器", "air filter", "pc", 85, 60), Part("LX-CAB", "空调滤清器", "cabin filter", "pc", 98, 90),
    Part("DP-14", "放油螺塞垫片", "drain plug washer", "pc", 6, 300), Part("YL-DOT4", "制动液 DOT4", "brake fluid DOT4", "L", 88, 40),
    Part("YL-ATF", "自动变速箱油", "gearbox oil", "L", 118, 120), Part("YL-COOL", "冷却液", "coolant", "L", 38, 120),
    Part("ZD-PF", "前刹车片（套）", "front pads (set)", "set", 420, 30), Part("ZD-PR", "后刹车片（套）", "rear pads (set)", "set", 360, 24),
    Part("ZD-DF", "前刹车盘", "front disc", "pc", 480, 20), Part("FD-PLUG", "火花塞", "spark plug", "pc", 92, 80),
    Part("HX-CLEAN", "清洗剂", "cleaner", "can", 58, 60), Part("FD-PUMP", "水泵总成", "water pump", "pc", 680, 4),
    Part("DQ-BAT", "蓄电池 60Ah", "battery 60 Ah", "pc", 620, 16), Part("DQ-BULB", "大灯灯泡", "headlight bulb", "pc", 65, 30),
    Part("DP-DAMP", "减震器", "damper", "pc", 560, 12), Part("DP-BALL", "下摆臂球头", "ball joint", "pc", 240, 14),
    Part("KT-GAS", "空调冷媒", "refrigerant", "kg", 260, 20), Part("PQ-SET", "单面漆料", "paint for one panel", "set", 180, 20),
    Part("LT-205", "轮胎 205/55 R16", "tyre 205/55 R16", "pc", 520, 40), Part("YS-PAIR", "雨刮片（对）", "wiper blades (pair)", "set", 128, 40),
    Part("DP-BOOT", "球头防尘套", "ball joint boot", "pc", 95, 12), Part("HOSE-C", "冷却液软管", "coolant hose", "pc", 150, 8),
    Part("SENS-O2", "氧传感器", "oxygen sensor", "pc", 780, 2), Part("BELT-A", "附件皮带", "auxiliary belt", "pc", 210, 10),
)  # fmt: skip
BY_CODE = {item.code: item for item in ITEMS}
BY_NUMBER = {part.number: part for part in PARTS}
# which findings of the checks an item answers
CURES: dict[str, tuple[str, ...]] = {
    "BY01": ("engine_oil",), "BY02": ("air_filter",), "BY03": ("cabin_filter",), "BY05": ("leaks_below",), "ZD01": ("brakes", "brake_pads_front"),
    "ZD02": ("brake_pads_rear",), "ZD03": ("brake_discs",), "FD01": ("leaks_engine", "warning_lights"), "FD04": ("coolant", "hoses"),
    "DQ01": ("battery",), "DQ03": ("lights",), "DP01": ("suspension",), "DP02": ("drive_shafts",), "DP03": ("steering",),
    "KT01": ("air_conditioning",), "BP02": ("body",), "LT01": ("tyre_tread",), "LT02": ("tyres", "wheel_nuts"), "YS01": ("wipers", "washer_fluid"),
}  # fmt: skip
# what a technician finds during repair → what is offered
ADDED = ("DP02", "ZD01", "BY03", "DQ01", "DP01", "BY04", "LT01", "YS01")
# what is seen where (check, point) when an item is needed, and what a picture of it shows
FOUND = {
    "ZD01": ("nine_point", "brakes"), "LT01": ("nine_point", "tyres"), "DQ01": ("nine_point", "battery"), "FD04": ("nine_point", "coolant"),
    "DQ03": ("nine_point", "lights"), "DP01": ("inspection", "suspension"), "DP02": ("inspection", "drive_shafts"),
    "BY03": ("inspection", "cabin_filter"), "YS01": ("inspection", "wipers"), "BY04": ("repair", "brake_fluid"),
}  # fmt: skip
PICTURES = {
    "brakes": "brake_pad", "tyres": "tyre", "battery": "battery", "coolant": "hose", "suspension": "damper", "drive_shafts": "boot",
    "cabin_filter": "cabin_filter",
}  # fmt: skip
NEEDS = {"maintenance": 52, "brakes": 9, "engine": 9, "electrical": 7, "chassis": 9, "air": 4, "body": 5, "tyres": 5}
