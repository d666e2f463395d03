"""Chinese sentences carry Chinese punctuation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[2] / "src" / "yinuo"
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”」）][,;:?!]|[,;:?!] ?[\u4e00-\u9fff“「（]|(?<!%)\([^()]*[\u4e00-\u9fff][^()]*\)")


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_chinese_sentences_have_full_width_punctuation(language):
    wrong = []
    for path in sorted(SOURCE.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                words = message.string if isinstance(message.string, tuple) else (message.string,)
                wrong += [f"{path.parents[3].name}: {text}" for text in words if message.id and HALF_WIDTH.search(text)]
    assert not wrong
