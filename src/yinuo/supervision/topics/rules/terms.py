"""The terms of a text in Chinese and English, without a dictionary.

Chinese has no spaces: of each run of signs the single signs, pairs and triples of neighbours are terms (character n-grams do about as well as words for topics,
and know every new model's name: Nie and Ren 1999, Information Processing & Management 35). Of other scripts each word is one, and each pair of neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

_HAN_SIGNS = r"\u3400-\u4dbf\u4e00-\u9fff"
_LETTER = rf"[^\W\d_{_HAN_SIGNS}]"
_RUN = re.compile(rf"[{_HAN_SIGNS}]+|{_LETTER}+(?:['’]{_LETTER}+)*")
_HAN = re.compile(rf"[{_HAN_SIGNS}]")
LETTERS = 20_000
_STOP = (
    "a an and are as at be been but by for from had has have he her his i if in is it its me my no not of on or our she so that the their them there "
    "they this to was we were what when which who will with would you your"
)
ENGLISH_STOP = frozenset(_STOP.split())


def terms(text: str) -> Iterator[str]:
    """Terms in the order of the text; of a pasted document the first 20,000 signs."""
    last = ""
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text[:LETTERS]).lower()):
        run = match.group()
        if _HAN.match(run):
            last = ""
            yield from (run[n : n + size] for size in (1, 2, 3) for n in range(len(run) - size + 1))
            continue
        if run in ENGLISH_STOP:
            last = ""
            continue
        yield run
        if last:
            yield f"{last} {run}"
        last = run


def counted(text: str) -> Counter[str]:
    return Counter(terms(text))
