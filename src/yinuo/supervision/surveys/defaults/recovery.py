"""Some time after something was put right: has it held, and does the customer stay."""

from .ready import COMMENT, CONTACT, LIKELY, RECOMMEND, SATISFIED, THANKS, Ready, ask, options, words

HELD = options(yes=("都好了", "都好了", "yes, all is well"), partly=("好了一部分", "好了一部分", "in part"), no=("没有", "沒有", "no"))

RECOVERY = Ready(
    code="recovery",
    kind="quick",
    names=words(("补救回访问卷", "補救回訪問卷", "After a recovery")),
    titles=words(("上次的问题，真的解决了吗？", "上次的問題，真的解決了嗎？", "Is it really settled?")),
    intros=words(
        (
            "不到一分钟。过了一段时间，我们想知道上次的处理是否经得起时间。",
            "不到一分鐘。過了一段時間，我們想知道上次的處理是否經得起時間。",
            "Less than a minute. Some time has passed, and we would like to know whether what we did has held.",
        )
    ),
    thanks=THANKS,
    questions=(
        ask("held", "choice", "上次的问题解决了吗？", "上次的問題解決了嗎？", "Has what we put right stayed right?", options=HELD),
        ask(
            "overall", "scale5", "现在回头看，您对我们的处理满意吗？", "現在回頭看，您對我們的處理滿意嗎？", "Looking back, how satisfied are you with what we did?",
            options=SATISFIED,
        ),
        ask(
            "what_went_wrong", "text", "还有什么没有解决？", "還有什麼沒有解決？", "What is not settled yet?",
            optional=True, show_if={"any": [{"key": "overall", "at_most": 3}, {"key": "held", "is": "no"}, {"key": "held", "is": "partly"}]},
        ),
        ask("come_back", "scale10", "您还会来我们这里吗？", "您還會來我們這裡嗎？", "Will you come back to us?", hints=LIKELY),
        RECOMMEND,
        COMMENT,
        CONTACT,
    ),
)  # fmt: skip
