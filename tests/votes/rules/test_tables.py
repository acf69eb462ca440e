"""Small elections solved on paper, for what published cases show seldom: ties, edges, rare variants."""

import random
from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest

from votes.rules import RULES
from votes.rules.shapes import MalformedRule, RuleError, UnknownChoice
from votes.rules.sortition import shared_out, sortition
from votes.rules.stv_wigm import ARITHMETICS
from votes.rules.ties import TieRule, eldest, list_order, lot
from votes.rules.two_round import two_round
from votes.rules.yes_no import yes_no

ABC = ["A", "B", "C"]


def tally(name, votes, variant=None, seats=1, options=ABC, **facts):
    return RULES[name].tally(options, votes, variant, seats, **facts).to_json()


# --- totals -----------------------------------------------------------------------------------

# Rule, variant, votes, seats: scores, winners, tied for the last seats.
TOTALS = [
    ("plurality", None, {"A": 3, "B": 2, None: 9}, 1, {"A": 3, "B": 2, "C": 0}, ["A"], []),
    ("plurality", None, {"A": 3, "B": 3, "C": 1}, 1, {"A": 3, "B": 3, "C": 1}, ["A", "B"], ["A", "B"]),
    # Two seats, and one option only that anybody chose: one seat stays empty.
    ("plurality", None, {"A": 3}, 2, {"A": 3, "B": 0, "C": 0}, ["A"], []),
    ("plurality", None, {None: 4}, 1, {"A": 0, "B": 0, "C": 0}, [], []),
    # Equal first places share the voice: 1 + 1/2, 1/2, 0.
    ("plurality", {"input": "ranking"}, {("A", "C"): 1, (frozenset("AB"),): 1, (): 5}, 1, {"A": "1.5", "B": "0.5", "C": 0}, ["A"], []),
    ("plurality_at_large", {}, {("A", "B"): 3, ("A", "C"): 2, ("B",): 1, (): 1}, 2, {"A": 5, "B": 4, "C": 2}, ["A", "B"], []),
    ("plurality_at_large", {}, {("A", "B"): 2, ("A", "C"): 2}, 2, {"A": 4, "B": 2, "C": 2}, None, ["B", "C"]),
    ("approval", {}, {(): 7}, 1, {"A": 0, "B": 0, "C": 0}, [], []),
    ("approval", {}, {("A", "B", "C"): 2}, 3, {"A": 2, "B": 2, "C": 2}, ["A", "B", "C"], []),
    ("score", None, {(("A", 5), ("B", 4)): 1, (("B", 2),): 1, (): 1}, 1, {"A": 5, "B": 6, "C": 0}, ["B"], []),
    ("score", None, {(("A", Fraction(1, 3)), ("B", -2)): 2}, 1, {"A": "2/3", "B": -4, "C": 0}, ["A"], []),
    ("cumulative", {"points_per_voter": 3}, {(("A", 3),): 1, (("A", 1), ("B", 2)): 2}, 1, {"A": 5, "B": 4, "C": 0}, ["A"], []),
    # Nine credits: three votes for A, or two for B and two for C and one for A.
    ("quadratic", {"credits_per_voter": 9}, {(("A", 3),): 1, (("A", 1), ("B", 2), ("C", 2)): 2}, 1, {"A": 5, "B": 4, "C": 4}, ["A"], []),
    # 1, 1/2, 1/3: A 2·1 + 1/2, B 2·1/2 + 1, C 2·1/3 + 1/3.
    ("borda", {"points": "1/rank", "unranked": "zero"}, {("A", "B", "C"): 2, ("B", "A", "C"): 1}, 1, {"A": "2.5", "B": 2, "C": 1}, ["A"], []),
    # Left out: B and C share 1/2 and 1/3.
    ("borda", {"points": "1/rank", "unranked": "average"}, {("A",): 1}, 1, {"A": 1, "B": "5/12", "C": "5/12"}, ["A"], []),
    # A and B equal: they share 3 and 2.
    ("borda", {"points": "n", "unranked": "zero"}, {(frozenset("AB"), "C"): 2, (): 3}, 1, {"A": 5, "B": 5, "C": 2}, ["A", "B"], ["A", "B"]),
    # A and B share 3 and 2, C has what is left.
    ("borda", {"points": "n", "unranked": "average"}, {(frozenset("AB"),): 2, ("C",): 1}, 1, {"A": "6.5", "B": "6.5", "C": 5}, ["A", "B"], ["A", "B"]),
    ("borda", {"points": [3, 2, 1], "unranked": "zero"}, {("A", frozenset("BC")): 2}, 1, {"A": 6, "B": 3, "C": 3}, ["A"], []),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "variant", "votes", "seats", "scores", "winners", "tied"), TOTALS)
def test_totals_solved_by_hand(rule, variant, votes, seats, scores, winners, tied):
    got = tally(rule, votes, variant, seats)
    assert (got["scores"], got["winners"], got["tied"]) == (scores, winners, tied)


def test_a_tie_for_some_seats_says_who_is_in_and_lists_what_may_be():
    got = tally("plurality_at_large", {("A", "B"): 2, ("A", "C"): 2}, {}, 2)
    assert (got["sure_winners"], got["tied_seats"], got["committees"]) == (["A"], 1, [["A", "B"], ["A", "C"]])


def test_points_given_more_often_part_equal_scores():
    """Source: the rules of the Eurovision contest of 1991; 12 + 8 against 10 + 10."""
    votes = {(("A", 12), ("B", 10)): 1, (("A", 8), ("B", 10)): 1}
    variant = {"aggregate": "sum", "missing": 0, "tie_break": [{"most": 12}, {"most": 10}]}
    got = tally("score", votes, variant)
    assert (got["winners"], got["tied"], got["tie_break"]) == (["A"], ["A", "B"], "count_back")
    assert tally("score", votes, {**variant, "tie_break": [{"most": 10}]})["winners"] == ["B"]
    assert tally("score", votes, {**variant, "tie_break": [{"most": 1}]})["winners"] == ["A", "B"]


@pytest.mark.parametrize(
    ("rule", "variant", "votes"),
    [
        ("cumulative", {"points_per_voter": 3}, {(("A", 4),): 1}),
        ("cumulative", {"points_per_voter": 3}, {(("A", 5), ("B", -2)): 1}),
        ("quadratic", {"credits_per_voter": 8}, {(("A", 3),): 1}),
        ("quadratic", {"credits_per_voter": 9}, {(("A", Fraction(1, 2)),): 1}),
        ("plurality_at_large", {"max_names": 1}, {("A", "B"): 1}),
        ("plurality", None, {"D": 1}),
        ("plurality", None, {"A": -1}),
        ("plurality", None, {"A": 0.5}),
        ("approval", {}, {("A", "A"): 1}),
        ("approval", {}, {("A", "D"): 1}),
        ("score", None, {(("A", 0.5),): 1}),
        ("irv", None, {("A", frozenset("BC")): 1}),
        ("stv_scottish", None, {("A", "A"): 1}),
        ("schulze", None, {("A", frozenset("AB")): 1}),
        ("schulze", {"strength": "winning", "unranked": "last", "quorum": 3}, {("A",): 1}),
    ],
)
def test_what_a_ballot_cannot_say_is_refused(rule, variant, votes):
    with pytest.raises(RuleError):
        tally(rule, votes, variant)


# --- ties -------------------------------------------------------------------------------------


def test_a_tie_rule_that_is_passed_in_is_named_in_the_result():
    votes = {"A": 2, "B": 2, "C": 1}
    born = {"A": date(1980, 5, 1), "B": date(1979, 5, 1), "C": date(1960, 5, 1)}
    for rule, winner in ((list_order(ABC), "A"), (eldest(born), "B"), (lot("12 June 2027"), "A")):
        got = RULES["plurality"].tally(ABC, votes, tie_rule=rule).to_json()
        assert (got["winners"], got["tied"], got["tie_break"]) == ([winner], ["A", "B"], rule.name)


def test_those_whom_a_tie_rule_cannot_part_stay_tied():
    twins = eldest({"A": date(1980, 5, 1), "B": date(1980, 5, 1), "C": date(1990, 5, 1)})
    got = RULES["approval"].tally(ABC, {("A", "B", "C"): 1}, tie_rule=twins).to_json()
    assert (got["winners"], got["tied"]) == (["A", "B"], ["A", "B"])
    got = RULES["approval"].tally(ABC, {("A", "B", "C"): 1}, seats=2, tie_rule=twins).to_json()
    assert got["winners"] == ["A", "B"]


def test_a_lot_is_drawn_again_by_anybody():
    digests = {name: sha256(f"seed\n{name}".encode()).hexdigest() for name in ABC}
    first, last = min(ABC, key=digests.get), max(ABC, key=digests.get)
    assert (lot("seed")(ABC), lot("seed").last(ABC)) == ([first], [last])


def test_a_tie_rule_that_knows_nothing_of_an_option_says_so():
    with pytest.raises(MalformedRule, match="knows nothing"):
        eldest({"A": date(1980, 5, 1)})(["A", "B"])


# --- two rounds -------------------------------------------------------------------------------


def test_the_base_of_the_first_round_may_be_all_who_are_registered():
    votes = {"A": 45, "B": 20, "C": 10, None: 5}
    assert two_round(votes).winner == "A"  # 45 of 75 votes
    far = two_round(votes, majority_base="registered", registered=100)
    assert (far.winner, far.round1_required, far.runoff_between) == (None, 51, ["A", "B"])
    assert far.to_json()["winners"] == []


def test_a_tie_for_the_second_place_sends_all_of_them_to_a_second_ballot():
    first = {"A": 4, "B": 3, "C": 3}
    assert two_round(first).runoff_between == ["A", "B", "C"]
    got = two_round(first, votes_round2={"A": 4, "C": 6}).to_json()
    assert (got["winners"], got["runoff"]) == (["C"], ["C", "A", "B"])


def test_rankings_say_who_wins_each_run_off_there_may_be():
    """A 4, B 3, C 3: against B, A wins 7 to 3; against C, C wins 6 to 4."""
    votes = {("A",): 4, ("B", "C"): 3, ("C", "A"): 3}
    got = two_round(votes, ABC, input="ranking").to_json()
    assert (got["winners"], got["tied"]) == (["A", "C"], ["A", "C"])
    got = two_round(votes, ABC, input="ranking", tie_rule=list_order(ABC)).to_json()
    assert (got["winners"], got["runoff"]) == (["A"], ["A", "B"])


def test_a_second_round_cannot_bring_back_whom_the_first_left_out():
    with pytest.raises(MalformedRule, match="not in the run-off: C"):
        two_round({"A": 5, "B": 4, "C": 1}, votes_round2={"C": 1})


# --- yes or no --------------------------------------------------------------------------------

# Votes, rule: adopted, quorum reached, majority reached.
YES_NO = [
    ({"yes": 2, "no": 1}, {}, True, None, True),
    ({"yes": 1, "no": 1}, {"strict": False}, False, None, False),  # a tie is not carried
    ({"abstain": 5}, {}, False, None, False),
    ({"yes": 3, "no": 1}, {"threshold": Fraction(3, 4)}, False, None, False),
    ({"yes": 3, "no": 1}, {"threshold": Fraction(3, 4), "strict": False}, True, None, True),
    ({"yes": 4, "no": 1}, {"base": "members", "members": 10}, False, None, False),
    ({"yes": 6, "no": 1}, {"base": "members", "members": 10}, True, None, True),
    ({"yes": 3, "no": 1}, {"quorum": {"counts": "yes", "at_least": 4}}, False, False, True),
    ({"yes": 3, "no": 1}, {"quorum": {"counts": "cast", "at_least": 4}}, True, True, True),
    ({"yes": 3, "no": 1}, {"quorum": {"counts": "cast", "at_least": 6, "cast": 6}}, True, True, True),
    (
        {"yes": 5, "no": 6},
        {"base": "members", "members": 12, "threshold": Fraction(2, 5), "also": {"base": "yes+no", "threshold": "1/2", "strict": True}},
        False, None, False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("votes", "rule", "adopted", "quorum", "majority"), YES_NO)
def test_yes_or_no_solved_by_hand(votes, rule, adopted, quorum, majority):
    got = yes_no(votes, **rule)
    assert (got.adopted, got.quorum_reached, got.majority_reached) == (adopted, quorum, majority)


def test_yes_no_and_abstain_are_all_there_is():
    with pytest.raises(UnknownChoice):
        yes_no({"maybe": 1})


# --- grades -----------------------------------------------------------------------------------


def test_missing_grades_count_as_the_option_s_own_majority_grade():
    """Of 5 voters A has 0, 2, 2: its middle grade is 2, so two more 2. B has no grade at all."""
    variant = {
        "grades": ["poor", "fair", "good"],
        "median": "lower",
        "tie": "majority_value",
        "missing": "own_median",
    }
    facts = {"tallies": {"A": [1, 0, 2], "B": [0, 0, 0], "C": [0, 5, 0]}, "participants": 5}
    got = tally("majority_judgment", {}, variant, **facts)
    assert got["tallies_after_fill"] == {"A": [1, 0, 4], "B": [5, 0, 0], "C": [0, 5, 0]}
    assert (got["majority_grades"], got["ranking"]) == ({"A": 2, "B": 0, "C": 1}, [["A"], ["C"], ["B"]])


def test_ballots_may_leave_an_option_without_a_grade_where_the_rule_says_what_that_means():
    variant = {"grades": ["poor", "good"], "median": "lower", "tie": "majority_value", "missing": 0}
    got = tally("majority_judgment", {(1, None): 2, (1, 1): 1, (): 4}, variant, options=["A", "B"])
    assert got["tallies_after_fill"] == {"A": [0, 3], "B": [2, 1]}
    assert (got["winners"], got["blank"]) == (["A"], 4)
    with pytest.raises(MalformedRule, match="lacks 2 grades"):
        tally("majority_judgment", {(1, None): 2}, {**variant, "missing": "none"}, options=["A", "B"])


def test_the_gauge_tells_the_shares_above_and_below_the_majority_grade():
    variant = {"grades": list("abc"), "median": "lower", "tie": "majority_value", "missing": "none"}
    got = tally("majority_judgment", {}, variant, options=["A"], tallies={"A": [1, 2, 2]})
    assert got["majority_gauge"] == {"A": {"grade": 1, "sign": "+", "above": "0.4", "below": "0.2"}}


# --- rankings ---------------------------------------------------------------------------------


def test_instant_run_off_follows_every_way_of_breaking_a_tie():
    """A 3, B 2, C 2. Without B: A 5 of 7. Without C: B 4 of 7."""
    votes = {("A",): 3, ("B", "A"): 2, ("C", "B"): 2}
    got = tally("irv", votes)
    assert (got["winners"], got["tied"], got["every_way_followed"]) == (["A", "B"], ["A", "B"], True)
    fixed = RULES["irv"].tally(ABC, votes, tie_rule=list_order(ABC)).to_json()
    assert (fixed["winners"], fixed["tie_break"]) == (["B"], "list order")


def test_a_tie_for_last_place_that_changes_nothing_is_no_tie():
    got = tally("irv", {("A",): 5, ("D", "A"): 4, ("B",): 1, ("C",): 1}, options=[*ABC, "D"])
    assert (got["winners"], got["tied"]) == (["A"], [])


def test_too_many_ties_to_follow_leave_everybody_tied_and_say_so():
    many = [f"o{k}" for k in range(12)]
    got = tally("irv", {(name,): 1 for name in many}, options=many)
    assert (got["winners"], got["tied"], got["every_way_followed"]) == (many, many, False)


def test_a_batch_is_excluded_at_once_and_changes_no_winner():
    votes = {("A",): 9, ("B",): 8, ("C", "B"): 2, ("D", "B"): 1}
    options = [*ABC, "D"]
    batch = tally("irv", votes, {"stop": "majority", "exclusion": "batch"}, options=options)
    single = tally("irv", votes, options=options)
    assert [one["eliminated"] for one in batch["rounds"]] == [["C", "D"], []]
    assert [one["eliminated"] for one in single["rounds"]] == [["D"], ["C"], []]
    assert batch["final_round"] == single["final_round"] == {"A": 9, "B": 11}


def test_schulze_drops_whom_too_few_prefer_to_the_default_option():
    """A beats D 5 to 3, B 4 to 3. Three to one drops both, a quorum of five drops B."""
    votes = {("A", "B", "D"): 3, ("A", "D", "B"): 1, ("B", "D"): 1, ("D", "B", "A"): 1, ("A",): 1, ("D",): 1}
    names = ["A", "B", "D"]
    base = {"strength": "winning", "unranked": "last", "default_option": "D"}
    far = tally("schulze", votes, {**base, "majority_ratio": {"A": 3, "B": 3}}, options=names)
    assert (far["dropped_by_majority"], far["winners"], far["plain_schulze_winners"]) == (
        ["A", "B"],
        ["D"],
        ["A"],
    )
    # Five thirds is what A has, and not more than that.
    just = tally("schulze", votes, {**base, "majority_ratio": {"A": "5/3"}}, options=names)
    assert just["dropped_by_majority"] == ["A"]
    low = tally("schulze", votes, {**base, "quorum": 5}, options=names)
    assert (low["dropped_by_majority"], low["dropped_by_quorum"], low["winners"]) == ([], ["B"], ["A"])


def test_ranked_pairs_compare_only_what_a_ballot_ranks_where_the_rule_says_so():
    votes = {("A", "B"): 3, ("C",): 5}
    last = {"strength": "winning", "equal_pairs": "group", "unranked": "last"}
    assert tally("ranked_pairs", votes, last)["winners"] == ["C"]
    apart = tally("ranked_pairs", votes, {**last, "unranked": "not_compared"})
    assert (apart["winners"], apart["pairwise"]["C"]) == (["A", "C"], {"A": 0, "B": 0})


def test_of_duels_won_alike_the_one_with_least_against_comes_first():
    """Six voices each: C over A (2 against), A over B (4), B over C (5), which would close the circle."""
    votes = {("B", "C", "A"): 1, ("A", "B", "C"): 2, ("C",): 1, ("B",): 3, ("C", "A", "B"): 4}
    got = tally("ranked_pairs", votes)
    assert [(pair["opposing"], pair["locked"], pair["dropped"]) for pair in got["pairs"]] == [
        (2, [["C", "A"]], []), (4, [["A", "B"]], []), (5, [], [["B", "C"]]),
    ]  # fmt: skip
    assert (got["winners"], got["ranking"]) == (["C"], [["C"], ["A"], ["B"]])


def test_equal_pairs_that_go_round_are_dropped_together_and_any_may_win_one_by_one():
    got = tally("ranked_pairs", {("A", "B", "C"): 1, ("B", "C", "A"): 1, ("C", "A", "B"): 1})
    assert (got["winners"], got["ranking"], got["pairs"][0]["locked"]) == (ABC, [ABC], [])
    assert got["winners_over_tie_orders"] == ABC


# --- several seats ----------------------------------------------------------------------------

FOOD = {("A", "B"): 6, ("B",): 1, ("C",): 3}


def test_five_decimals_decide_where_exact_fractions_leave_a_tie():
    """Quota 4, surplus 2 of A over six papers: B has 1 + 6·0.33333 of them, or 1 + 6·1/3."""
    scottish = tally("stv_scottish", FOOD, seats=2)
    assert (scottish["rounds"][1]["tally"], scottish["winners"]) == (
        {"A": 4, "B": "2.99998", "C": 3},
        ["A", "C"],
    )
    exact = tally("stv_wigm", FOOD, seats=2)
    assert (exact["rounds"][1]["tally"], exact["winners"]) == ({"A": 4, "B": 3, "C": 3}, None)
    assert (exact["sure_winners"], exact["tied"], exact["committees"]) == (
        ["A"],
        ["B", "C"],
        [["A", "B"], ["A", "C"]],
    )


def test_four_decimals_are_cut_where_each_arithmetic_cuts_them():
    """A paper of 1 and a surplus of 2 in 6; then of 0.3333 and 1 in 7: 0.3333 / 7, or 0.3333 · 0.1428."""
    values = {"prf4": (3333, 476), "rctab4": (3333, 475), "exact": (Fraction(1, 3), Fraction(1, 21))}
    for name, (first, second) in values.items():
        unit, worth = ARITHMETICS[name]
        assert worth(unit, 2 * unit, 6 * unit) == first
        assert worth(first, unit, 7 * unit) == second


@pytest.mark.parametrize(("quota", "expected"), [("droop", 4), ("droop4", "3.3334"), ("exact", "10/3")])
def test_the_quota_is_the_one_that_the_variant_names(quota, expected):
    got = tally("stv_wigm", FOOD, {"quota": quota, "arithmetic": "exact", "surpluses": "together"}, 2)
    assert got["quota"] == expected


def test_an_earlier_stage_parts_the_tied_before_any_lot():
    """B and C have 3 each at the second stage; C had 2 at the first, and is excluded."""
    votes = {("A",): 5, ("B",): 3, ("C",): 2, ("D", "C"): 1}
    got = tally("stv_scottish", votes, seats=2, options=[*ABC, "D"])
    assert got["ties"] == [{"tied": ["B", "C"], "chosen": "C", "by": "prior stage", "what": "defeat"}]
    assert got["winners"] == ["A", "B"]


def test_a_lot_may_fall_on_the_first_in_the_list_or_a_rule_drop_the_least_favoured():
    votes = {("A",): 5, ("B",): 2, ("C",): 2}
    first = tally(
        "stv_scottish", votes, {"quota": "droop", "arithmetic": "scottish5", "lot": "first_in_list"}, 2
    )
    assert (first["winners"], first["ties"][0]["chosen"]) == (["A", "C"], "B")
    favour = RULES["stv_scottish"].tally(ABC, votes, seats=2, tie_rule=list_order(ABC)).to_json()
    assert (favour["winners"], favour["ties"][0]["chosen"]) == (["A", "B"], "C")


def test_meek_keeps_of_each_paper_what_an_elected_option_needs():
    """A has twice its quota of 2: half of each paper goes on to B, as in the reference rule."""
    votes = {("A", "B"): 4, ("C",): 2}
    got = tally("stv_meek", votes, {"arithmetic": "prf9"}, 2)
    assert got["events"][1]["votes"] == {"A": "2.000000004", "B": "1.999999996", "C": 2}
    exact = tally("stv_meek", votes, None, 2)
    assert (exact["sure_winners"], exact["tied"]) == (["A"], ["B", "C"])


@pytest.mark.parametrize("scale", [10**9, 10**12, 10**40, Fraction(1, 3), Fraction(7, 10**15)])
def test_meek_counts_the_same_whatever_the_scale_of_the_weights(scale):
    """A is ahead of B by a ten-millionth of a million-millionth: little, and the same little at every scale."""
    votes = {("A", "B"): 2 + Fraction(1, 10**19), ("B", "A"): 2, ("C",): 3}
    plain = tally("stv_meek", votes)
    scaled = tally("stv_meek", {vote: weight * scale for vote, weight in votes.items()})
    assert plain["winners"] == ["A"]
    told = ("winners", "sure_winners", "tied", "tied_seats")
    assert [scaled.get(name) for name in told] == [plain.get(name) for name in told]
    assert [event["option"] for event in scaled["events"]] == [event["option"] for event in plain["events"]]
    assert Fraction(scaled["quota"]) == Fraction(plain["quota"]) * scale


def test_a_count_without_any_paper_elects_nobody():
    for name in (
        "irv",
        "stv_scottish",
        "stv_wigm",
        "stv_meek",
        "schulze",
        "ranked_pairs",
        "condorcet",
        "borda",
    ):
        got = tally(name, {(): 3})
        assert (name, got["winners"], got["tied"]) == (name, [], [])


def test_those_whom_nobody_ranked_tie_for_the_seats_that_are_left():
    """A is elected; of B, C and D, all at nothing, two more sit, and nothing says which."""
    for name in ("stv_scottish", "stv_wigm", "stv_meek"):
        got = tally(name, {("A",): 5}, seats=3, options=[*ABC, "D"])
        assert (got["sure_winners"], got["tied"], got["tied_seats"]) == (["A"], ["B", "C", "D"], 2)
        enough = tally(name, {("A",): 5, ("B",): 4}, seats=2, options=[*ABC, "D"])
        assert (sorted(enough["winners"]), enough["tied"]) == (["A", "B"], [])


def test_more_seats_than_people_elect_them_all():
    for name in ("stv_scottish", "stv_wigm", "stv_meek"):
        assert sorted(tally(name, {("A", "B"): 3}, seats=5)["winners"]) == ABC


def test_fractions_that_would_never_end_are_refused_and_not_waited_for():
    chance = random.Random(7)
    people = list(range(20))
    votes = {tuple(sorted(people, key=lambda one: chance.expovariate(1.6**-one))): 1 for _voter in range(900)}
    variant = {"quota": "droop", "arithmetic": "exact", "surpluses": "one_winner"}
    with pytest.raises(MalformedRule, match="grown too long"):
        tally("stv_wigm", votes, variant, 16, options=people)


# --- money ------------------------------------------------------------------------------------

COSTS = {"A": 60, "B": 50, "C": 40}


def test_the_best_supported_come_first_and_one_that_does_not_fit_is_passed_over_or_ends_it():
    votes = {("A",): 5, ("B",): 4, ("C",): 3}
    facts = {"costs": COSTS, "budget": 100}
    skip = tally("pb_greedy", votes, **facts)
    assert (skip["selected"], skip["total_cost"], skip["left"]) == (["A", "C"], 100, 0)
    variant = {"score": "approvals", "affordability": "stop", "threshold": None}
    stop = tally("pb_greedy", votes, variant, **facts)
    assert stop["selected"] == ["A"]
    assert [step["outcome"] for step in stop["steps"]] == ["funded", "too_dear", "after_the_end"]
    low = tally("pb_greedy", votes, {**variant, "affordability": "skip", "threshold": 4}, **facts)
    assert (low["selected"], low["steps"][2]["outcome"]) == (["A"], "too_few_votes")


def test_equal_projects_that_do_not_both_fit_leave_every_result_open():
    votes = {("A", "B"): 3, ("C",): 1}
    got = tally("pb_greedy", votes, costs=COSTS, budget=100)
    assert (got["selected"], got["committees"], got["total_cost"]) == (None, [["A", "C"], ["B", "C"]], None)
    cheap = TieRule("cost", COSTS.get)
    fixed = RULES["pb_greedy"].tally(ABC, votes, tie_rule=cheap, costs=COSTS, budget=100).to_json()
    assert (fixed["selected"], fixed["tie_break"]) == (["B", "C"], "cost")


def test_whether_a_project_too_dear_ends_the_count_may_hang_on_the_order_of_equals():
    """A fits, B never does: B first ends the count with nothing."""
    variant = {"score": "approvals", "affordability": "stop", "threshold": None}
    got = tally("pb_greedy", {("A", "B"): 3}, variant, costs={"A": 30, "B": 120, "C": 1}, budget=100)
    assert (got["selected"], sorted(map(len, got["committees"]))) == (None, [0, 1])
    assert tally("pb_greedy", {("A", "B"): 3}, costs={"A": 30, "B": 120, "C": 1}, budget=100)["selected"] == [
        "A"
    ]


def test_points_choices_and_rankings_give_projects_their_score():
    facts = {"costs": COSTS, "budget": 200}
    for score, votes, scores, supporters in (
        ("choices", {"A": 2, None: 1}, {"A": 2, "B": 0, "C": 0}, {"A": 2, "B": 0, "C": 0}),
        ("points", {(("A", 3), ("B", 0)): 2}, {"A": 6, "B": 0, "C": 0}, {"A": 2, "B": 0, "C": 0}),
        ([3, 2, 1], {("B", "A"): 2}, {"A": 4, "B": 6, "C": 0}, {"A": 2, "B": 2, "C": 0}),
    ):
        got = tally("pb_greedy", votes, {"score": score, "affordability": "skip", "threshold": None}, **facts)
        assert (got["scores"], got["votes"]) == (scores, supporters)


def test_equal_shares_are_spent_by_those_who_support_a_project():
    """Ten voters hold 10 each. A costs its six supporters 10 each; B's four have 40 of 50."""
    votes = {("A", "C"): 5, ("A",): 1, ("B",): 4}
    got = tally("pb_equal_shares", votes, costs=COSTS, budget=100)
    assert got["steps"] == [{"option": "A", "cost": 60, "rho": "1/6", "supporters": 6, "most_paid": 10}]
    filled = {"utility": "cost", "start": "exact", "completion": "approvals"}
    assert tally("pb_equal_shares", votes, filled, costs=COSTS, budget=100)["selected"] == ["A", "C"]
    # One unit more each, until A's five and C's can pay both: 40 / 5 more than 10.
    more = tally("pb_equal_shares", votes, {**filled, "completion": "add1"}, costs=COSTS, budget=100)
    assert (more["selected"], more["final_budget_per_voter"]) == (["A"], 12)


def test_who_holds_less_pays_all_and_the_others_the_rest():
    """Four voters hold 10 each; C takes 8 of two of them. A (30): they pay 2 each, the two others 13 > 10."""
    costs = {"A": 24, "B": 99, "C": 16}
    votes = {("A", "C"): 2, ("A",): 2}
    got = tally(
        "pb_equal_shares",
        votes,
        {"utility": "one", "start": "exact", "completion": "none"},
        costs=costs,
        budget=40,
    )
    assert [(one["option"], one["rho"], one["most_paid"]) for one in got["steps"]] == [("A", 6, 6)]
    costs["A"] = 34
    got = tally(
        "pb_equal_shares",
        votes,
        {"utility": "one", "start": "exact", "completion": "none"},
        costs=costs,
        budget=44,
    )
    assert [(one["option"], one["most_paid"]) for one in got["steps"]] == [("C", 8)]
    costs["A"] = 26
    got = tally(
        "pb_equal_shares",
        votes,
        {"utility": "one", "start": "floor", "completion": "none"},
        costs=costs,
        budget=47,
    )
    assert [(one["option"], one["most_paid"]) for one in got["steps"]] == [("A", "6.5")]


@pytest.mark.parametrize("completion", ["none", "add1", "approvals"])
@pytest.mark.parametrize(
    ("votes", "costs", "budget", "selected"),
    [
        # A costs 4, B costs 4, two ballots for A, 10 to spend: B is nobody's wish.
        ({("A",): 2}, {"A": 4, "B": 4, "C": 1}, 10, ["A"]),
        ({(): 7}, {"A": 4, "B": 4, "C": 1}, 10, []),
        ({(): 7}, {"A": 0, "B": 0, "C": 0}, 10, []),
        ({("A",): 1, (): 3}, {"A": 4, "B": 0, "C": 1}, 100, ["A"]),
    ],
)
def test_a_project_that_nobody_supports_is_not_funded(completion, votes, costs, budget, selected):
    assert tally("pb_greedy", votes, costs=costs, budget=budget)["selected"] == selected
    for start in ("exact", "floor"):
        variant = {"utility": "cost", "start": start, "completion": completion}
        got = tally("pb_equal_shares", votes, variant, costs=costs, budget=budget)
        assert set(got["selected"]) <= set(selected)
        if completion != "none":
            assert got["selected"] == selected or start == "floor"


# --- lots -------------------------------------------------------------------------------------

PEOPLE = {"F": ["Inès", "Hugo", "Rosa"], "S": ["Tom", "Nadia", "Solène", "Ada", "Karim", "Lou"]}


def test_a_draw_can_be_done_again_with_a_digest_alone():
    got = sortition(PEOPLE, seats={"F": 1, "S": 2}, seed="lottery of 12 June", reserves={"F": 1, "S": 9})
    for college, names in PEOPLE.items():
        order = sorted(
            names, key=lambda name: sha256(f"lottery of 12 June\n{college}\n{name}".encode()).hexdigest()
        )
        drawn = [one.name for one in got.drawn if one.college == college]
        behind = [one.name for one in got.reserves if one.college == college]
        assert drawn == order[: len(drawn)]
        assert behind == order[len(drawn) : len(drawn) + len(behind)]
    assert (len(got.drawn), len(got.reserves)) == (3, 5)


def test_seats_are_shared_out_in_proportion_largest_remainder_first():
    assert shared_out({"F": 3, "S": 6}, 3, "seed") == {"F": 1, "S": 2}
    assert shared_out({"F": 5, "S": 4, "U": 3}, 4, "seed") == {"F": 2, "S": 1, "U": 1}  # 5/3, 4/3, 1
    equal = shared_out({"F": 5, "S": 5}, 5, "seed")
    assert sorted(equal.values()) == [2, 3]
    assert equal == shared_out({"S": 5, "F": 5}, 5, "seed")


@pytest.mark.parametrize(
    ("people", "facts", "problem"),
    [
        ({"F": ["Inès", "Inès"]}, {"seats": 1, "seed": "s"}, "occurs twice"),
        ({"F": ["Inès"], "S": ["Inès"]}, {"seats": 1, "seed": "s"}, "occurs twice"),
        ({"F": ["Inès"]}, {"seats": 2, "seed": "s"}, "1 people for 2 seats"),
        ({"F": ["Inès"]}, {"seats": {"F": 2}, "seed": "s"}, "1 people for 2 seats"),
        ({"F": ["Inès"]}, {"seats": {"S": 1}, "seed": "s"}, "no college"),
        ({"F": ["Inès"]}, {"seats": 1, "seed": " "}, "needs a seed"),
        ({"F": []}, {"seats": 1, "seed": "s"}, "nobody to draw"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(people, facts, problem):
    with pytest.raises(MalformedRule, match=problem):
        sortition(people, **facts)
