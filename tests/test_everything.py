"""The whole run: a failure of any part is a failure."""

import pytest

from tests.everything import NO_TESTS, whole


@pytest.mark.parametrize(
    ("ends", "end"),
    [
        ([0, 0, 0], 0),
        ([1, 0, 0], 1),
        ([0, 0, 1], 1),
        ([0, -9, 0], -9),
        ([0, NO_TESTS, NO_TESTS], 0),
        ([NO_TESTS, 2, NO_TESTS], 2),
        ([NO_TESTS, NO_TESTS, NO_TESTS], NO_TESTS),
    ],
)
def test_it_is_well_where_every_part_is(ends, end):
    assert whole(ends) == end
