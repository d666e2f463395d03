"""What clocks, amounts and spans say, in three languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from yinuo.core.ui import words

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def reads(minutes: float, language: str, kind: str = "limit", amber: int = 300) -> tuple[str, str]:
    with translation.override(language):
        reading = words.read_clock(AT + timedelta(minutes=minutes), AT, kind=kind, amber=amber)
    return reading.tone, reading.text


@pytest.mark.parametrize(
    ("minutes", "kind", "tone", "english", "hans", "hant"),
    [
        (4, "limit", "risk", "in 4 min", "4 分钟后", "4 分鐘後"),
        (-12, "limit", "late", "12 min late", "晚 12 分钟", "晚 12 分鐘"),
        (130, "limit", "plan", "in 2 h 10 min", "2 小时 10 分钟后", "2 小時 10 分鐘後"),
        (0.5, "limit", "risk", "in 30 s", "30 秒后", "30 秒後"),
        (-24 * 60 * 3, "limit", "late", "3 days late", "晚 3 天", "晚 3 天"),
        (0, "limit", "risk", "due now", "现在到点", "現在到點"),
        (6, "minimum", "busy", "6 min to go", "还需 6 分钟", "還需 6 分鐘"),
        (-1, "minimum", "done", "reached", "已达到", "已達到"),
        (-25, "since", "busy", "for 25 min", "已 25 分钟", "已 25 分鐘"),
    ],
)
def test_a_clock_says_the_same_in_three_languages(minutes, kind, tone, english, hans, hant):
    assert reads(minutes, "en", kind) == (tone, english)
    assert reads(minutes, "zh-hans", kind) == (tone, hans)
    assert reads(minutes, "zh-hant", kind) == (tone, hant)


def test_a_clock_turns_amber_before_red():
    assert [reads(minutes, "en", amber=300)[0] for minutes in (6, 5, 1, -1)] == ["plan", "risk", "risk", "late"]


def test_a_short_limit_warns_in_its_last_quarter_and_a_long_one_five_minutes_before():
    assert words.amber_seconds(AT + timedelta(minutes=1), AT) == 15
    assert words.amber_seconds(AT + timedelta(hours=5), AT) == 300
    assert words.amber_seconds(AT, None) == 300


def test_money_has_the_currency_s_own_decimals():
    assert words.money_words(123450, "CNY") == "¥1,234.50"
    assert words.money_words(-5, "CNY") == "−¥0.05"
    assert words.money_words(1234, "JPY") == "¥1,234"
    assert words.money_words(100000, "CHF") == "CHF 1,000.00"


def test_hours_and_minutes():
    with translation.override("en"):
        assert [words.hours_words(n) for n in (90, 60, 0, 20, 6)] == ["1.5 h", "1.0 h", "0.0 h", "0.33 h", "0.1 h"]
        assert [words.minutes_words(n) for n in (80, 60, 0, -5)] == ["1 h 20 min", "1 h", "0 min", "−5 min"]


def test_a_moment_is_told_as_people_tell_it(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    with translation.override("zh-hans"):
        assert words.moment_words(AT, AT) == "10:00"
        assert words.moment_words(AT - timedelta(days=1), AT) == "昨天 10:00"
        assert words.moment_words(AT + timedelta(days=1), AT) == "明天 10:00"
        assert words.moment_words(AT + timedelta(days=18), AT) == "3月20日 10:00"
        assert words.moment_words(AT - timedelta(days=400), AT) == "2025年1月26日 10:00"


def test_counts_stop_at_the_cap():
    assert (words.capped_count(1000), words.capped_count(1001), words.capped_count(5)) == ("1,000", "1,000+", "5")
