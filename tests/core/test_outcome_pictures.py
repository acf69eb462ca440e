"""Pictures of results: the figures are lengths and places, the states are signs as well as colours."""

import re
import xml.etree.ElementTree as ET

import pytest

from core.pictures.bars import Bar, bars
from core.pictures.flow import Stage, flow
from core.pictures.labels import WIDTH, fit, letters
from core.pictures.lots import lots
from core.pictures.matrix import matrix
from core.pictures.merit import Profile, merit
from core.pictures.money import money
from core.pictures.quota import Climb, quota

HOSTILE = '<script>alert("x")</script>&'
WORDS = {"title": "A title", "desc": "Numbers: 3 of 7"}


def drawings(name="Oak"):
    return {
        "bars": bars([Bar(name, "4", 1, "won"), Bar("Pine", "2", 0.5)], line=0.5, **WORDS),
        "merit": merit([Profile(name, "Good", [0.5, 0.5], "won")], [("G", "Good"), ("R", name)], **WORDS),
        "flow": flow([Stage("Round 1", {"a": 0.6, "b": 0.4}, {"a": 0.4}, {"b": "out"}), Stage("Round 2", {"a": 1}, {}, {"a": "won"})], [("a", "A", name), ("b", "B", "Pine")], **WORDS),
        "matrix": matrix([name, "Pine"], ["A", "B"], [[None, ("win", "3")], [("lose", "1"), None]], **WORDS),
        "quota": quota([Climb(name, "5", [0.5, 0.3], "elected", "won")], 0.7, **WORDS),
        "money": money([("A", name, 0.6)], ("left", 0.4), **WORDS),
        "lots": lots([(name, True), ("Bo", False)], **WORDS),
    }  # fmt: skip


@pytest.mark.parametrize("name", drawings())
def test_a_picture_of_a_result_is_well_formed_named_and_the_same_each_time(name):
    drawn = ET.fromstring(drawings()[name])  # noqa: S314 — our own drawing
    assert (drawn.attrib["role"], drawn[0].text, drawn[1].text) == ("img", *WORDS.values())
    assert drawings()[name] == drawings()[name]
    assert "style=" not in drawings()[name]


@pytest.mark.parametrize("name", drawings())
def test_hostile_titles_stay_words(name):
    drawn = drawings(HOSTILE)[name]
    assert "<script" not in drawn
    ET.fromstring(drawn)  # noqa: S314 — our own drawing


def test_bars_are_as_long_as_their_shares_and_the_winner_has_a_check():
    drawn = drawings()["bars"]
    widths = re.findall(r'out-bar [^>]*width="([\d.]+)"', drawn)
    assert [float(width) for width in widths] == [WIDTH, WIDTH / 2]
    assert drawn.count("#i-check") == 1


def test_the_mark_of_a_merit_profile_stands_at_half():
    assert f'class="mark" d="M{WIDTH / 2:.0f} ' in drawings()["merit"]


def test_what_the_defeated_give_runs_to_whom_it_goes():
    (band,) = re.findall(r'class="out-band" d="M([\d.]+) [^H]*H([\d.]+)C', drawings()["flow"])
    assert [float(end) for end in band] == [WIDTH * 0.6, WIDTH]


def test_signs_go_on_after_z_and_long_titles_are_cut():
    assert letters(30)[24:28] == ["Y", "Z", "AA", "AB"]
    assert fit("x" * 200, WIDTH, 14).endswith("…")
    assert fit("Oak", WIDTH, 14) == "Oak"
