"""Secret ballots: final, without a name, with a receipt that is signed; nothing tells who chose what, or when."""

from datetime import timedelta

import pytest

from core.clock import database_now
from core.journal.models import Entry
from core.outbox.models import Errand
from tests import make
from tests.votes.test_options import DAYS, opened, people
from votes.ballots.actions import AlreadyVoted, NotYourVoice, SecretVote, cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import NotSecret, cast_secret, new_code
from votes.ballots.signing import is_ours, public_key
from votes.rounds.actions import Question, RollSeat, RoundClosed, open_round
from votes.rounds.freezing import fingerprint_of_roll
from votes.rounds.models import Voice
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally.actions import close_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def voters():
    return people(6)


@pytest.fixture
def secret(voters):
    return opened(Paper("plurality", DAYS), voters, secret=True)


def test_a_secret_ballot_is_in_the_box_and_the_roll_says_who_voted_and_not_when(secret, voters):
    cast_secret(voters[0], secret.pk, "2")
    ballot = SecretBallot.objects.get()
    voice = Voice.objects.get(bearer=voters[0])
    assert (ballot.content, voice.voted_at) == ("2", secret.opened_at)
    assert not Ballot.objects.exists()


def test_no_line_no_errand_and_no_message_tells_of_a_ballot(secret, voters):
    before = (Entry.objects.count(), Errand.objects.count())
    cast_secret(voters[0], secret.pk, "2")
    assert (Entry.objects.count(), Errand.objects.count()) == before


def test_the_receipt_is_signed_by_the_house_and_by_nobody_else(secret, voters):
    (receipt,) = cast_secret(voters[0], secret.pk, "2")
    assert is_ours(secret.pk, receipt.code, receipt.signature, public_key())
    assert not is_ours(secret.pk, "0" * 32, receipt.signature, public_key())
    assert not is_ours(secret.pk + 1, receipt.code, receipt.signature, public_key())
    assert not is_ours(secret.pk, receipt.code, "not a signature", public_key())
    assert SecretBallot.objects.get().code == receipt.code


def test_the_same_form_sent_twice_has_the_same_receipts_and_is_one_ballot(secret, voters):
    drawn = new_code()
    first = cast_secret(voters[0], secret.pk, "2", code=drawn)
    assert cast_secret(voters[0], secret.pk, "2", code=drawn) == first
    assert SecretBallot.objects.count() == 1


def test_a_secret_vote_is_final(secret, voters):
    cast_secret(voters[0], secret.pk, "2")
    with pytest.raises(AlreadyVoted):
        cast_secret(voters[0], secret.pk, "1")
    assert SecretBallot.objects.get().content == "2"


def test_nobody_votes_openly_in_a_secret_vote_nor_secretly_in_an_open_one(secret, voters):
    with pytest.raises(SecretVote):
        cast_ballot(voters[0], secret.pk, "2")
    open_ = opened(Paper("plurality", DAYS), people(1, "X"))
    with pytest.raises(NotSecret):
        cast_secret(open_.voices.get().bearer, open_.pk, "1")
    assert not SecretBallot.objects.exists()


def test_strangers_and_latecomers_are_refused(secret, voters):
    with pytest.raises(NotYourVoice):
        cast_secret(people(1, "Z")[0], secret.pk, "1")
    close_round(secret.pk, early=True)
    with pytest.raises(RoundClosed):
        cast_secret(voters[0], secret.pk, "1")


def test_closing_counts_the_box_and_keeps_ballots_marks_and_fingerprints(secret, voters):
    codes = {
        cast_secret(voter, secret.pk, line)[0].code for voter, line in zip(voters, "121323", strict=True)
    }
    result = close_round(secret.pk, early=True)
    assert result.outcome["heads"]["scores"] == {"1": 2, "2": 2, "3": 2}
    assert set(SecretBallot.objects.values_list("code", flat=True)) == codes
    assert Voice.objects.filter(round=secret, voted_at=secret.opened_at).count() == 6
    secret.refresh_from_db()
    assert fingerprint_of_roll(secret) == (6, secret.roll_sha256)


def test_several_voices_are_several_ballots_whose_codes_are_not_alike(voters):
    seats = [
        RollSeat(f"Seat {k}", member_id=make.member(voter).pk, bearer_id=voters[0].pk)
        for k, voter in enumerate(voters[:3])
    ]
    question = Question(
        "proposal.1", "Which?", "Which?", "ordinary", Terms(), [], 4, {"kind": "members"},
        paper=Paper("plurality", DAYS), secret=True,
    )  # fmt: skip
    round_ = open_round(question, seats, closes_at=database_now() + timedelta(days=1), actor=None)
    receipts = cast_secret(voters[0], round_.pk, "3")
    assert len({receipt.code for receipt in receipts}) == SecretBallot.objects.count() == 3
