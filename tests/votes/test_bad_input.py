"""What no form would send: the sentence names the place, and the round and everybody's ballots stay as they were."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from core.errors import Refusal
from core.journal.models import Entry
from tests import make
from tests.votes.test_options import DAYS, GRADES, opened, outcome, people
from votes.ballots.actions import cast_ballot, open_box
from votes.ballots.models import Ballot
from votes.ballots.papers import BadBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.actions import NoElectorate, Question, RollSeat, open_round
from votes.rounds.deadline import BadDeadline
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Choice, Paper
from votes.rounds.roll import NoWeight
from votes.rules.terms import Terms

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


MANY = tuple(Choice(str(k), f"Option {k}") for k in range(1, 1001))
PAPERS = {
    "plurality": Paper("plurality", DAYS),
    "at_large": Paper("plurality_at_large", DAYS, {"max_names": 2}, seats=2),
    "approval": Paper("approval", DAYS),
    "score": Paper("score", DAYS),
    "cumulative": Paper("cumulative", DAYS, {"points_per_voter": 10}),
    "quadratic": Paper("quadratic", DAYS, {"credits_per_voter": 16}),
    "judgment": Paper("majority_judgment", DAYS, {"grades": GRADES}),
    "irv": Paper("irv", DAYS),
}
# What is sent, and a word of the sentence that says where it goes wrong.
BAD = [
    ("plurality", "9", "9"),
    ("plurality", "1,2", "1,2"),
    ("at_large", "1,2,3", "2"),
    ("at_large", "1,1", "“Saturday” stands twice"),
    ("approval", "2,Zoë", "Zoë"),
    ("irv", "1,9", "9"),
    ("irv", "1,2,1", "“Saturday” stands twice"),
    ("irv", "1=2,3", "a place of its own"),
    ("score", "1:6", "6 points, and 5 is the most"),
    ("score", "1:-1", "-1"),
    ("score", "1:½", "½"),
    ("cumulative", "1:8,2:8", "10"),
    ("quadratic", "1:4,2:1", "16"),
    ("judgment", "4,1", "grade"),
    ("judgment", "4,1,9", "9"),
    ("judgment", "4,,1", "“Sunday” has no grade"),
]


def kept(round_):
    """Everything that a refusal must leave alone."""
    return (
        Round.objects.filter(pk=round_.pk).values().get(), list(Voice.objects.order_by("pk").values()),
        list(Ballot.objects.order_by("pk").values()), Entry.objects.count(),
    )  # fmt: skip


GOOD = {"plurality": "1", "at_large": "1,2", "approval": "1", "irv": "1,2,3", "score": "1:3", "cumulative": "1:3", "quadratic": "1:3", "judgment": "4,1,0"}  # fmt: skip


@pytest.mark.parametrize("name, line, named", BAD)
def test_a_bad_ballot_is_named_and_leaves_everything_as_it_was(name, line, named):

    careful, hasty = people(2)
    round_ = opened(PAPERS[name], [careful, hasty])
    cast_ballot(careful, round_.pk, GOOD[name])
    before = kept(round_)
    with pytest.raises(BadBallot) as no:
        cast_ballot(hasty, round_.pk, line)
    assert kept(round_) == before
    assert re.search(named, str(no.value)), str(no.value)
    assert len(str(no.value)) < 400


@pytest.mark.parametrize("line", ["x" * 10_000, "1," * 5_000, "1:" + "9" * 10_000, "\x00", "1\n2", "１"])
@pytest.mark.parametrize("name", PAPERS)
def test_ten_thousand_characters_and_strange_ones_are_refused_in_a_short_sentence(name, line):
    (voter,) = people(1)
    round_ = opened(PAPERS[name], [voter])
    before = kept(round_)
    with pytest.raises(Refusal) as no:
        cast_ballot(voter, round_.pk, line)
    assert kept(round_) == before
    assert len(str(no.value)) < 400


@pytest.mark.parametrize("line", ["9", "x" * 10_000, "1,1"])
def test_a_bad_secret_ballot_leaves_no_mark_on_the_roll(line):
    (voter,) = people(1)
    round_ = opened(PAPERS["plurality"], [voter], secret=True)
    with pytest.raises(BadBallot):
        cast_secret(voter, round_.pk, line)
    assert not open_box(round_)
    assert not Voice.objects.exclude(voted_at=None).exists()


def test_one_good_and_one_bad_ballot_of_the_same_person_are_both_refused():
    (voter,) = people(1)
    question = Question("proposal.1", "Day?", "Day?", "ordinary", Terms(), ["12"], 4, {}, paper=PAPERS["irv"])
    make.colleges()
    seats = [RollSeat("Own", make.member(voter).pk, voter.pk), RollSeat("Carried", make.organisation("Firm", voter).pk, voter.pk)]  # fmt: skip
    round_ = open_round(question, seats, closes_at=database_now() + timedelta(days=1), actor=None)
    own, carried = round_.voices.order_by("pk")
    with pytest.raises(BadBallot):
        cast_ballot(voter, round_.pk, {own.pk: "1,2,3", carried.pk: "1,1"})
    assert not open_box(round_)


@pytest.mark.parametrize("weight", [0, -1])
def test_a_voice_without_weight_opens_no_round(weight):
    (voter,) = people(1)
    question = Question("proposal.1", "Day?", "Day?", "ordinary", Terms(), ["12"], 4, {}, paper=PAPERS["irv"])
    with pytest.raises(NoWeight, match=f"V would weigh {weight}"):
        open_round(
            question, [RollSeat("V", bearer_id=voter.pk, weight=weight)],
            closes_at=database_now() + timedelta(days=1), actor=None,
        )  # fmt: skip
    assert not Round.objects.exists()
    assert not Entry.objects.filter(kind="round.opened").exists()


def test_a_round_for_nobody_does_not_open_and_says_how_to_go_on():
    with translation.override("en"), pytest.raises(NoElectorate, match="Choose another one"):
        opened(PAPERS["irv"], [])
    assert not Round.objects.exists()


def test_a_round_that_would_be_over_before_it_begins_does_not_open():
    (voter,) = people(1)
    question = Question("proposal.1", "Day?", "Day?", "ordinary", Terms(), ["12"], 4, {}, paper=PAPERS["irv"])
    with pytest.raises(BadDeadline):
        open_round(question, [RollSeat("V", bearer_id=voter.pk)], closes_at=database_now(), actor=None)
    assert not Round.objects.exists()


ALL_RULES = ["plurality", "approval", "score", "borda", "irv", "condorcet", "schulze", "ranked_pairs", "stv_scottish", "stv_meek", "stv_wigm", "majority_judgment"]  # fmt: skip


@pytest.mark.parametrize("method", ALL_RULES)
def test_one_option_alone_wins_by_any_rule(method):
    (voter,) = people(1)
    line = {"score": "1:3", "majority_judgment": "4"}.get(method, "1")
    variant = {"grades": GRADES} if method == "majority_judgment" else {}
    round_ = opened(Paper(method, DAYS[:1], variant), [voter])
    cast_ballot(voter, round_.pk, line)
    assert outcome(round_)["winners"] == ["1"]


@pytest.mark.parametrize("method, line", [("plurality", "1000"), ("approval", "7,1000"), ("borda", ",".join(str(k) for k in range(1000, 0, -1)))])  # fmt: skip
def test_a_thousand_options_are_voted_on_and_counted(method, line):
    voters = people(2)
    round_ = opened(Paper(method, MANY), voters)
    for voter in voters:
        cast_ballot(voter, round_.pk, line)
    assert "1000" in outcome(round_)["winners"] + outcome_of_ties(round_)


def outcome_of_ties(round_):
    return round_.result.outcome["heads"].get("tied", [])


@pytest.mark.parametrize("method", ["plurality", "approval", "irv", "schulze", "majority_judgment"])
def test_a_round_nobody_voted_in_elects_nobody(method):
    variant = {"grades": GRADES} if method == "majority_judgment" else {}
    found = outcome(opened(Paper(method, DAYS, variant), people(1)))
    assert found["adopted"] is False
