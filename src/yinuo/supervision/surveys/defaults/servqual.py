"""Service quality in five dimensions, 22 items, each in three columns: desired, adequate, perceived. The wording is our own."""

from __future__ import annotations

from typing import Any

from .ready import COMMENT, CONTACT, OVERALL, THANKS, Ready, ask, ends, words

DEGREE = ends(("很低", "很低", "low"), ("很高", "很高", "high"))
ITEMS = {
    "reliability": (
        ("promised_time_kept", "说好什么时候，就什么时候", "說好什麼時候，就什麼時候", "Times that were given are kept", "what"),
        (
            "problem_cared_for",
            "车有问题时，真心帮您解决",
            "車有問題時，真心幫您解決",
            "Real care in solving what is wrong with the car",
            "how",
        ),
        ("right_first_time", "第一次就修好", "第一次就修好", "The work is right the first time", "what"),
        ("estimate_holds", "估价和最后的账单对得上", "估價和最後的帳單對得上", "The bill is what was estimated", "what"),
        ("records_correct", "车和人的资料记得准", "車和人的資料記得準", "Records of car and owner are free of errors", "what"),
    ),
    "responsiveness": (
        ("told_when", "明确告诉您何时做、何时好", "明確告訴您何時做、何時好", "Being told exactly when things will be done", "how"),
        ("prompt_service", "办事利索，不拖", "做事俐落，不拖", "Prompt service without dawdling", "how"),
        ("willing_help", "愿意搭把手", "樂意伸手幫忙", "Willingness to lend a hand", "how"),
        ("never_too_busy", "再忙也会先应您一声", "再忙也會先回應您", "Nobody too busy to answer you", "how"),
    ),
    "assurance": (
        ("trust_hands", "把车交给我们放心", "把車交給我們放心", "The car is in hands that you can trust", "image"),
        ("fair_advice", "该换才换，不乱推荐", "該換才換，不亂推薦", "Only what is needed is recommended", "image"),
        ("courteous", "始终有礼貌", "始終有禮貌", "Steady courtesy", "how"),
        ("know_the_car", "懂车，问得出答案", "懂車，問得到答案", "Knowledge to answer your questions", "what"),
    ),
    "empathy": (
        (
            "individual_attention",
            "把您当一个人，而不是一个号",
            "把您當一個人，而不是一個號碼",
            "You are a person here and not a number",
            "how",
        ),
        ("hours_suit", "营业时间合您的安排", "營業時間配合您的安排", "Opening hours that fit your life", "what"),
        ("own_contact", "有一个认识您的人负责到底", "有一個認識您的人負責到底", "One person who knows you and sees it through", "how"),
        ("interest_at_heart", "站在您这边想", "站在您這邊想", "Your interest is at heart", "image"),
        ("needs_understood", "明白您真正要什么", "明白您真正要什麼", "Understanding of what you really need", "how"),
    ),
    "tangibles": (
        ("equipment_modern", "设备先进、齐全", "設備先進、齊全", "Up-to-date equipment", "what"),
        ("place_clean", "场地和休息区干净舒适", "場地和休息區乾淨舒適", "A clean and comfortable place", "what"),
        ("people_neat", "人员着装整洁", "人員衣著整潔", "Staff who look neat", "image"),
        ("papers_clear", "单据看得懂", "單據看得懂", "Papers that can be understood", "what"),
    ),
}


def asked() -> tuple[dict[str, Any], ...]:
    return tuple(
        ask(key, "three_columns", hans, hant, en, dimension=dimension, aspect=aspect, hints=DEGREE)
        for dimension, items in ITEMS.items()
        for key, hans, hant, en, aspect in items
    )


SERVQUAL = Ready(
    code="servqual",
    kind="servqual",
    names=words(("服务质量三栏", "服務品質三欄", "Service quality in three columns")),
    titles=words(("服务应有的样子，和您得到的样子", "服務應有的樣子，和您得到的樣子", "Service as it should be, and as it was")),
    intros=words(
        (
            "每个说法打三次分：您理想中的、勉强可以接受的、实际得到的。约八分钟，可以分几次答完。",
            "每個說法打三次分：您理想中的、勉強可以接受的、實際得到的。約八分鐘，可以分幾次答完。",
            "Mark each statement three times: as you would wish it, as you would just accept it, as it was. Eight minutes or so, in as many sittings as you like.",
        )
    ),
    thanks=THANKS,
    questions=(*asked(), OVERALL, COMMENT, CONTACT),
)
