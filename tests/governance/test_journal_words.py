"""The journal is read by people: each fact has a name in their language, each day is written as they write it."""

import ast
from pathlib import Path

from django.utils import translation

from governance.home.facts import NAMES, in_words

ROOT = Path(__file__).parents[2]


def recorded():
    """The names of all facts that the house puts into its journal, as its sources say."""
    for path in (path for room in ("core", "governance", "members", "votes") for path in (ROOT / room).rglob("*.py")):  # fmt: skip
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "record":
                yield from (word.arg for word in node.keywords if word.arg not in {None, "actor", "topics"})


def test_every_fact_that_is_recorded_has_a_name():
    names = set(recorded())
    assert {"proposal", "voices", "sitting"} <= names
    assert names - set(NAMES) == set()


def test_a_line_is_told_in_the_language_of_its_reader():
    facts = {"proposal": 7, "adopted": True, "closes_at": "2026-06-01T18:00:00+00:00", "until": "2026-02-01"}
    with translation.override("fr"):
        assert in_words(facts) == [
            ("proposition", "7"),
            ("adopté", "oui"),
            ("clôture", "1er juin 2026 à 20\xa0h\xa000"),
            ("jusqu’au", "1er février 2026"),
        ]
    with translation.override("en"):
        assert in_words({"adopted": False, "on": "2026-06-01"}) == [("adopted", "no"), ("day", "1 June 2026")]


def test_what_looks_like_a_day_and_is_none_stays_as_it_is_and_what_is_empty_is_not_told():
    facts = {"reference": "D-2026-001", "name": "20260199", "mentions": [], "because": "", "holder": None}
    with translation.override("en"):
        assert in_words(facts) == [("reference", "D-2026-001"), ("name", "20260199")]


def test_a_count_is_told_part_by_part():
    with translation.override("fr"):
        assert in_words({"counts": {"lines": 3, "errors": 0}}) == [("compte", "lignes 3, erreurs 0")]
