"""Votes between options: cast, changed, counted by heads and by colleges, closed once, recounted the same."""

from datetime import timedelta

import pytest

from core.clock import database_now
from core.errors import Refusal
from core.journal.models import Entry
from tests import make
from votes.ballots.actions import cast_ballot, open_box
from votes.ballots.papers import BadBallot
from votes.rounds.actions import Question, RollSeat, open_round
from votes.rounds.freezing import fingerprint, fingerprint_of_roll
from votes.rounds.models import Round
from votes.rounds.paper import Choice, Paper
from votes.rules.frame import CollegeRule
from votes.rules.quorum import Quorum
from votes.rules.shapes import Threshold, fraction
from votes.rules.terms import Terms
from votes.tally.actions import close_round, count_by_hand, recount
from votes.tally.arithmetic import digest
from votes.tally.arithmetic import fingerprint as fingerprint_of_result

pytestmark = pytest.mark.django_db
DAYS = tuple(Choice(str(k), title) for k, title in enumerate(("Saturday", "Sunday", "Monday"), 1))
GRADES = ["Reject", "Poor", "Fair", "Good", "Very good"]
JUDGMENT = Paper("majority_judgment", DAYS, {"grades": GRADES})


def people(count, college="U"):
    return [make.person(f"{college}{k} Voter") for k in range(count)]


def opened(paper, voters, terms=None, *, colleges=None, **more):
    question = Question(
        "proposal.1", "Which day?", "Which day?", "ordinary", terms or Terms(), ["12"], 4, {"kind": "members"}, paper=paper, **more
    )  # fmt: skip
    seats = [
        RollSeat(str(voter), bearer_id=voter.pk, college=college)
        for voter, college in zip(voters, colleges or [""] * len(voters), strict=True)
    ]
    return open_round(question, seats, closes_at=database_now() + timedelta(days=1), actor=None)


def outcome(round_):
    return close_round(round_.pk, early=True).outcome


def test_grades_elect_the_option_of_best_median():
    voters = people(3)
    round_ = opened(JUDGMENT, voters)
    for voter, line in zip(voters, ["4,1,0", "3,3,1", "0,3,4"], strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert (found["adopted"], found["winners"], found["undecided"]) == (True, ["2"], "")
    assert found["heads"]["majority_grades"] == {"1": 3, "2": 3, "3": 1}
    assert found["turnout"] == {"registered": 3, "cast": 3}


def test_a_ballot_among_options_may_be_changed_and_only_the_last_counts():
    (voter,) = people(1)
    round_ = opened(Paper("plurality", DAYS), [voter], may_change=True)
    first = cast_ballot(voter, round_.pk, "1")
    second = cast_ballot(voter, round_.pk, "2")
    assert first[0].receipt != second[0].receipt
    assert outcome(round_)["winners"] == ["2"]


@pytest.mark.parametrize("line", ["9", "1,1", "1=2", "a", "1:1"])
def test_a_line_that_is_no_ballot_of_the_paper_is_refused_and_nothing_is_recorded(line):
    (voter,) = people(1)
    round_ = opened(Paper("irv", DAYS), [voter])
    with pytest.raises(BadBallot):
        cast_ballot(voter, round_.pk, line)
    assert not open_box(round_)


def test_colleges_that_weigh_decide_and_the_heads_stand_beside():
    """Two of three voters are for Sunday; the college of the third weighs more."""
    voters = [*people(2, "A"), *people(1, "B")]
    weighs = CollegeRule(
        "proportional", {"A": fraction("2/5"), "B": fraction("3/5")}, "excluded", "neutral", "expressed", "expressed"
    )  # fmt: skip
    round_ = opened(Paper("approval", DAYS), voters, Terms(colleges=weighs), colleges=["A", "A", "B"])
    for voter, line in zip(voters, ["2", "2", "1"], strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert found["heads"]["winners"] == ["2"]
    assert (found["winners"], found["weighted"]["scores"]) == (["1"], {"1": "0.6", "2": "0.4", "3": 0})


def test_where_votes_are_transferable_colleges_weigh_as_many_votes_as_there_are_ballots():
    """Four voters of A weigh 1/5, one of B 4/5: five votes in all, four of them B's; the quota of two seats is 2."""
    voters = [*people(4, "A"), *people(1, "B")]
    weighs = CollegeRule(
        "proportional", {"A": fraction("1/5"), "B": fraction("4/5")}, "excluded", "neutral", "expressed", "expressed"
    )  # fmt: skip
    paper = Paper("stv_scottish", DAYS, seats=2)
    round_ = opened(paper, voters, Terms(colleges=weighs), colleges=["A"] * 4 + ["B"])
    for voter, line in zip(voters, ["2", "2", "2", "2", "1,3"], strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert found["weighted"]["quota"] == 2
    first = found["weighted"]["rounds"][0]
    assert (first["tally"], first["elected"]) == ({"1": 4, "2": 1, "3": 0}, ["1"])
    assert found["winners"] == ["1", "3"]
    assert found["heads"]["winners"] == ["2", "1"]


def test_a_college_without_ballots_weighs_nothing():
    voters = [*people(1, "A"), *people(1, "B")]
    weighs = CollegeRule(
        "proportional", {"A": fraction("1/5"), "B": fraction("4/5")}, "excluded", "neutral", "expressed", "expressed"
    )  # fmt: skip
    round_ = opened(Paper("plurality", DAYS), voters, Terms(colleges=weighs), colleges=["A", "B"])
    cast_ballot(voters[0], round_.pk, "3")
    assert outcome(round_)["winners"] == ["3"]


def test_a_missed_quorum_elects_nobody_and_the_count_stands_all_the_same():
    voters = people(4)
    round_ = opened(Paper("plurality", DAYS), voters, Terms(quorum=Quorum(Threshold(fraction("1/2"), "gte"))))
    cast_ballot(voters[0], round_.pk, "1")
    found = outcome(round_)
    assert (found["adopted"], found["winners"], found["reason"]) == (False, [], "quorum_missed")
    assert found["heads"]["winners"] == ["1"]


def test_a_tie_is_open_and_to_be_voted_on_again():
    voters = people(2)
    round_ = opened(Paper("plurality", DAYS), voters)
    for voter, line in zip(voters, "12", strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert (found["adopted"], found["undecided"], found["heads"]["tied"]) == (False, "tie", ["1", "2"])


def test_a_lot_is_drawn_from_a_sealed_number_and_the_box_so_that_anybody_draws_it_again():
    from hashlib import sha256

    voters = people(2)
    round_ = opened(Paper("plurality", DAYS), voters, Terms(tie="lot"))
    sealed = Entry.objects.get(kind="round.opened").facts["lot_sha256"]
    for voter, line in zip(voters, "12", strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    shown = Entry.objects.get(kind="round.closed").facts["lot_nonce"]
    assert sha256(shown.encode()).hexdigest() == sealed
    seed = sha256(f"{shown}\n{digest(open_box(round_))}".encode()).hexdigest()
    drawn = min("12", key=lambda option: sha256(f"{seed}\n{option}".encode()).hexdigest())
    assert (found["lot"], found["winners"]) == ({"seed": seed}, [drawn])


def test_the_elder_wins_a_tie_where_the_code_says_so():
    voters = people(2)
    persons = (Choice("1", "Ann", born="1980-02-01"), Choice("2", "Bea", born="1975-02-01"))
    round_ = opened(Paper("plurality", persons), voters, Terms(tie="elder"))
    for voter, line in zip(voters, "12", strict=True):
        cast_ballot(voter, round_.pk, line)
    assert outcome(round_)["winners"] == ["2"]


def test_two_rounds_without_a_majority_ask_for_a_second_ballot():
    voters = people(5)
    round_ = opened(Paper("two_round", DAYS), voters)
    for voter, line in zip(voters, "11223", strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert (found["undecided"], found["heads"]["runoff"]) == ("run_off", ["1", "2"])


def test_a_budget_is_shared_out():
    projects = (
        Choice("1", "Benches", cost=600),
        Choice("2", "Oven", cost=500),
        Choice("3", "Trees", cost=300),
    )
    voters = people(3)
    round_ = opened(Paper("pb_greedy", projects, budget=1000), voters)
    for voter, line in zip(voters, ["1,3", "1", "2"], strict=True):
        cast_ballot(voter, round_.pk, line)
    found = outcome(round_)
    assert (found["winners"], found["heads"]["total_cost"]) == (["1", "3"], 900)


def test_a_count_made_by_hand_waits_until_somebody_proclaims_it():
    voters = people(1)
    round_ = opened(Paper("plurality", DAYS), voters, by_hand=True)
    cast_ballot(voters[0], round_.pk, "1")
    assert close_round(round_.pk, early=True) is None
    assert Round.objects.get().proclaimed_at is None
    first = count_by_hand(round_.pk)
    assert count_by_hand(round_.pk) == first
    assert first.outcome["winners"] == ["1"]


def test_recounting_gives_the_same_bytes_and_the_roll_stays_as_it_was_frozen():
    voters = people(3)
    round_ = opened(JUDGMENT, voters)
    frozen = Entry.objects.get(kind="round.opened").facts["frozen_sha256"]
    for voter in voters:
        cast_ballot(voter, round_.pk, "4,1,0")
    result = close_round(round_.pk, early=True)
    round_.refresh_from_db()
    assert fingerprint_of_result(recount(round_)) == result.sha256
    assert fingerprint_of_roll(round_) == (3, round_.roll_sha256)
    assert fingerprint(round_) == frozen


def test_colleges_as_blocks_cannot_choose_between_options(cast, code):
    from governance.code.counting import OnlyForOrAgainst, count_terms
    from governance.code.in_force import in_force
    from governance.code.models import Parameter

    Parameter.objects.filter(key="ordinary.colleges").update(value="bloc")
    with pytest.raises(OnlyForOrAgainst) as refusal:
        count_terms(in_force(make.today()), "ordinary", ["U"])
    assert isinstance(refusal.value, Refusal)
