"""One voice, a click at home and a pen at the desk at the same instant: one ballot, never two."""

import threading

import pytest
from django.db import connections

from core.errors import Refusal
from tests import make, owner
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot
from votes.rounds.models import Voice
from votes.tellers.actions import roll


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_a_ballot_on_line_and_a_mark_at_the_same_instant_leave_one_of_the_two(_time, cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    owner.rewrite(round_, by_hand=True)
    voice = round_.voices.get(bearer=cast.bob)
    together, refused, problems = threading.Barrier(6), [], []

    def attempt(act):
        together.wait()
        try:
            act()
        except Refusal as refusal:
            refused.append(refusal)
        except Exception as problem:  # collected, to be shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    acts = [
        lambda: cast_ballot(cast.bob, round_.pk, {voice.pk: "for"}),
        lambda: roll.mark(round_.pk, voice.pk, actor=cast.theo),
    ]
    threads = [threading.Thread(target=attempt, args=(acts[k % 2],)) for k in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert problems == []
    assert len(refused) == 3
    assert Voice.objects.get(pk=voice.pk).on_paper != Ballot.objects.filter(voice=voice).exists()
