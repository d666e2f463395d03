"""Topics by small texts of two languages; what must hold whatever the texts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.supervision.topics.rules import classes, finding, groups, placing, scores, terms, weights

WASH = ["洗车没洗干净", "洗车以后车里还是湿的", "等洗车等了一小时", "洗车把漆划了", "the car wash left it wet", "car wash took an hour"]
BRAKES = ["刹车有异响", "刹车片换了还响", "踩刹车抖动", "刹车片磨损太快", "brake pads squeak again", "new brake pads squeak"]
LABELS = ["wash"] * len(WASH) + ["brakes"] * len(BRAKES)


def test_terms_are_neighbours_of_chinese_signs_and_words_of_others():
    assert list(terms.terms("洗车慢")) == ["洗", "车", "慢", "洗车", "车慢", "洗车慢"]
    assert list(terms.terms("The Wash was slow, very slow")) == ["wash", "slow", "very", "slow very", "slow", "very slow"]
    assert list(terms.terms("ＡＢＳ灯亮")) == ["abs", "灯", "亮", "灯亮"]


def test_a_full_stop_or_a_number_is_no_term():
    assert list(terms.terms("13800138000 😡 。！")) == []


@given(st.text(max_size=300))
def test_any_text_has_terms_without_blanks_around_them(text):
    assert all(term == term.strip() and term for term in terms.terms(text))


def test_each_text_is_a_row_of_length_one_or_of_nothing():
    told, words = weights.rows_of([*WASH, *BRAKES, "完全不同"])
    length = np.sqrt(told.multiply(told).sum(axis=1)).ravel()
    assert set(length.round(9)) == {0, 1} and length[-1] == 0
    assert "洗车" in words.columns and "完全" not in words.columns


def test_texts_that_nobody_has_seen_get_the_topic_that_people_named():
    told = [terms.counted(text) for text in WASH + BRAKES]
    words = weights.vocabulary(told, fewest=2, most_share=1)
    found = classes.fit(weights.rows(told, words), LABELS)
    asked = weights.rows([terms.counted(text) for text in ("洗车洗得不干净", "刹车又响了", "squeak of brake pads")], words)
    assert found.of(asked) == ["wash", "brakes", "brakes"]
    assert found.chances(asked).sum(axis=1) == pytest.approx(1)


def test_a_text_without_known_terms_gets_what_is_common_not_a_failure():
    told = [terms.counted(text) for text in WASH + BRAKES]
    words = weights.vocabulary(told, fewest=2, most_share=1)
    found = classes.fit(weights.rows(told, words), LABELS)
    assert found.of(weights.rows([terms.counted("")], words)) in (["wash"], ["brakes"])


def test_groups_nobody_named_are_found_again_and_speak_of_their_words():
    told = [terms.counted(text) for text in WASH[:4] + BRAKES[:4]]
    words = weights.vocabulary(told, fewest=2, most_share=1)
    found = groups.group(weights.rows(told, words), words.names, into=2, directions=2)
    assert scores.mutual(["wash"] * 4 + ["brakes"] * 4, found.of) == pytest.approx(1)
    assert {said[0] for said in found.words} == {"洗车", "刹车"}
    assert found == groups.group(weights.rows(told, words), words.names, into=2, directions=2)


@pytest.mark.parametrize("texts", [["洗车"], ["洗车慢", "刹车响"], ["洗车慢"] * 5])
def test_few_texts_or_all_alike_are_no_failure(texts):
    told = [terms.counted(text) for text in texts]
    words = weights.vocabulary(told, fewest=1, most_share=1)
    assert len(groups.group(weights.rows(told, words), words.names, into=8).of) == len(texts)


def test_scores_by_hand():
    """Truth a a b b, told a b b b: 3 of 4; F1 of a = 2·1/(2+1), of b = 2·2/(2+3)."""
    assert scores.accuracy("aabb", "abbb") == 0.75
    assert scores.macro_f1("aabb", "abbb") == pytest.approx((2 / 3 + 4 / 5) / 2)
    shared = 0.25 * math.log(2) + 0.25 * math.log(2 / 3) + 0.5 * math.log(4 / 3)
    spread = (math.log(2) - 0.25 * math.log(0.25) - 0.75 * math.log(0.75)) / 2
    assert scores.mutual("aabb", "abbb") == pytest.approx(shared / spread)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_the_names_of_groups_do_not_matter(labels):
    assert scores.mutual(labels, [label * 2 for label in labels]) == pytest.approx(1)


KNOWN = [(text, 1 if label == "wash" else 2) for text, label in zip(WASH + BRAKES, LABELS, strict=True)]


def test_a_text_is_placed_only_where_it_is_like_what_is_known():
    told = placing.place(KNOWN, ["洗车洗得不干净", "刹车又响了", "休息区的茶不错", "", "12345"])
    assert [one.label for one in told] == [1, 2, None, None, None]
    assert placing.place([], ["洗车"])[0].label is None and placing.place(KNOWN, []) == []


def test_with_one_topic_not_everything_belongs_to_it():
    told = placing.place([(text, 1) for text in WASH], ["洗车没洗干净吧", "刹车又响了"])
    assert [one.label for one in told] == [1, None]


def test_a_heap_of_unlike_texts_has_no_topic():
    assert placing.find(["洗车慢", "刹车响", "茶不错", "发票错", "前台冷"] * 1) == []
    assert placing.find([f"{sign}{sign}" for sign in "天地玄黄宇宙洪荒日月盈昃"]) == []


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("洗车", "说送洗车，没洗", True), ("洗车", "洗了车", False), ("净", "没洗干净", True), ("squ", "Brakes SQUEAL again", True), ("queal", "squeal", False),
        ("洗车 squeal", "洗车以后 squeal", True), ("ａｂｓ", "ABS灯亮", True), ("abs 灯", "ABS灯亮", True), ("😡", "气死了😡", False), ("３", "等了3小时", True),
    ],
)  # fmt: skip
def test_what_is_searched_must_stand_in_the_text(asked, text, found):
    keys = finding.keys(text)
    told = finding.asked(asked)
    assert (bool(told) and all(any(key == one.term or (one.begins and key.startswith(one.term)) for key in keys) for one in told)) is found


@given(st.text(max_size=200), st.integers(0, 199), st.integers(1, 12))
def test_every_piece_of_chinese_finds_its_text(text, start, length):
    text = "".join(sign for sign in text if "\u4e00" <= sign <= "\u9fff") + "洗车没洗干净"
    piece = text[start % len(text) :][:length]
    keys = finding.keys(text)
    assert all(one.term in keys or any(key.startswith(one.term) for key in keys) for one in finding.asked(piece))
