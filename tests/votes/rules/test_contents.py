"""A ballot as one line of text: written and read back the same, whatever its shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.rules.contents import compose, parse
from votes.rules.shapes import MalformedRule

IDS = [str(number) for number in range(1, 13)]
options = st.sampled_from(IDS)
names = st.lists(options, unique=True).map(tuple)
points = st.lists(st.tuples(options, st.integers(0, 99)), unique_by=lambda pair: pair[0]).map(tuple)


@st.composite
def rankings(draw):
    """Some of the options, best first, some of them side by side."""
    left = draw(st.permutations(IDS))[: draw(st.integers(0, len(IDS)))]
    tiers = []
    while left:
        size = draw(st.integers(1, min(3, len(left))))
        tiers.append(frozenset(left[:size]) if size > 1 else left[0])
        left = left[size:]
    return tuple(tiers)


SHAPES = {
    "choice": st.none() | options,
    "choices": names,
    "approvals": names,
    "scores": points,
    "points": points,
    "credits": points,
    "grades": st.lists(st.integers(0, 6)).map(tuple),
    "ranking": rankings(),
    "strict_ranking": names,
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_ballot_written_as_a_line_is_read_back_the_same(shape):
    @given(SHAPES[shape])
    def same(vote):
        assert parse(compose(vote, shape), shape) == vote

    same()


def test_equal_ballots_are_equal_lines_whatever_the_order_of_a_tie():
    assert compose((frozenset({"3", "10", "1"}),), "ranking") == "1=10=3"


@pytest.mark.parametrize("line", ["1:05", "1:-2", "1:", "1:2.5", "1:²"])
def test_points_that_are_no_whole_number_are_refused(line):
    with pytest.raises(MalformedRule):
        parse(line, "scores")
