"""The satisfaction index: seven factors, and what decides satisfaction beside them."""

from __future__ import annotations

from typing import Any

from .ready import AGREE, COMMENT, CONTACT, MARK, OVERALL, RECOMMEND, THANKS, Ready, ask, options, words


def item(key: str, factor: str, aspect: str, hans: str, hant: str, en: str) -> dict[str, Any]:
    return ask(key, "scale10", hans, hant, en, factor=factor, aspect=aspect, hints=MARK)


ITEMS = (
    item("greeted_soon", "initiation", "how", "到店后多快有人接待您", "到廠後多快有人接待您", "How soon somebody attended to you on arrival"),
    item("advice_offered", "initiation", "how", "您没开口，我们就主动提醒和帮忙", "您還沒開口，我們就主動提醒和幫忙", "Help and advice that you did not have to ask for"),
    item("advisor_listened", "advisor", "how", "服务顾问认真听您说车的情况", "服務顧問認真聽您說車況", "How well the service advisor listened to you"),
    item("advisor_explained", "advisor", "how", "项目和价格事先讲得清楚", "項目和價格事先講得清楚", "How clearly work and price were explained beforehand"),
    item("advisor_honest", "advisor", "image", "服务顾问的建议让您信得过", "服務顧問的建議讓您信得過", "How far you could trust the advisor's advice"),
    item("date_easy", "in_service", "how", "约到合适的时间有多方便", "約到合適的時間有多方便", "How easy it was to get a time that suited you"),
    item("kept_informed", "in_service", "how", "维修过程中有人告诉您进展", "維修過程中有人告訴您進度", "How well you were kept informed while the car was here"),
    item("waiting_place", "in_service", "what", "等候的环境和安排", "等候的環境和安排", "The place and the arrangements while you waited"),
    item("warmly_treated", "friendliness", "how", "大家待您热情有礼", "大家待您親切有禮", "How warmly and politely you were treated"),
    item("taken_seriously", "friendliness", "how", "您的要求被当回事", "您的要求有被當一回事", "How seriously your wishes were taken"),
    item("work_thorough", "quality", "what", "活儿干得仔细、到位", "工作做得仔細、到位", "How thorough the work on the car was"),
    item("work_complete", "quality", "what", "说好要做的都做了", "說好要做的都做了", "Everything that was agreed was done"),
    item("worth_the_price", "quality", "what", "这个价钱花得值", "這個價錢花得值得", "What you got for the price you paid"),
    item("ready_on_time", "pick_up", "what", "按说好的时间交车", "按說好的時間交車", "The car was ready at the promised time"),
    item("bill_explained", "pick_up", "how", "账单逐项讲得明白", "帳單逐項講得明白", "How well the bill was explained, line by line"),
    item("car_clean", "pick_up", "what", "取车时车里车外干净", "取車時車裡車外乾淨", "How clean the car was when you got it back"),
    item("put_right_first_time", "problems", "what", "送修的问题一次就修好", "送修的問題一次就修好", "What you came for was put right the first time"),
    item("no_trouble_since", "problems", "what", "取车以后没再出问题", "取車以後沒再出問題", "The car has given no trouble since the visit"),
)  # fmt: skip

SOURCES = options(
    communication=("你们的广告和介绍", "你們的廣告和介紹", "what you said or advertised"),
    image=("品牌和店的名声", "品牌和店家的名聲", "the name of the brand and the centre"),
    word_of_mouth=("亲友的话，或以前的经历", "親友的話，或以前的經驗", "what others told me, or past experience"),
    needs=("自己的实际需要", "自己的實際需要", "my own needs"),
)
COMPANY = options(
    alone=("没有，我一个人", "沒有，我一個人", "no, I was on my own"),
    better=("有，他们让我更满意", "有，他們讓我更滿意", "yes, they made it better"),
    worse=("有，他们让我更不满意", "有，他們讓我更不滿意", "yes, they made it worse"),
    neither=("有，但没有影响", "有，但沒有影響", "yes, but it made no difference"),
)
CAUSES = options(
    centre=("维修站", "維修廠", "the centre"),
    maker=("厂家", "原廠", "the manufacturer"),
    myself=("我自己", "我自己", "myself"),
    others=("别人或路况", "別人或路況", "others, or the road"),
    chance=("纯属偶然", "純屬偶然", "mere chance"),
)
UNHAPPY = {"key": "overall", "at_most": 3}

BESIDE = (
    ask("what_went_wrong", "text", "哪里让您不满意？", "哪裡讓您不滿意？", "What were you not satisfied with?", optional=True, show_if=UNHAPPY),
    ask(
        "whose_doing", "choice", "您觉得这主要是谁造成的？", "您覺得這主要是誰造成的？", "Who or what, do you think, was the cause?",
        options=CAUSES, decides="attribution", optional=True, show_if=UNHAPPY,
    ),
    ask("fair", "scale5", "这次您觉得公道吗？", "這次您覺得公道嗎？", "Did you feel fairly treated?", hints=AGREE, decides="fairness", optional=True),
    ask("felt_good", "scale5", "开车离开时心情好吗？", "開車離開時心情好嗎？", "Did you drive away in good spirits?", hints=AGREE, decides="emotion", optional=True),
    ask(
        "company", "choice", "有没有别人影响您的感受（家人、同行的人、别的客户）？", "有沒有別人影響您的感受（家人、同行的人、別的顧客）？",
        "Did others shape how you felt (family, companions, other customers)?", options=COMPANY, decides="influence", optional=True,
    ),
    ask(
        "expected_from", "choice", "来之前，您的期望从哪里来？可以多选。", "來之前，您的期望從哪裡來？可以複選。",
        "Where did your expectations come from? Choose all that apply.", options=SOURCES, many=True, optional=True,
    ),
    ask(
        "asked_for_marks", "yes_no", "有没有人请您打满分？", "有沒有人請您打滿分？", "Did anybody ask you to give full marks?", optional=True,
    ),
)  # fmt: skip

CSI = Ready(
    code="csi",
    kind="csi",
    names=words(("满意度指数", "滿意度指數", "Satisfaction index")),
    titles=words(("这次服务怎么样？", "這次服務怎麼樣？", "How was your visit?")),
    intros=words(
        (
            "大约三分钟，一屏一个问题。每答一题就已保存，中途离开再回来，接着答就行。",
            "大約三分鐘，一個畫面一個問題。每答一題就已儲存，中途離開再回來，接著答就好。",
            "About three minutes, one question at a time. Each answer is kept as you give it; leave and come back whenever you like.",
        )
    ),
    thanks=THANKS,
    questions=(OVERALL, *ITEMS, RECOMMEND, *BESIDE, COMMENT, CONTACT),
)
