"""Shares in percent: exact, in the reader's notation, and never on another side of a threshold than they are."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prose.shares import percentage, percentages, rounded, with_fraction

ROOT = Path(__file__).parents[2]
HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
search = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


def said(text):
    return text.replace("\u202f%", " %")


@pytest.mark.parametrize(
    ("share", "mark", "shown"),
    [
        ("2/3", TWO_THIRDS, "66,67 %"),  # at the threshold, which is told as two thirds
        ("66666/100000", TWO_THIRDS, "66,666 %"),  # short of it
        ("66667/100000", TWO_THIRDS, "66,6670 %"),  # past it, and not what two thirds look like
        ("50001/100000", HALF, "50,001 %"),
        ("11249/22500", HALF, "49,996 %"),
        ("11439/22880", HALF, "49,996 %"),  # case C17
        ("99999/100000", HALF, "99,999 %"),
        ("1/100000", HALF, "0,001 %"),
        ("1", HALF, "100 %"),
        ("0", HALF, "0 %"),
        ("0/1", HALF, "0 %"),
        ("1/2", HALF, "50 %"),
        ("97/800", HALF, "12,13 %"),  # half up, wherever it is written
        ("500000001/1000000000", HALF, "un peu plus de 50 %"),
        ("499999999/1000000000", HALF, "un peu moins de 50 %"),
        ("999999999/1000000000", HALF, "un peu moins de 100 %"),
        ("1/1000000000", HALF, "un peu plus de 0 %"),
        ("66666667/100000000", TWO_THIRDS, "un peu plus de 2/3"),  # which no decimals are
    ],
)
def test_a_share_is_shown_on_the_side_on_which_it_is(share, mark, shown):
    assert said(percentage(share, marks=[mark])) == shown


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [("1/3", 0, "33 %"), ("1/400", 0, "0,3 %"), ("399/400", 0, "99,8 %"), ("999/1000", 0, "99,9 %"), ("1/8", 1, "12,5 %")],
)  # fmt: skip
def test_fewer_decimals_keep_their_side_as_well(share, places, shown):
    assert said(percentage(share, places=places)) == shown


def test_the_reader_has_their_own_notation():
    with translation.override("en"):
        assert said(percentage("97/800")) == "12.13 %"
    assert said(with_fraction("2/3")) == "66,67 % (2/3)"
    assert said(with_fraction("1")) == "100 %"
    assert said(Template("{{ share|percent:1 }}").render(Context({"share": "1/3"}))) == "33,3 %"


shares = st.fractions(min_value=0, max_value=1, max_denominator=10**6)


@search
@given(shares, shares)
def test_what_is_shown_never_touches_or_crosses_a_mark_that_the_share_does_not(share, mark):
    text = said(percentage(share, marks=[mark])).removesuffix(" %")
    if text.startswith("un peu"):
        return
    shown, digits = Fraction(text.replace(",", ".")), len(text.partition(",")[2])
    for one in (mark, Fraction(0), Fraction(1)):
        if share != one:
            assert (shown > 100 * one) == (share > one)
            assert shown != Fraction(rounded(100 * one, digits), 10**digits)
    assert abs(shown - 100 * share) <= Fraction(1, 2 * 10**digits)


@search
@given(st.lists(st.integers(0, 500), min_size=1, max_size=9).filter(any))
def test_weights_of_one_whole_add_up_to_a_hundred_and_none_is_a_unit_off(parts):
    whole = [Fraction(part, sum(parts)) for part in parts]
    shown = [Fraction(said(text).removesuffix(" %").replace(",", ".")) for text in percentages(whole)]
    assert sum(shown) == 100
    assert all(abs(s - 100 * w) < Fraction(1, 100) for s, w in zip(shown, whole, strict=True))


def test_shares_that_make_no_whole_are_each_written_by_themselves():
    assert [said(text) for text in percentages(["1/3", "1/3"])] == ["33,33 %", "33,33 %"]


def test_nothing_else_writes_a_percentage():
    """No other module puts a percent sign behind a figure that it rounds itself."""
    modules = [
        path for room in ("core", "members", "votes", "governance") for path in (ROOT / room).rglob("*.py")
    ]
    signed = {str(path.relative_to(ROOT)) for path in modules if "u202f%" in path.read_text()}
    assert signed == {"core/prose/shares.py"}
