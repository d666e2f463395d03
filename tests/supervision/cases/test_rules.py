"""What the rule takes out of a text, and what it must leave; which case a morning has."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.supervision.cases import rules
from yinuo.supervision.cases.rules import Known, anonymised

NEUTRAL = {
    rules.CUSTOMER: "客户", rules.COLLEAGUE: "同事", rules.PERSON: "某人", rules.PHONE: "（电话）", rules.EMAIL: "（邮箱）", rules.PLATE: "（车牌）",
    rules.VIN: "（车架号）", rules.ADDRESS: "（地址）", rules.NUMBER: "（编号）",
}  # fmt: skip
NOBODY = Known()
SHOP = "客户说在店里等了两小时没人理交车时轮胎有声音保养后再来检查"
plain = st.text(alphabet=SHOP + "，。 \n", max_size=60)
digits = st.text(alphabet="0123456789", min_size=8, max_size=8)
phones = st.one_of(digits.map(lambda d: "139" + d), digits.map(lambda d: f"139 {d[:4]} {d[4:]}"), digits.map(lambda d: "+86139" + d))
letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
plates = st.tuples(
    st.sampled_from("沪京粤苏"),
    st.sampled_from(letters),
    st.sampled_from(["", "·", " "]),
    st.text("0123456789ABCDEF", min_size=5, max_size=6),
)
vins = st.text(alphabet="ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=16, max_size=16).map(lambda text: text + "7")
names = st.tuples(st.sampled_from("赵钱孙李欧阳"), st.text(alphabet="建国丽娜晓梅志强", min_size=1, max_size=2)).map("".join)


@given(plain, phones, plain)
def test_no_telephone_number_is_left(before, phone, after):
    found = anonymised(before + phone + after, NOBODY, NEUTRAL)
    assert not any(sign.isdigit() for sign in found.text) and found.replaced.get("phone")


@given(plain, plates, plain)
def test_no_plate_is_left(before, plate, after):
    found = anonymised(before + "".join(plate) + after, NOBODY, NEUTRAL)
    assert plate[3] not in found.text and "".join(plate) not in found.text


@given(plain, plates)
def test_a_known_plate_is_found_however_it_is_parted(before, plate):
    known = Known.of(plates=[plate[0] + plate[1] + plate[3]])
    assert plate[3] not in anonymised(before + f"{plate[0]}{plate[1]}.{plate[3]}", known, NEUTRAL).text


@given(plain, vins, plain)
def test_no_vin_is_left(before, vin, after):
    assert vin not in anonymised(before + vin + after, NOBODY, NEUTRAL).text


@given(plain, st.lists(names, min_size=1, max_size=3), plain)
def test_no_known_name_is_left(before, told, after):
    known = Known.of(customers=told[:1], staff=told[1:])
    found = anonymised(before + "，".join(told) + after, known, NEUTRAL)
    assert not [name for name in told if name in found.text]


@given(st.text(max_size=200), st.lists(names, max_size=2))
def test_once_more_changes_nothing(text, told):
    known = Known.of(customers=told)
    once = anonymised(text, known, NEUTRAL).text
    assert anonymised(once, known, NEUTRAL).text == once


@given(plain)
def test_what_names_nobody_stays_as_it_is(text):
    assert anonymised(text, Known.of(customers=["李娜"], staff=["王建国"]), NEUTRAL) == rules.Anonymous(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("张先生2026-03-04来店", "客户2026-03-04来店"),
        ("王师傅说等20分钟", "同事说等20分钟"),
        ("车主住南京西路1266号，里程23000公里", "车主住（地址），里程23000公里"),
        ("工单号：W2026-0012 已开，保养费680元", "（编号） 已开，保养费680元"),
        ("请发到 zhang.san@example.com", "请发到 （邮箱）"),
        ("座机021-62881234", "座机（电话）"),
        ("Mr Smith rang from 12 Mill Road about AB12 CDE", "某人 rang from （地址） about （车牌）"),
        ("invoice no 20260012 was wrong", "（编号） was wrong"),
        ("胎压2.3，行驶到60000公里，5W-30", "胎压2.3，行驶到60000公里，5W-30"),
    ],
)
def test_shapes(text, clean):
    assert anonymised(text, NOBODY, NEUTRAL).text == clean


def test_parts_of_names():
    known = Known.of(customers=["Margaret Holloway", "欧阳建国"], staff=["Will Ford"])
    found = anonymised("Margaret will call; Ford answered Ms. Holloway. 建国很生气", known, NEUTRAL)
    assert found.text == "客户 will call; 同事 answered Ms. 客户. 客户很生气"


def test_tags_are_parted_trimmed_and_few():
    assert rules.tags_of("交车, 洗车；洗车#沟通\n") == ["交车", "洗车", "沟通"]
    assert len(rules.tags_of(",".join(map(str, range(20))))) == rules.MOST_TAGS


def test_a_new_case_comes_first_then_each_in_turn():
    published = [date(2026, 3, 10), date(2026, 2, 1), date(2026, 1, 1)]
    assert rules.of_the_day(published, date(2026, 3, 11)) == 0
    assert {rules.of_the_day(published, date(2026, 3, day)) for day in (20, 21, 22)} == {0, 1, 2}
    assert rules.of_the_day([], date(2026, 3, 10)) is None
