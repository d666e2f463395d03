"""A case goes from a draft to the house; what is taken out of its text by rule; which case a morning has.

What the rule takes out: everything that has the shape of a telephone number, plate, VIN, e-mail address, postal address, order number, or a family name
with a title; and the names, addresses and numbers of the people it is about, which it is told. It does not know names that it is not told: nothing is
published before a person has read it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yinuo.core.workflow.rules import Flow, Move

FLOW = Flow(
    name="case",
    initial="draft",
    moves={
        "publish": Move(("draft",), "published", "case.published"),
        "take_back": Move(("published",), "draft", "case.taken_back"),
        "discard": Move(("draft",), "discarded", "case.discarded"),
    },
)

CUSTOMER, COLLEAGUE, PERSON, PHONE, EMAIL, PLATE, VIN, ADDRESS, NUMBER = (
    "customer", "colleague", "person", "phone", "email", "plate", "vin", "address", "number",
)  # fmt: skip
KINDS = (CUSTOMER, COLLEAGUE, PERSON, PHONE, EMAIL, PLATE, VIN, ADDRESS, NUMBER)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭蘇盧蔣賈葉閻鍾譚鄒陸顧龍萬錢湯賴龔"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领滬魯蘇贛遼陝閩貴雲寧瓊"
_BEFORE_A_PLACE = r"在到于於住去往从從是的了我们們你您他她它和与與把被给給让讓请請就又也还還有说說"
_DATE = r"(?<!\d)20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?!\d)"
_SHAPES = (
    ("kept", _DATE),
    (EMAIL, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    (VIN, r"(?<![A-Za-z0-9])(?=[A-HJ-NPR-Za-hj-npr-z0-9]*\d)[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])"),
    (PLATE, rf"[{_PROVINCES}][A-Za-z][·•・.\- ]?[A-Za-z0-9]{{4,6}}[挂学警港澳]?(?![A-Za-z0-9])"),
    (PLATE, r"(?<![A-Za-z0-9])[A-Z]{2}\d{2} ?[A-Z]{3}(?![A-Za-z0-9])"),
    (PHONE, r"(?<![\d+])\+?\(?\d(?:[ \-()]{0,2}\d){6,}"),
    (NUMBER, r"(?i:工单|工單|订单|訂單|单号|單號|发票|發票|合同|投诉|投訴|票号|票號|order|invoice|ticket|complaint|job)"
             r"(?i: ?(?:号|號|编号|編號|no\.?|number))?[ :：#＃]*[A-Za-z]{0,4}[\-/]?\d[\d\-/]*"),
    (NUMBER, r"[#＃]\d+"),
    (ADDRESS, rf"[^\W\d_A-Za-z{_BEFORE_A_PLACE}]{{1,6}}(?:路|街|大道|巷|弄|胡同)\d+(?:弄\d+)?[号號]?(?:\d+[栋幢楼樓单元單室号號\-]+\d*)*"),
    (ADDRESS, r"(?<!\w)\d{1,5}[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Gardens)(?!\w)"),
    (CUSTOMER, rf"[{_SURNAMES}](?:先生|女士|小姐|太太)"),
    (COLLEAGUE, rf"[{_SURNAMES}](?:师傅|師傅|经理|經理|顾问|顧問|主管|技师|技師)"),
    (PERSON, r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'’-]+"),
)  # fmt: skip
_SHAPE = re.compile("|".join(f"(?P<{kind}_{n}>{shape})" for n, (kind, shape) in enumerate(_SHAPES)))
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Known:
    """Who and what a text is about: exact words, each with the kind of what stands for it."""

    words: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, *, customers: Iterable[str] = (), staff: Iterable[str] = (), plates: Iterable[str] = (), addresses: Iterable[str] = (),
           numbers: Iterable[str] = ()) -> Known:  # fmt: skip
        told = ((CUSTOMER, customers), (COLLEAGUE, staff), (PLATE, plates), (ADDRESS, addresses), (NUMBER, numbers))
        return cls(tuple((kind, word.strip()) for kind, words in told for word in words if len(word.strip()) > 1))


@dataclass(frozen=True, slots=True)
class Anonymous:
    """A text without them, and how many of each kind were taken out."""

    text: str
    replaced: Mapping[str, int] = field(default_factory=dict)


def anonymised(text: str, known: Known, neutral: Mapping[str, str]) -> Anonymous:
    """`text` with neutral words (one for each of KINDS) in the place of what tells who it was. Doing it again changes nothing."""
    found: Counter[str] = Counter()
    pieces = _patterns(known, "".join(neutral.values()))
    for kind, pattern in pieces:
        text, n = pattern.subn(neutral[kind].replace("\\", r"\\"), text)
        found[kind] += n

    def put(match: re.Match[str]) -> str:
        kind = str(match.lastgroup).rpartition("_")[0]
        if kind == "kept":
            return match.group()
        found[kind] += 1
        return neutral[kind]

    text = _SHAPE.sub(put, text)
    return Anonymous(text, {kind: n for kind, n in found.items() if n})


def _patterns(known: Known, neutral: str) -> list[tuple[str, re.Pattern[str]]]:
    """The longest words first, whole names before their parts; a word that stands in a neutral one is left."""
    words: dict[str, tuple[str, bool]] = {}
    for kind, word in known.words:
        words.setdefault(word, (kind, False))
    for kind, word in known.words:
        for part in _parts(word) if kind in (CUSTOMER, COLLEAGUE) else ():
            words.setdefault(part, (kind, True))
    kept = sorted(
        (word for word in words if word.casefold() not in neutral.casefold()), key=lambda word: (words[word][1], -len(word), word)
    )
    return [(words[word][0], _whole(word, words[word][0], exact=words[word][1])) for word in kept]


def _parts(name: str) -> list[str]:
    """Of a Chinese name of three or four signs the given name; of others each word of three letters and more."""
    if _HAN.search(name):
        return [name[-2:]] if len(name) in (3, 4) and " " not in name else []
    return [part for part in re.split(r"[\s,]+", name) if len(part) > 2 and part != name]


def _whole(word: str, kind: str, *, exact: bool) -> re.Pattern[str]:
    if kind == PLATE:  # however it is parted
        return re.compile(r"[ ·•・.\-]?".join(re.escape(sign) for sign in word if sign.isalnum()), re.IGNORECASE)
    plain = re.escape(word)
    if not _HAN.search(word):
        plain = rf"(?<![^\W_]){plain}(?![^\W_])"
    return re.compile(plain, 0 if exact else re.IGNORECASE)


# tags

MOST_TAGS, TAG_LETTERS = 8, 24


def tags_of(text: str) -> list[str]:
    """Tags as typed, parted by comma, semicolon, line or sharp; each once, at most eight."""
    told = (" ".join(part.split())[:TAG_LETTERS].strip() for part in re.split(r"[,，、;；\n#＃]+", text))
    return list(dict.fromkeys(part for part in told if part))[:MOST_TAGS]


# the morning

NEW_FOR_DAYS = 3


def of_the_day(published: Sequence[date], today: date) -> int | None:
    """Which of the cases (the newest first, by the days they were published) a morning has: a new one on its first days, else each in turn."""
    if not published:
        return None
    if (today - published[0]).days < NEW_FOR_DAYS:
        return 0
    return today.toordinal() % len(published)
