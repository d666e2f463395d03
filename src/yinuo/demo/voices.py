"""What customers of the simulated centre write, in the centre's language."""

from __future__ import annotations

from typing import NamedTuple


class Voices(NamedTuple):
    praise: tuple[str, ...]
    wrong: dict[str, tuple[str, ...]]


CHINESE = Voices(
    praise=(
        "小伙子讲得很清楚，放心。", "比上次快多了，洗得也干净 👍", "价格事先说好，结账一分不差。", "休息区的茶不错。", "师傅把旧件拿给我看，很实在。",
        "一直有人告诉我进度，不用催。", "异响终于没有了，谢谢！",
    ),
    wrong={
        "pick_up": ("说好三点取车，等到四点半。", "取车时车没洗，里面还有脚印。", "账单没人解释，多出来的一项是自己发现的。"),
        "initiation": ("到店站了好几分钟没人理。", "下次什么时候保养也没说。"),
        "in_service": ("中途没人告诉我情况，只能自己去问。",),
        "advisor": ("话没说完就被打断了。", "我说的异响没有写进去。"),
        "problems": ("回家路上那个声音又来了。", "同一个毛病第二次来了。"),
        "any": ("感觉一般，没有上次好。", "等得有点久。"),
    },
)  # fmt: skip
ENGLISH = Voices(
    praise=(
        "Everything was explained in plain words.", "Quicker than last time, and spotless.", "The bill was exactly what we had agreed.", "Kept me posted all day.",
        "The rattle is gone at last, thank you!", "They showed me the old parts. Very fair.",
    ),
    wrong={
        "pick_up": ("Promised for three, ready at half past four.", "The car came back dirty.", "Nobody went through the bill with me."),
        "initiation": ("Stood at the desk for minutes before anyone looked up.", "No word about the next service."),
        "in_service": ("Nobody told me anything until I asked.",),
        "advisor": ("I was cut off before I had finished.", "The noise I described was not written down."),
        "problems": ("The noise came back on the way home.", "Second visit for the same fault."),
        "any": ("So-so this time.", "A long wait."),
    },
)  # fmt: skip


def of(language: str) -> Voices:
    return CHINESE if language.startswith("zh") else ENGLISH
