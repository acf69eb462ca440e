"""manage.py verify_round: all well says so line by line; whatever was changed in the database makes one line say no."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import owner
from tests.votes.box.secret import for_or_against, held, opened
from tests.votes.test_options import DAYS, people
from tests.votes.test_options import opened as opened_openly
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally.actions import close_round
from votes.tally.models import Result

pytestmark = pytest.mark.django_db
MOTION = ["for", "for", "against", "abstain", "for", None]


def verified(*numbers):
    """Run the command: (whether all holds, what it said)."""
    said = StringIO()
    try:
        call_command("verify_round", *map(str, numbers), stdout=said)
    except CommandError as problem:
        return False, said.getvalue() + str(problem)
    return True, said.getvalue()


def refused(round_):
    """The lines that say no."""
    holds, said = verified(round_.pk)
    assert not holds
    return [line[4:] for line in said.splitlines() if line.startswith("NO")]


def test_a_secret_vote_that_nobody_touched_holds_line_by_line():
    round_, _receipts = held(MOTION, for_or_against())
    holds, said = verified(round_.pk)
    assert holds
    assert said.splitlines() == [
        f"Round {round_.pk}: Which day?",
        "ok  the text has its fingerprint",
        "ok  the roll of 6 lines is that of the opening",
        "ok  all that the opening froze is as the journal saw it",
        "ok  it closes when that was announced",
        "ok  5 ballots for 5 marks on the roll",
        "ok  the box is the one that was counted",
        "ok  5 codes of 5 are signed with the key of the opening",
        "ok  the count gives the stored result",
        "ok  the stored result has the fingerprint that went into the journal",
        "ok  the verdict is that of the result",
        "--  the register has no decision of it",
        "--  the line of its opening waits for the next seal of the journal",
        "--  the line of its closing waits for the next seal of the journal",
    ]


def test_open_votes_and_lots_are_checked_as_well():
    voters = people(4)
    round_ = opened_openly(Paper("plurality", DAYS), voters, Terms(tie="lot"))
    for voter, line in zip(voters, "1122", strict=True):
        cast_ballot(voter, round_.pk, line)
    close_round(round_.pk, early=True)
    holds, said = verified(round_.pk)
    assert holds
    assert "ok  the number of the lot is the one that was sealed" in said
    Ballot.objects.filter(content="1").update(content="3")
    assert refused(round_) == ["the count gives the stored result"]


def text(round_):
    changed = "Another question"
    return {"text": changed, "text_sha256": hashlib.sha256(changed.encode()).hexdigest()}


TAMPERED = {
    "a mark is changed": (
        lambda r: SecretBallot.objects.filter(content="against").update(content="for"),
        ["the box is the one that was counted", "the count gives the stored result"],
    ),
    "a ballot is added": (
        lambda r: SecretBallot.objects.create(round=r, content="for", code="0" * 32),
        ["6 ballots for 5 marks on the roll", "the box is the one that was counted", "the count gives the stored result"],
    ),
    "a ballot is taken away": (
        lambda r: SecretBallot.objects.filter(content="against").delete(),
        ["4 ballots for 5 marks on the roll", "the box is the one that was counted", "the count gives the stored result"],
    ),
    "a code is changed": (
        lambda r: SecretBallot.objects.filter(content="against").update(code="0" * 32),
        ["the box is the one that was counted"],
    ),
    "a line of the roll weighs more": (
        lambda r: Voice.objects.filter(pk=r.voices.first().pk).update(weight=2),
        ["the roll of 6 lines is that of the opening", "the count gives the stored result"],
    ),
    "the text is changed, and its fingerprint with it": (
        lambda r: Round.objects.filter(pk=r.pk).update(**text(r)),
        ["all that the opening froze is as the journal saw it"],
    ),
    "the rule is changed": (
        lambda r: Round.objects.filter(pk=r.pk).update(rule={**r.rule, "threshold": "9/10"}),
        [
            "all that the opening froze is as the journal saw it",
            "the count gives the stored result",
        ],
    ),
    "the verdict is changed": (
        lambda r: Result.objects.filter(round=r).update(adopted=False),
        ["the verdict is that of the result"],
    ),
    "the outcome is changed": (
        lambda r: Result.objects.filter(round=r).update(outcome={**r.result.outcome, "for": 4}),
        [
            "the count gives the stored result",
            "the stored result has the fingerprint that went into the journal",
        ],
    ),
    "a ballot says nothing that the vote knows": (
        lambda r: SecretBallot.objects.filter(content="against").update(content="perhaps"),
        ["the box is the one that was counted", "the count gives the stored result"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_was_changed_by_hand_makes_a_line_say_no(what):
    round_, _receipts = held(MOTION, for_or_against())
    tamper, wrong = TAMPERED[what]
    with owner.thawed():
        tamper(round_)
    assert refused(round_) == wrong


def test_two_ballots_that_trade_their_marks_change_the_box_and_no_count():
    """The count alone would not notice; the fingerprint of the box does."""
    round_, receipts = held(MOTION, for_or_against())
    for one, other in ((0, 2), (2, 0)):
        SecretBallot.objects.filter(code=receipts[one].code).update(content=receipts[other].content)
    assert refused(round_) == ["the box is the one that was counted"]


def test_an_open_vote_is_checked_as_far_as_it_goes():
    round_, who = opened(for_or_against())
    cast_secret(who[0], round_.pk, "for")
    holds, said = verified(round_.pk)
    assert holds
    assert "--  it is not closed" in said


def test_a_house_whose_key_changed_says_so_and_holds():
    round_, _receipts = held(MOTION, for_or_against(), public_key="ab" * 32)
    holds, said = verified(round_.pk)
    assert holds
    assert "--  this house has another key today" in said


def test_several_rounds_are_checked_at_once_and_an_unknown_one_is_said():
    round_, _receipts = held(MOTION, for_or_against())
    assert verified(round_.pk, round_.pk)[0]
    assert verified(999)[1] == "No round 999 was opened here."
