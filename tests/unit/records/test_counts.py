from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.records import Counts

COUNTS = Counts(
    n_works=5,
    n_works_matched=3,
    n_works_null=1,
    n_works_unscorable=1,
    n_outputs=7,
    n_matched=3,
    n_null=2,
    n_refused=1,
    n_missing=1,
    n_unscorable=1,
    n_pairs=10,
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_null": 1}, "the attempts do not add up: 7 tried, 6 accounted for"),
        ({"n_works": 9}, "the works do not add up: 9 named, 5 accounted for"),
        ({"n_not_distinguishable": 1}, "the attempts do not add up: 7 tried, 8 accounted for"),
        ({"n_filtered_out": 2}, "the attempts do not add up: 7 tried, 9 accounted for"),
        ({"n_works_not_distinguishable": 1}, "the works do not add up: 5 named, 6 accounted for"),
        ({"n_works_filtered_out": 1}, "the works do not add up: 5 named, 6 accounted for"),
        ({"n_refused": 3}, "3 refusals among 2 attempts with nothing found"),
    ],
)
def test_counts_that_do_not_add_up_cannot_be_made(change, message):
    with pytest.raises(InputError, match=message):
        replace(COUNTS, **change)


def test_a_refusal_may_be_every_null_attempt():
    assert replace(COUNTS, n_refused=2).n_refused == COUNTS.n_null
