"""Which rule fits: every combination of answers gets a rule that suits it, with reasons in words."""

from itertools import product
from typing import get_args

import pytest
from django.utils import translation

from votes.rounds.explain import rule_words
from votes.rounds.guide import GuideAnswers, Matters, Say, What, suggest
from votes.rules.registry import RULES

EVERY = [GuideAnswers(*given) for given in product(get_args(What), get_args(Say), get_args(Matters))]
OFFERED = [answers for answers in EVERY if answers.what != "text"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("answers", EVERY)
def test_any_three_answers_get_a_rule_with_its_words_and_a_reason(answers):
    found = suggest(answers)
    assert rule_words(found.method).in_short
    assert found.why.endswith(".")


@pytest.mark.parametrize("answers", EVERY)
def test_a_rule_for_an_opinion_comes_with_one_that_decides(answers):
    found = suggest(answers)
    assert found.advisory is bool(found.instead)
    assert not found.instead or not RULES[found.instead].advisory


@pytest.mark.parametrize("answers", OFFERED)
def test_a_budget_is_shared_out_by_a_rule_for_money_and_by_no_other(answers):
    assert RULES[suggest(answers).method].money is (answers.what == "money")


@pytest.mark.parametrize("answers", [a for a in EVERY if a.what == "seats"])
def test_several_seats_are_filled_by_a_rule_that_fills_several(answers):
    found = suggest(answers)
    assert RULES[found.method].several
    assert not found.instead or RULES[found.instead].several


MARKED = {
    "name": {"choice", "choices"},
    "accept": {"approvals"},
    "grades": {"grades"},
    "order": {"ranking", "strict_ranking"},
    "points": {"scores", "points", "credits"},
}


@pytest.mark.parametrize("answers", OFFERED)
def test_voters_say_what_was_asked_or_a_sentence_tells_what_they_say_instead(answers):
    found, rule = suggest(answers), RULES[suggest(answers).method]
    as_asked = rule.ballot(rule.variant) in MARKED[answers.say]
    assert as_asked or found.caveat or "let voters tick" in found.why


@pytest.mark.parametrize(
    ("answers", "method"),
    [
        (("text", "order", "minorities"), "motion"),
        (("one", "name", "simple"), "plurality"),
        (("one", "name", "broad"), "two_round"),
        (("one", "accept", "broad"), "approval"),
        (("one", "grades", "broad"), "majority_judgment"),
        (("one", "order", "simple"), "irv"),
        (("one", "order", "broad"), "schulze"),
        (("seats", "name", "simple"), "plurality_at_large"),
        (("seats", "name", "minorities"), "stv_scottish"),
        (("seats", "order", "broad"), "stv_meek"),
        (("money", "accept", "simple"), "pb_greedy"),
        (("money", "accept", "minorities"), "pb_equal_shares"),
        (("order", "order", "simple"), "borda"),
        (("order", "points", "simple"), "cumulative"),
        (("order", "points", "minorities"), "quadratic"),
    ],
)
def test_known_questions_get_the_rule_that_people_who_know_would_name(answers, method):
    assert suggest(GuideAnswers(*answers)).method == method


@pytest.mark.parametrize("say", get_args(Say))
def test_where_one_is_chosen_nobody_is_promised_a_part(say):
    assert "nothing is shared in proportion" in suggest(GuideAnswers("one", say, "minorities")).caveat


@pytest.mark.parametrize("say", [say for say in get_args(Say) if say != "points"])
def test_minorities_get_their_seats_by_a_rule_in_proportion(say):
    assert suggest(GuideAnswers("seats", say, "minorities")).method == "stv_scottish"
