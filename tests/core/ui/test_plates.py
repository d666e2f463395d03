import pytest

from yinuo.core.ui.plates import read_plate


@pytest.mark.parametrize(
    ("written", "shown", "colour"),
    [
        ("沪A12345", "沪A·12345", "blue"),
        ("沪a·12345", "沪A·12345", "blue"),
        ("沪AD83921", "沪A·D83921", "green"),
        ("京A1234警", "京A·1234警", "white"),
        ("粤Z1234港", "粤Z·1234港", "black"),
        ("皖B1234学", "皖B·1234学", "yellow"),
        ("AB12 CDE", "AB12 CDE", "plain"),
        ("M-XY 1234", "M-XY 1234", "plain"),
        ("  沪A  ", "沪A", "plain"),
        ("", "", "plain"),
    ],
)
def test_a_plate_has_the_colour_that_it_has_on_the_car(written, shown, colour):
    plate = read_plate(written)
    assert (plate.text, plate.colour) == (shown, colour)


def test_what_is_known_of_the_car_goes_before_what_the_plate_looks_like():
    assert read_plate("沪A12345", energy="electric").colour == "green"
    assert read_plate("沪A12345", colour="yellow").colour == "yellow"
    assert read_plate("沪A12345", colour="pink").colour == "blue"
