"""The language of the command line: that of the person's terminal, known before Django is."""

from __future__ import annotations

import gettext as standard
import os
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
TRADITIONAL = ("TW", "HK", "MO", "HANT")


def terminal_language() -> str | None:
    """`zh_Hans` or `zh_Hant` when the terminal speaks Chinese, else None (English)."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            if not value.lower().startswith("zh"):
                return None
            return "zh_Hant" if any(sign in value.upper() for sign in TRADITIONAL) else "zh_Hans"
    return None


@cache
def catalogue(language: str | None) -> standard.NullTranslations:
    languages = [language] if language else []
    return standard.translation("django", CATALOGUES, languages=languages, fallback=True) if languages else standard.NullTranslations()


def gettext(text: str) -> str:
    """A sentence of the command line in the terminal's language."""
    return catalogue(terminal_language()).gettext(text)
