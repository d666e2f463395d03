from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.information.customers.rules import phone_is_odd, same_phone, sounds_like, written_phone
from yinuo.information.promises import rules as promises
from yinuo.information.vehicles import rules

VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("沪A12345", "mainland"),
        ("沪AD12345", "new_energy"),
        ("京AF12345", "new_energy"),
        ("粤B12345D", "new_energy"),
        ("沪A1234警", "police"),
        ("沪A1234学", "learner"),
        ("沪A1234挂", "trailer"),
        ("粤Z1234港", "hong_kong_macau"),
        ("粤Z1234澳", "hong_kong_macau"),
        ("使014578", "embassy"),
        ("沪A1234领", "consulate"),
        ("川X1234应急", "emergency"),
        ("WJ沪1234A", "military"),
        ("AB1234", "hong_kong"),
        ("ABC1234", "taiwan"),
        ("沪A1234", "other"),
        ("BMW1234É", "other"),
        ("", ""),
    ],
)
def test_plates_are_known_by_kind(plate, kind):
    assert rules.plate_kind(plate) == kind


@pytest.mark.parametrize(
    ("plate", "warnings"), [("沪A12345", []), ("沪A1234", ["incomplete"]), ("沪AO2345", ["letters"]), ("MUC4711X", ["foreign"]), ("", [])]
)
def test_odd_plates_are_named(plate, warnings):
    assert rules.plate_warnings(plate) == warnings


def test_only_the_mainland_warns_of_foreign_plates():
    assert rules.plate_warnings("MUC4711X", country="DE") == []


@pytest.mark.parametrize(
    ("plate", "energy"), [("沪AD12345", "electric"), ("沪AF12345", "hybrid"), ("粤B12345D", "electric"), ("沪A12345", "")]
)
def test_a_new_energy_plate_says_the_drive(plate, energy):
    assert rules.energy_of_plate(plate) == energy


@given(st.text(max_size=60))
def test_any_text_can_be_a_plate_or_a_vin(text):
    written = rules.written_plate(text)
    assert rules.written_plate(written) == written
    assert set(rules.plate_warnings(written)) <= {"incomplete", "letters", "foreign"}
    assert set(rules.vin_warnings(written)) <= {"length", "letters", "check_digit"}
    assert isinstance(rules.decode(written), rules.Decoded)


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "LSVAM4187C2184847"])
def test_valid_vins_warn_of_nothing(vin):
    assert rules.vin_warnings(vin) == []


@pytest.mark.parametrize(
    ("vin", "warnings"), [("1M8GDM9A1KP042788", ["check_digit"]), ("1M8GDM9AXKP04278", ["length"]), ("IM8GDM9AXKP042788", ["letters"])]
)
def test_odd_vins_are_named(vin, warnings):
    assert rules.vin_warnings(vin) == warnings


@given(st.text(alphabet=VIN_SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from("0123456789"))
def test_the_check_digit_finds_every_single_misread_digit(vin, place, digit):
    vin = "1" + vin[1:]
    vin = vin[:8] + rules.check_digit(vin) + vin[9:]
    assert rules.vin_warnings(vin) == []
    wrong = vin[:place] + digit + vin[place + 1 :]
    # a digit in place of a letter may have the same value (1 and A); a digit for a digit never has
    if vin[place].isdigit() and digit != vin[place] and place != 8 and wrong[0] in rules.NORTH_AMERICA:
        assert rules.vin_warnings(wrong) == ["check_digit"]


def test_a_vin_says_who_made_the_car():
    assert rules.decode("LSVAM4187C2184847").country == "China"
    assert rules.decode("nonsense") == rules.Decoded()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("+852 6123 4567", "+85261234567"),
        ("12", "12"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_phones_are_kept_in_one_form(typed, kept):
    assert written_phone(typed) == kept


def test_odd_numbers_are_odd_and_the_same_are_the_same():
    assert phone_is_odd("12345") and not phone_is_odd("13800138000") and not phone_is_odd("")
    assert same_phone("+86 13800138000", "138 0013 8000") and not same_phone("", "") and not same_phone("123", "123")


@given(st.text(max_size=40))
def test_any_text_can_be_a_phone(text):
    written_phone(text)
    phone_is_odd(text)


def test_names_that_sound_the_same():
    assert (
        sounds_like("王芳", "汪方") and sounds_like("Wang Fang", "王芳") and not sounds_like("王芳", "李强") and not sounds_like("", "😀")
    )


MOMENTS = st.integers(0, 500_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_what_is_overdue_or_expected_late_is_at_risk(due_at, at, expected_at):
    risk = promises.at_risk(due_at=due_at, expected_at=expected_at, at=at)
    if at > due_at and (expected_at is None or expected_at <= at):
        assert risk
    if expected_at is not None and at < expected_at:
        assert risk == (expected_at > due_at)


@given(MOMENTS, MOMENTS)
def test_a_promise_is_renegotiable_before_and_kept_until_it_is_due(due_at, at):
    assert promises.may_renegotiate("other", due_at=due_at, at=at) == (at < due_at)
    assert promises.kept_in_time("other", due_at=due_at, at=at) == (at <= due_at)
    assert promises.kept_in_time("price", due_at=due_at, at=at)
    assert promises.kept_in_time("other", due_at=due_at, at=due_at + timedelta(microseconds=1)) is False


def test_every_move_of_a_promise_is_reachable():
    assert promises.FLOW.unreachable() == frozenset()
