import pytest

from sidebyside.exhibits import notation


@pytest.mark.parametrize("value", [0.9999501, 0.99996, 1 - 1e-12])
def test_a_share_short_of_one_is_never_written_as_the_whole(value):
    assert notation.share(value) == ">99.99 %"
    assert notation.decimal(value) == ">0.9999"


@pytest.mark.parametrize("value", [1e-12, 0.00004])
def test_a_share_above_nothing_is_never_written_as_nothing(value):
    assert notation.share(value) == "<0.01 %"
    assert notation.decimal(value) == "<0.0001"


def test_the_whole_and_nothing_are_written_as_such():
    assert (notation.share(1.0), notation.share(0.0)) == ("100 %", "0.00 %")
    assert (notation.decimal(1.0), notation.decimal(0.0)) == ("1.0000", "0.0000")


@pytest.mark.parametrize("value", [0.99994, 0.9994999, 0.00005, 0.5])
def test_other_shares_are_rounded_to_hundredths_of_a_percent(value):
    assert abs(float(notation.share(value).removesuffix(" %")) / 100 - value) <= 0.0000501


def test_a_value_that_is_not_there_is_a_dash():
    assert {notation.count(None), notation.decimal(None), notation.span(None), notation.region(None)} == {"—"}
