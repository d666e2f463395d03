"""After a complaint: was the outcome, the procedure, the treatment fair; whose doing was it."""

from __future__ import annotations

from typing import Any

from .csi import CAUSES
from .ready import AGREE, COMMENT, CONTACT, LIKELY, RECOMMEND, SATISFIED, THANKS, Ready, ask, options, words

YES_NO_UNSURE = options(yes=("能", "能", "yes"), no=("不能", "不能", "no"), unsure=("说不准", "說不準", "hard to say"))
AGAIN = options(yes=("会", "會", "yes"), no=("不会", "不會", "no"), unsure=("说不准", "說不準", "hard to say"))


def item(key: str, hans: str, hant: str, en: str) -> dict[str, Any]:
    return ask(key, "scale10", hans, hant, en, hints=AGREE, decides="fairness")


FAIRNESS = Ready(
    code="fairness",
    kind="fairness",
    names=words(("投诉处理公平感", "投訴處理公平感", "Fairness after a complaint")),
    titles=words(("您的投诉处理得公道吗？", "您的投訴處理得公道嗎？", "Was your complaint dealt with fairly?")),
    intros=words(
        (
            "两分钟。您的回答帮我们下一次做得更好，负责处理的人不能更改它。",
            "兩分鐘。您的回答幫我們下一次做得更好，負責處理的人無法更改它。",
            "Two minutes. Your answers help us to do better; whoever handled your case cannot change them.",
        )
    ),
    thanks=THANKS,
    questions=(
        ask("overall", "scale5", "对处理结果，您满意吗？", "對處理結果，您滿意嗎？", "How satisfied are you with how it was resolved?", options=SATISFIED),
        item("outcome_due", "给我的结果是我该得到的", "給我的結果是我應得的", "What I was given is what I was due"),
        item("outcome_proportion", "结果和我遇到的麻烦相称", "結果和我遇到的麻煩相稱", "The outcome was in proportion to the trouble I had"),
        item("procedure_easy", "投诉不费周折", "投訴不費周折", "It was easy to make the complaint"),
        item("procedure_quick", "处理得快，说到做到", "處理得快，說到做到", "It was dealt with quickly, as was said"),
        item("procedure_heard", "我能把话说完，我的看法有人听", "我能把話說完，我的看法有人聽", "I could tell my side, and it counted"),
        item("treatment_respect", "待我有礼貌、有尊重", "待我有禮貌、有尊重", "I was treated with courtesy and respect"),
        item("treatment_honest", "把原因老老实实讲给我听", "把原因老老實實講給我聽", "I was told honestly how it came about"),
        ask(
            "whose_fault", "choice", "您觉得问题主要是谁造成的？", "您覺得問題主要是誰造成的？", "Whose doing was it, in your view?",
            options=CAUSES, decides="attribution",
        ),
        ask("avoidable", "choice", "这件事本来能避免吗？", "這件事本來能避免嗎？", "Could it have been avoided?", options=YES_NO_UNSURE, decides="attribution"),
        ask("again", "choice", "您觉得还会再发生吗？", "您覺得還會再發生嗎？", "Do you think it will happen again?", options=AGAIN, decides="attribution"),
        ask("come_back", "scale10", "您还会来我们这里吗？", "您還會來我們這裡嗎？", "Will you come back to us?", hints=LIKELY),
        RECOMMEND,
        COMMENT,
        CONTACT,
    ),
)  # fmt: skip
