from dataclasses import replace

import pytest

from sidebyside.errors import InputError


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_null": 1}, "the attempts do not add up: 7 tried, 6 accounted for"),
        ({"n_works": 9}, "the works do not add up: 9 named, 5 accounted for"),
        ({"n_refused": 3}, "3 refusals among 2 null attempts"),
    ],
)
def test_counts_that_do_not_add_up_make_no_exhibit(change, message, small_case):
    counts = replace(small_case.material().counts, **change)
    with pytest.raises(InputError, match=message):
        small_case.material(counts=counts)
