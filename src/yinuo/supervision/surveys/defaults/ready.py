"""How a ready-made questionnaire is written down: each text in 简体, 繁體 and English."""

from __future__ import annotations

from typing import Any, NamedTuple

Three = tuple[str, str, str]


class Ready(NamedTuple):
    code: str
    kind: str
    names: dict[str, str]  # for the people of the house
    titles: dict[str, str]
    intros: dict[str, str]
    thanks: dict[str, str]
    questions: tuple[dict[str, Any], ...]


def words(three: Three) -> dict[str, str]:
    return dict(zip(("zh-hans", "zh-hant", "en"), three, strict=True))


def ends(low: Three, high: Three) -> dict[str, str]:
    """The words at the two ends of a scale, as "low|high"."""
    return words(tuple(f"{one}|{other}" for one, other in zip(low, high, strict=True)))  # type: ignore[arg-type]


def ask(key: str, kind: str, hans: str, hant: str, en: str, **told: Any) -> dict[str, Any]:
    """One question's columns."""
    return {"key": key, "kind": kind, "texts": words((hans, hant, en)), **told}


def options(**codes: Three) -> list[dict[str, Any]]:
    return [{"code": code.removeprefix("_"), "texts": words(three)} for code, three in codes.items()]


THANKS = words(
    (
        "谢谢您。您说的每一句，我们都会看。",
        "謝謝您。您說的每一句，我們都會看。",
        "Thank you. Every word of yours is read here.",
    )
)
AGREE = ends(("完全不是", "完全不是", "not at all"), ("完全是这样", "完全是這樣", "entirely"))
MARK = ends(("很差", "很差", "very poor"), ("非常好", "非常好", "excellent"))
LIKELY = ends(("绝对不会", "絕對不會", "never"), ("一定会", "一定會", "certainly"))
MATTERS = ends(("不重要", "不重要", "does not matter"), ("极其重要", "極其重要", "matters most"))
SATISFIED = options(
    _1=("完全不满意", "完全不滿意", "not satisfied at all"),
    _2=("不满意", "不滿意", "not satisfied"),
    _3=("无所谓", "無所謂", "neither nor"),
    _4=("基本满意", "大致滿意", "satisfied on the whole"),
    _5=("完全满意", "完全滿意", "completely satisfied"),
)

OVERALL = ask(
    "overall", "scale5", "总的来说，这次服务您满意吗？", "整體來說，這次服務您滿意嗎？", "All in all, how satisfied are you with this visit?", options=SATISFIED
)  # fmt: skip
RECOMMEND = ask(
    "recommend", "recommend", "您会把我们推荐给亲友吗？", "您會把我們推薦給親友嗎？", "Would you recommend us to family and friends?", hints=LIKELY
)  # fmt: skip
COMMENT = ask(
    "comment", "text", "还有什么想告诉我们的？", "還有什麼想告訴我們的？", "What else should we know?", optional=True
)  # fmt: skip
CONTACT = ask(
    "contact", "yes_no", "需要我们打电话给您吗？", "需要我們打電話給您嗎？", "Would you like us to call you about it?", optional=True
)  # fmt: skip
