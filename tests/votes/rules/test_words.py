"""Every rule is told in French and in English, shortly, and French is set as French is."""

import re
from dataclasses import asdict

import pytest

from votes.rules import RULES
from votes.rules.words import GRADES
from votes.rules.words_en import EN
from votes.rules.words_fr import FR

ADVISORY = {"score", "cumulative", "quadratic", "borda"}


def test_each_rule_has_its_words_in_both_languages_and_no_words_are_left_over():
    assert set(FR) == set(EN) == set(RULES)
    assert {rule.name: rule.words for rule in RULES.values()} == {
        n: {"fr": FR[n], "en": EN[n]} for n in RULES
    }


@pytest.mark.parametrize("name", list(RULES))
def test_french_has_its_spaces_and_apostrophes(name):
    for sentence in asdict(FR[name]).values():
        assert not re.search(r" [;!?»:]|« |\w'\w|\w[;!?]", sentence), sentence
        assert sentence[0].isupper()


@pytest.mark.parametrize("words", [FR, EN], ids=["fr", "en"])
def test_a_rule_is_told_in_one_short_sentence_and_no_two_look_alike(words):
    for one in words.values():
        assert len(one.in_short) <= 160
        assert len(one.title) <= 40
        assert all(sentence.endswith((".", "…")) for sentence in (one.in_short, one.how, one.ties, one.fits))
    assert len({one.title for one in words.values()}) == len(words)
    assert len({one.in_short for one in words.values()}) == len(words)


def test_what_only_gives_advice_says_so():
    assert {name for name, rule in RULES.items() if rule.advisory} == ADVISORY
    assert {name for name, words in FR.items() if "Consultatif" in words.in_short} == ADVISORY
    assert {name for name, words in EN.items() if "Consultative" in words.in_short} == ADVISORY


def test_the_seven_grades_go_from_the_worst_to_the_best():
    assert (GRADES["fr"][0], GRADES["fr"][-1]) == ("À rejeter", "Excellent")
    assert len(GRADES["fr"]) == len(GRADES["en"]) == 7
