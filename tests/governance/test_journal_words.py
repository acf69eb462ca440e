"""The journal is read by people: each fact has a name in their language, each day is written as they write it."""

from django.utils import translation

from core.journal.models import Entry
from governance.home import journal
from governance.home.facts import in_words


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


def test_a_word_that_means_another_thing_in_one_line_is_called_otherwise_there():
    corrected = Entry(kind="person.corrected", facts={"person": 1, "first": False})
    extended = Entry(kind="round.extended", facts={"round": 1, "before": "2026-06-01T18:00:00+00:00"})
    with translation.override("fr"):
        assert journal.in_words(corrected)["facts"] == [("personne", "1"), ("première adresse", "non")]
        assert ("devait clore", "1er juin 2026 à 20\xa0h\xa000") in journal.in_words(extended)["facts"]
