"""How texts are found: pairs of neighbours in Chinese, words (and their beginnings) in other scripts. All that is asked for must stand in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

TERM_LETTERS = 24
LETTERS = 6_000  # of a pasted document the beginning is found
MOST_ASKED = 12
_HAN_SIGNS = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN_SIGNS}]+|[^\W_{_HAN_SIGNS}]+")
_HAN = re.compile(rf"[{_HAN_SIGNS}]")


@dataclass(frozen=True)
class Asked:
    """A term that must be there; `begins`: or one that begins with it."""

    term: str
    begins: bool = False


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text[:LETTERS]).lower())


def keys(text: str) -> set[str]:
    """The terms under which a text is found."""
    found: set[str] = set()
    for run in _runs(text):
        if _HAN.match(run):
            found.update(run[n : n + 2] for n in range(len(run)))  # the last sign stands alone
        else:
            found.add(run[:TERM_LETTERS])
    return found


def asked(text: str) -> list[Asked]:
    """What a search asks for, at most twelve terms. [] for a search without a letter or digit."""
    found: dict[Asked, None] = {}
    for run in _runs(text):
        if not _HAN.match(run):
            found[Asked(run[:TERM_LETTERS], begins=True)] = None
        elif len(run) == 1:
            found[Asked(run, begins=True)] = None
        else:
            found.update({Asked(run[n : n + 2]): None for n in range(len(run) - 1)})
    return list(found)[:MOST_ASKED]


def phrases(text: str) -> list[str]:
    """Chinese words of three signs and more: their pairs may stand apart, so the words themselves are looked for among what was found."""
    return [run for run in _runs(text) if len(run) > 2 and _HAN.match(run)][:MOST_ASKED]


def language(text: str) -> str:
    """ "zh" for a text with Chinese signs, "en" for any other."""
    return "zh" if _HAN.search(text) else "en"
