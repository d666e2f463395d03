"""The searched form of what people type and of what they search. Everything is found by a prefix of some key."""

from __future__ import annotations

import os
import unicodedata
from functools import cache

LONGEST_KEY = 40
SHORTEST_PHONE_PART = 4
SHORTEST_PLATE_PART = 2
SHORTEST_VIN_TAIL = 4
MOST_NAME_PARTS = 24
LONGEST_TEXT, LONGEST_PHRASE, SHORTEST_WORD = 160, 8, 3
TAIL = "<"  # begins a key that is written backwards, for what is searched by its end
# Family names that are read otherwise than the character alone.
FAMILY_NAMES = {
    "单": "SHAN", "曾": "ZENG", "仇": "QIU", "解": "XIE", "任": "REN", "查": "ZHA", "朴": "PIAO", "区": "OU", "盖": "GE", "繁": "PO",
    "华": "HUA", "洗": "XIAN", "冼": "XIAN", "员": "YUN", "覃": "QIN", "尉": "WEI", "乐": "YUE", "折": "SHE", "缪": "MIAO", "翟": "ZHAI",
    "單": "SHAN", "區": "OU", "蓋": "GE", "華": "HUA", "員": "YUN", "樂": "YUE", "繆": "MIAO", "葛": "GE", "晁": "CHAO", "褚": "CHU",
}  # fmt: skip


def squash(text: str) -> str:
    """Compatibility form, upper case, letters and digits of any script only."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in folded if sign.isalnum())[:200]


def plate_keys(plate: str) -> set[str]:
    """Every suffix of two signs or more, so that any part of the plate is a prefix of a key."""
    return _suffixes(squash(plate)[:LONGEST_KEY], SHORTEST_PLATE_PART)


def vin_keys(vin: str) -> set[str]:
    """The whole, and the whole backwards: people read the last digits off the papers."""
    squashed = squash(vin)[:LONGEST_KEY]
    return {squashed, (TAIL + squashed[::-1])[:LONGEST_KEY]} if squashed else set()


def phone_digits(phone: str) -> str:
    """The digits without the country's own prefix (0086, +86)."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign in "0123456789")
    if len(digits) >= 13 and digits.startswith("0086"):
        return digits[4:]
    return digits[2:] if len(digits) == 13 and digits.startswith("861") else digits


def phone_keys(phone: str) -> set[str]:
    digits = phone_digits(phone)[:LONGEST_KEY]
    return _suffixes(digits, SHORTEST_PHONE_PART) if len(digits) >= SHORTEST_PHONE_PART else ({digits} if digits else set())


def name_keys(name: str) -> set[str]:
    """Any part of the name; of Chinese ones also the pinyin from each character on, and its initials."""
    squashed = squash(name)[:MOST_NAME_PARTS]
    keys = {squashed[n:] for n in range(len(squashed)) if _is_part(squashed, n)}
    readings = syllables(squashed)
    if readings:
        for n in range(len(readings)):
            keys.add("".join(readings[n:])[:LONGEST_KEY])
        initials = "".join(reading[0] for reading in readings)
        keys |= _suffixes(initials, 2)
    return keys


def ticket_keys(ticket: int | str) -> set[str]:
    squashed = squash(str(ticket))
    return {squashed} if squashed else set()


def word_keys(text: str) -> set[str]:
    """The words of a longer text: each Latin word of three letters or more, and of Chinese the signs from each one on, so that any part is a prefix."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).upper()
    spaced = "".join(sign if sign.isalnum() else " " for sign in folded)
    keys: set[str] = set()
    for word in spaced.split():
        if not any(_is_chinese(sign) for sign in word):
            keys |= {word[:LONGEST_KEY]} if len(word) >= SHORTEST_WORD else set()
            continue
        keys |= {word[n : n + LONGEST_PHRASE] for n in range(max(1, len(word) - 1))}
    return keys


def keys_of(*, plate: str = "", vin: str = "", phones: tuple[str, ...] = (), name: str = "", ticket: int | str = "") -> set[str]:
    """All keys of a record that has these."""
    keys = plate_keys(plate) | vin_keys(vin) | name_keys(name) | ticket_keys(ticket)
    return keys.union(*(phone_keys(phone) for phone in phones))


def searched(text: str) -> list[str]:
    """The prefixes to look for when somebody types `text`: as typed, as the end of a VIN, as a phone number without the country. [] for nothing."""
    squashed = squash(text)
    if not squashed:
        return []
    prefixes = [squashed[:LONGEST_KEY]]
    if squashed.isascii() and SHORTEST_VIN_TAIL <= len(squashed) <= 17:
        prefixes.append(TAIL + squashed[::-1])
    if squashed.isdecimal() and phone_digits(squashed) != squashed:
        prefixes.append(phone_digits(squashed))
    return prefixes


def syllables(squashed: str) -> list[str]:
    """The pinyin of each sign, upper case; signs that have none stand for themselves. [] when the text has no Chinese character."""
    if not any(_is_chinese(sign) for sign in squashed):
        return []
    readings = [_pinyin(sign) for sign in squashed]
    if 2 <= len(squashed) <= 4 and squashed[0] in FAMILY_NAMES:
        readings[0] = FAMILY_NAMES[squashed[0]]
    return readings


def after(prefix: str) -> str:
    """A text that sorts after everything that begins with `prefix`, by code point."""
    return prefix + "\U0010ffff"


def _suffixes(text: str, shortest: int) -> set[str]:
    return {text[n:] for n in range(max(1, len(text) - shortest + 1))} if text else set()


def _is_part(text: str, n: int) -> bool:
    """One letter at the end of a Latin name is no part anybody searches; one Chinese character is."""
    return n == 0 or len(text) - n >= 2 or _is_chinese(text[n])


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff"


@cache
def _table():
    # Only the table of single characters: that of phrases takes 40 MiB, and names are not phrases.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return lazy_pinyin


@cache
def _pinyin(sign: str) -> str:
    if not _is_chinese(sign):
        return sign
    reading = _table()(sign)[0].upper().replace("Ü", "V")
    return reading if reading.isascii() and reading else sign


def running_numbers(text: str, year: int) -> list[str]:
    """The numbers of orders or invoices that are meant: the whole one, or its digits alone, of this year and the two before."""
    short = text.isascii() and text.isdigit() and len(text) <= 6
    return [text, *(f"{before}-{text.zfill(6)}" for before in (year, year - 1, year - 2) if short)]
