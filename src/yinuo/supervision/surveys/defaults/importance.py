"""What matters most: the same questions to customers, and to managers about their customers."""

from __future__ import annotations

from typing import Any

from .ready import MATTERS, THANKS, Ready, ask, options, words

ITEMS = (
    ("put_right", "把车修好", "把車修好", "The car is put right"),
    ("price", "价格合理", "價格合理", "The price is reasonable"),
    ("friendly", "待人热情", "待人親切", "People are friendly"),
    ("convenience", "省时方便", "省時方便", "It takes little time and is convenient"),
)
MOST = options(**{key: (hans, hant, en) for key, hans, hant, en in ITEMS})


def asked(most: tuple[str, str, str]) -> tuple[dict[str, Any], ...]:
    scales = [ask(key, "scale10", hans, hant, en, hints=MATTERS) for key, hans, hant, en in ITEMS]
    return (*scales, ask("most", "choice", *most, options=MOST))


CUSTOMERS = Ready(
    code="importance",
    kind="importance",
    names=words(("最看重什么（客户）", "最重視什麼（顧客）", "What matters most (customers)")),
    titles=words(("您最看重什么？", "您最重視什麼？", "What matters most to you?")),
    intros=words(
        (
            "对一次维修服务来说，下面各项对您有多重要？",
            "對一次維修服務來說，下面各項對您有多重要？",
            "How much does each of these matter to you when your car is serviced?",
        )
    ),
    thanks=THANKS,
    questions=asked(("其中哪一项最重要？", "其中哪一項最重要？", "Which of them matters most?")),
)
MANAGERS = Ready(
    code="importance-managers",
    kind="importance",
    names=words(("最看重什么（管理人员）", "最重視什麼（管理人員）", "What matters most (managers)")),
    titles=words(("客户最看重什么？", "顧客最重視什麼？", "What matters most to customers?")),
    intros=words(
        (
            "请凭您的判断：下面各项对客户有多重要？之后会和客户自己的回答放在一起看。",
            "請憑您的判斷：下面各項對顧客有多重要？之後會和顧客自己的回答放在一起看。",
            "In your judgement, how much does each of these matter to customers? It will be put beside what they say themselves.",
        )
    ),
    thanks=THANKS,
    questions=asked(("客户觉得哪一项最重要？", "顧客覺得哪一項最重要？", "Which of them matters most to customers?")),
)
