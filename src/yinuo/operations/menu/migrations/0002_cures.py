from django.db import migrations, models

# By these words of its name an item was guessed to answer the findings at a point, before each item said so itself.
ANSWERED_BY = {
    "coolant": ("冷却液", "防冻液", "coolant"),
    "washer_fluid": ("雨刮", "玻璃水", "wiper", "washer"),
    "wheel_nuts": ("轮胎", "tyre", "tire"),
    "engine_oil": ("小保养", "机油", "minor service", "oil"),
    "lights": ("灯泡", "大灯", "bulb", "lamp", "light"),
    "brakes": ("前刹车片", "刹车片", "刹车油", "front brake pad", "brake pad", "brake"),
    "brake_pads_front": ("前刹车片", "front brake pad", "brake pad"),
    "brake_pads_rear": ("后刹车片", "rear brake pad", "brake pad"),
    "brake_discs": ("刹车盘", "brake disc"),
    "battery": ("蓄电池", "电瓶", "battery"),
    "tyres": ("补胎", "更换轮胎", "轮胎", "puncture", "tyre", "tire"),
    "tyre_tread": ("更换轮胎", "轮胎", "tyre", "tire"),
    "doors": ("车门", "door"),
    "belts": ("皮带", "belt"),
    "hoses": ("水管", "软管", "hose"),
    "air_filter": ("空气滤", "air filter"),
    "leaks_engine": ("发动机故障诊断", "engine diagnosis", "diagnos"),
    "suspension": ("减震器", "下摆臂", "shock absorber", "suspension"),
    "steering": ("球头", "四轮定位", "ball joint", "alignment"),
    "drive_shafts": ("半轴", "防尘套", "drive shaft", "boot"),
    "exhaust": ("排气", "exhaust"),
    "leaks_below": ("变速箱油", "transmission", "gearbox"),
    "warning_lights": ("故障诊断", "diagnos"),
    "air_conditioning": ("空调检修", "空调", "air conditioning", "air-con"),
    "cabin_filter": ("空调滤", "cabin filter", "pollen filter"),
    "seat_belts": ("安全带", "seat belt"),
    "wipers": ("雨刮", "wiper"),
    "glass": ("玻璃", "windscreen", "glass"),
    "body": ("喷漆", "保险杠", "paint", "bumper"),
}


def say_what_was_guessed(apps, _schema_editor):
    """What each centre's menu was taken to answer so far becomes what its items say: the first item by code for each point."""
    items = apps.get_model("menu", "MenuItem").objects
    for site in items.order_by("site_id").values_list("site_id", flat=True).distinct():
        menu = list(items.filter(site_id=site, active=True).order_by("code"))
        for point, words in ANSWERED_BY.items():
            named = (item for word in words for item in menu if word in f"{item.code} {item.name} {item.name_en}".lower())
            if item := next(named, None):
                item.cures.append(point)
        items.bulk_update(menu, ["cures"])


class Migration(migrations.Migration):
    dependencies = [
        ("menu", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="menuitem",
            name="cures",
            field=models.JSONField(blank=True, default=list, verbose_name="answers findings at"),
        ),
        migrations.RunPython(say_what_was_guessed, migrations.RunPython.noop, elidable=True),
    ]
