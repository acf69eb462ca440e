"""The control sheet: every voice by its channel, against the box."""

import pytest

from tests.votes.tellers.conftest import again, close, read, sign, voice
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot
from votes.ballots.secrecy import cast_secret
from votes.tally.actions import count_by_hand
from votes.tellers.actions import agreement
from votes.tellers.control import control

pytestmark = pytest.mark.django_db


def test_each_voice_is_in_one_channel_and_the_box_holds_what_they_add_up_to(named):
    named.round.voices.filter(pk=voice(named, 1).pk).update(how="proxy")
    cast_ballot(named.voters[0], named.round.pk, "1")
    cast_ballot(named.voters[1], named.round.pk, "1")
    sign(named, 2, 3)
    close(named)
    for teller in (named.ann, named.ben):
        read(named, teller, {2: "2", 3: None})
    for counted in (False, True):
        if counted:
            agreement.agree(named.round.pk, actor=named.ann)
            count_by_hand(named.round.pk, actor=named.ann)
        total = control(again(named)).total
        assert dict(total.channels) == {"own": 1, "proxy": 1, "paper": 2}
        assert (total.not_voted, total.roll, total.void, total.missing, total.box) == (2, 6, 1, 0, 3)
        assert total.agrees


def test_a_ballot_that_is_not_in_the_box_makes_the_sheet_differ(named):
    cast_ballot(named.voters[0], named.round.pk, "1")
    Ballot.objects.all().delete()
    assert control(named.round).total.agrees is False


def test_a_secret_vote_whose_colleges_do_not_weigh_reconciles_in_total_only(secret):
    cast_secret(secret.voters[0], secret.round.pk, "1")
    found = control(secret.round)
    assert found.rows[0].agrees is None
    assert found.total.agrees
