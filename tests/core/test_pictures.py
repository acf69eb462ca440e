"""Pictures: what they show is also said in words, and drawn the same each time."""

import math
import re
import xml.etree.ElementTree as ET
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pictures.beads import beads, meter
from core.pictures.countdown import countdown
from core.pictures.hemicycle import MOST_DOTS, Wedge, hemicycle, voices_per_dot
from core.pictures.paper import SCENES, logo, paper_people
from core.pictures.seal import seal
from core.pictures.seats import Seat, avatar, people_circle, table_disc
from core.pictures.votebar import votebar

HOSTILE = '<script>alert("x")</script>&'
WORDS = {"title": "A title", "desc": "Numbers: 3 of 7"}
DIGEST = sha256(b"text").hexdigest()


def drawings():
    return {
        "beads": beads(7, 3, **WORDS),
        "meter": meter(40, label="40 %"),
        "countdown": countdown(19, unit="days", **WORDS),
        "hemicycle": hemicycle([Wedge("Users", "20 %", 0.2, (("for", 3), ("against", 4)))], middle="7", under="voices", **WORDS),
        "seal": seal(DIGEST, **WORDS),
        "votebar": votebar(60, 40, threshold=50, mark="more than 50 %", **WORDS),
        "circle": people_circle([Seat("AB", "Alice", "consent"), Seat("CD", "Bob", "aside", me=True)], middle="1", **WORDS),
        "table": table_disc(["AB", "CD"], **WORDS),
    }  # fmt: skip


@pytest.mark.parametrize("name", drawings())
def test_a_data_picture_is_well_formed_and_says_what_it_shows(name):
    picture = ET.fromstring(drawings()[name])  # noqa: S314 — our own drawing
    named = picture.attrib["aria-labelledby"].split()
    said = {child.attrib["id"]: child.text for child in picture if child.tag in {"title", "desc"}}
    assert picture.attrib["role"] == "img"
    assert [said[mark] for mark in named] == (["40 %", "40 %"] if name == "meter" else list(WORDS.values()))


@pytest.mark.parametrize("name", drawings())
def test_the_same_facts_give_the_same_bytes(name):
    assert drawings()[name] == drawings()[name]


@pytest.mark.parametrize("name", drawings())
def test_a_picture_carries_no_inline_style(name):
    assert "style=" not in drawings()[name]


def test_hostile_names_stay_words():
    for drawn in (
        avatar(HOSTILE, name=HOSTILE),
        people_circle([Seat(HOSTILE, HOSTILE)], title=HOSTILE, desc=HOSTILE, middle=HOSTILE),
        hemicycle(
            [Wedge(HOSTILE, HOSTILE, 1, (("for", 1),))],
            title=HOSTILE,
            desc=HOSTILE,
            middle=HOSTILE,
            under=HOSTILE,
        ),
    ):
        assert "<script" not in drawn
        ET.fromstring(drawn)  # noqa: S314 — our own drawing


@pytest.mark.parametrize("scene", SCENES)
def test_decoration_is_hidden_from_readers(scene):
    assert 'aria-hidden="true"' in paper_people(scene)
    assert 'aria-hidden="true"' in logo()


@given(st.integers(1, 5000), st.data())
def test_beads_are_all_full_only_when_everybody_voted(total, data):
    voted = data.draw(st.integers(0, total))
    drawn = beads(total, voted, **WORDS)
    assert ("dots--out" not in drawn) == (voted == total)
    assert drawn.count("h0") <= 120


def test_the_same_text_has_the_same_seal_and_another_text_another():
    assert seal(DIGEST, **WORDS) != seal(sha256(b"other").hexdigest(), **WORDS)


@given(st.floats(0, 100), st.floats(0, 100))
def test_the_two_sides_of_a_bar_never_overlap(share, threshold):
    drawn = votebar(share, 100 - share, threshold=threshold, **WORDS)
    for_width = float(re.search(r'b-for" x="0"[^>]* width="([\d.]+)"', drawn)[1])
    against_x = float(re.search(r'b-against" x="([\d.]+)"', drawn)[1])
    assert abs(for_width - against_x) < 0.02


counts = st.lists(st.integers(1, 40), min_size=1, max_size=7)


def dots(drawn):
    """The dots of a drawn hemicycle, wedge by wedge: (x, y, radius)."""
    wedges = drawn.split('<path class="wedge"')[1:]
    found = re.compile(r'class="dot [^>]*"><circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.-]+)"')
    return [[tuple(map(float, row)) for row in found.findall(wedge)] for wedge in wedges]


@settings(max_examples=60, deadline=None)
@given(counts)
def test_one_dot_is_one_voice_and_no_two_overlap(voices):
    wedges = [Wedge(f"C{k}", "", 1 / len(voices), (("for", n),)) for k, n in enumerate(voices)]
    drawn = dots(hemicycle(wedges, middle="", under="", **WORDS))
    assert [len(wedge) for wedge in drawn] == voices
    for wedge in drawn:
        for k, (x, y, radius) in enumerate(wedge):
            for other_x, other_y, _radius in wedge[k + 1 :]:
                assert math.dist((x, y), (other_x, other_y)) > 1.6 * radius


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 30), st.integers(2, 30), st.integers(10, 90))
def test_the_area_of_a_dot_is_the_weight_of_its_voice(here, there, weight):
    wedges = [
        Wedge("A", "", weight / 100, (("for", here),)),
        Wedge("B", "", 1 - weight / 100, (("for", there),)),
    ]
    (first, *_), (second, *_) = dots(hemicycle(wedges, middle="", under="", **WORDS))
    drawn = (first[2] / second[2]) ** 2
    meant = (weight / here) / ((100 - weight) / there)
    assert math.isclose(drawn, meant, rel_tol=0.05, abs_tol=0.02)


def test_a_large_assembly_is_drawn_with_dots_that_stand_for_several_voices():
    many = hemicycle([Wedge("All", "", 1, (("for", 5000), ("against", 1)))], middle="", under="", **WORDS)
    [drawn] = dots(many)
    assert len(drawn) <= MOST_DOTS + 1
    assert voices_per_dot(5001) == 9
    assert "dot--against" in many  # a single voice is never rounded away


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.02, 1.0])
@pytest.mark.parametrize("voices", [1, 5, 40, 400])
def test_a_college_that_weighs_next_to_nothing_is_drawn_all_the_same(share, voices):
    wedges = [Wedge("A", "", share, (("for", voices),)), Wedge("B", "", 1 - share, (("for", 3),))]
    assert [len(wedge) for wedge in dots(hemicycle(wedges, middle="", under="", **WORDS))] == [voices, 3]
