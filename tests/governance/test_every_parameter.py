"""Every parameter of the code social, changed, changes what is decided, refused, counted or sent.

How each is seen is written in `parameters/`, section by section; one for which nobody wrote it fails.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from governance.code.vocabulary import DECISION_TYPES, TERMS
from governance.code.vocabulary.shapes import Kind, Term
from tests.governance.parameters import counting, kinds, meetings, membership
from tests.governance.parameters.walk import OBSERVED, changes, complaint

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROOT = Path(__file__).parents[2]
ROOMS = ("core", "members", "votes", "governance")
# Where scenarios are written: to import them is to note what they show.
SECTIONS = (counting, kinds, meetings, membership)
# Words for a room that is not built: nothing reads them, and nothing may until somebody wrote how they are seen.
AWAITED = {
    f"consent.{name}" for name in ("questions", "reactions", "positions", "absent", "answers", "extension")
}
# What says values of the code, and applies none.
SAY_ONLY = ("governance/code/vocabulary/terms", "governance/code/vocabulary/presets")
not_built = pytest.mark.xfail(strict=True, reason="decisions by consent are not built yet")


def every_change() -> Iterator[Any]:
    for key in TERMS:
        for other in changes(key):
            marks = [not_built] if key in AWAITED else []
            yield pytest.param(key, other, id=f"{key}={json.dumps(other)}", marks=marks)


@pytest.mark.parametrize(("key", "other"), list(every_change()))
def test_a_parameter_that_is_changed_changes_something_that_people_see(key, other, cast, code):
    assert complaint(key, other, cast) == ""


def test_the_words_of_a_room_that_is_not_built_are_read_by_nobody():
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        if not any(said in str(path) for said in SAY_ONLY):
            assert not re.search(r"[\"']consent\.", path.read_text()), path


def test_what_is_observed_are_the_parameters_and_nothing_else():
    assert OBSERVED.keys() == TERMS.keys() - AWAITED


@pytest.fixture
def sugar(monkeypatch):
    """A parameter that somebody adds to the vocabulary, and that nothing reads."""
    key = "coffee.sugar"
    term = Term(key, Kind.YESNO, section="joining", name="Sugar", meaning="Lumps.", default=False)
    monkeypatch.setitem(TERMS, key, term)
    return key


def test_a_parameter_for_which_nobody_wrote_how_it_is_seen_fails_the_walk(sugar, cast, code):
    [other] = changes(sugar)
    assert complaint(sugar, other, cast).startswith("Nobody wrote how “coffee.sugar” is observed")


def test_a_parameter_that_nothing_reads_fails_the_walk_whatever_is_played(sugar, cast, code, monkeypatch):
    """So each scenario also tells the same twice where nothing that it is about has changed."""
    scenarios = {
        (one.see, json.dumps(one.given)): (key, one) for key, found in OBSERVED.items() for one in found
    }
    for key, one in scenarios.values():
        monkeypatch.setitem(OBSERVED, sugar, [one])
        [other] = changes(sugar)
        found = complaint(sugar, other, cast)
        assert found == "“coffee.sugar” changes nothing when the code says true.", key


MARKS = {"alice": "for", "bob": "against", "dana": "abstain", "fay": "blank"}


@pytest.mark.parametrize("kind", DECISION_TYPES)
def test_a_round_counts_as_the_walk_does(kind, cast, code):
    """The walk counts many boxes by what a round would freeze; one that was opened, voted in and closed says the same."""
    marks = {name: side for name, side in MARKS.items() if kind != "circle" or name != "fay"}
    found, walked = kinds.a_real_vote(cast, kind, marks)
    assert found == walked
