import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.errors import InputError
from sidebyside.primitives.pdq import N_BITS, distances, from_hex, to_hex

hexes = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(hexes)
def test_hexadecimal_goes_there_and_back(digits):
    assert to_hex(from_hex(digits)) == digits


@given(hexes, hexes)
def test_distances_count_the_bits_that_differ(one, other):
    expected = (int(one, 16) ^ int(other, 16)).bit_count()
    rows = distances(from_hex(one)[None], np.stack([from_hex(other), from_hex(one)]))
    assert rows.tolist() == [[expected, 0]]
    assert 0 <= expected <= N_BITS


@pytest.mark.parametrize("digits", ["", "0f", "g" * 64, "0" * 65])
def test_what_is_no_hash_is_refused(digits):
    with pytest.raises(InputError, match="64 hexadecimal digits"):
        from_hex(digits)
