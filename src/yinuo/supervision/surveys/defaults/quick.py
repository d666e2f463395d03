"""Three taps: for a QR code at the till, or a message."""

from .ready import COMMENT, CONTACT, OVERALL, RECOMMEND, THANKS, Ready, ask, words

QUICK = Ready(
    code="quick",
    kind="quick",
    names=words(("快速问卷", "快速問卷", "Quick question")),
    titles=words(("三下就好", "三下就好", "Three taps")),
    intros=words(("不到一分钟。", "不到一分鐘。", "Less than a minute.")),
    thanks=THANKS,
    questions=(
        OVERALL,
        RECOMMEND,
        ask(
            "what_went_wrong", "text", "哪里让您不满意？", "哪裡讓您不滿意？", "What were you not satisfied with?",
            optional=True, show_if={"key": "overall", "at_most": 3},
        ),
        ask("photo", "photo", "有照片吗？可以发给我们。", "有照片嗎？可以傳給我們。", "A picture, if it helps.", optional=True, show_if={"key": "overall", "at_most": 3}),
        COMMENT,
        CONTACT,
    ),
)  # fmt: skip
