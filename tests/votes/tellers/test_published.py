"""A vote with paper ballots among the others: its box is published, and every check of it holds."""

import pytest

from tests.votes.tellers.conftest import again, close, read, sign
from votes.ballots.actions import cast_ballot
from votes.ballots.secrecy import cast_secret
from votes.tally import published
from votes.tally.actions import count_by_hand
from votes.tally.verifying import checks
from votes.tellers.actions import agreement

pytestmark = pytest.mark.django_db


def counted(table, slips):
    sign(table, 1, 2)
    close(table)
    assert [check.sentence for check in checks(again(table)) if check.holds is False] == []
    for teller in (table.ann, table.ben):
        read(table, teller, slips)
    agreement.agree(table.round.pk, actor=table.ann)
    count_by_hand(table.round.pk, actor=table.ann)
    return again(table)


@pytest.mark.parametrize("second", ["2", None])
def test_slips_of_a_secret_vote_are_in_the_published_box_like_all_others(second, secret):
    """A void slip leaves a mark on the roll and no ballot."""
    cast_secret(secret.voters[0], secret.round.pk, "1")
    round_ = counted(secret, {1: "2", 2: second})
    assert [check.sentence for check in checks(round_) if check.holds is False] == []
    ballots = published.box(round_)["ballots"]
    assert sorted(ballot["content"] for ballot in ballots) == (["1", "2", "2"] if second else ["1", "2"])
    assert all(len(ballot["signature"]) == 128 for ballot in ballots)


@pytest.mark.parametrize("second", ["2", None])
def test_the_checks_of_an_open_vote_hold_with_slips(second, named):
    cast_ballot(named.voters[0], named.round.pk, "1")
    round_ = counted(named, {1: "2", 2: second})
    assert [check.sentence for check in checks(round_) if check.holds is False] == []
