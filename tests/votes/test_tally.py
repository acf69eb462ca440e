"""Closing a round: once, exactly, and the same again."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from core.clock import living_at
from core.journal.models import Entry
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Voice
from votes.tally.actions import TooEarly, cancel, close_round, recount
from votes.tally.arithmetic import fingerprint
from votes.tally.models import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted(cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    for person, choice in ((cast.alice, "for"), (cast.bob, "against"), (cast.dana, "for")):
        voice = Voice.objects.carried_by(person).get(round=round_)
        cast_ballot(person, round_.pk, {voice.pk: choice})
    return round_


def test_an_open_round_is_not_counted(voted):
    with pytest.raises(TooEarly):
        close_round(voted.pk)
    assert not Result.objects.exists()


def test_a_round_past_its_deadline_is_counted_by_college(voted):
    with living_at(voted.closes_at):
        result = close_round(voted.pk)
    outcome = result.outcome
    # S 1-0 at 3/10, U 0-1 at 1/5, F 1-0 at 1/5; P did not vote: its weight leaves the base.
    assert (outcome["for"], outcome["against"], outcome["registered"]) == (2, 1, 5)
    assert outcome["ratio"] == "5/7"
    assert result.adopted


def test_closing_twice_gives_the_same_bytes(voted):
    first = close_round(voted.pk, early=True)
    second = close_round(voted.pk, early=True)
    assert (second.pk, second.sha256) == (first.pk, first.sha256)
    assert Entry.objects.filter(kind="round.closed").count() == 1


def test_a_recount_gives_the_stored_result(voted):
    result = close_round(voted.pk, early=True)
    assert fingerprint(recount(voted)) == result.sha256


def test_a_cancelled_round_is_never_counted(cast, voted):
    cancel(voted.pk, because="The text was wrong.", actor=cast.alice)
    with living_at(voted.closes_at + timedelta(days=1)), pytest.raises(RoundClosed):
        close_round(voted.pk)


def test_a_missed_quorum_adopts_nothing_and_still_shows_the_count(cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    voice = Voice.objects.carried_by(cast.alice).get(round=round_)
    cast_ballot(cast.alice, round_.pk, {voice.pk: "for"})
    result = close_round(round_.pk, early=True)
    assert (result.adopted, result.outcome["reason"]) == (False, "quorum_missed")
    assert result.outcome["quorum"] == {"registered": 5, "counted": 1, "required": 2, "met": False}
    assert result.outcome["for"] == 1


@pytest.mark.django_db(transaction=True)
def test_five_closings_at_once_are_one_result(cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    hashes, problems = [], []
    together = threading.Barrier(5)

    def close():
        together.wait()
        try:
            hashes.append(close_round(round_.pk, early=True).sha256)
        except Exception as problem:  # collected, to be shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    closings = [threading.Thread(target=close) for _closing in range(5)]
    for one in closings:
        one.start()
    for one in closings:
        one.join()
    assert problems == []
    assert len(set(hashes)) == 1
    assert Result.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_every_ballot_that_was_acknowledged_before_a_closing_is_counted(cast, code):
    """Twelve voters race the closing: what got a receipt is in the result, what was refused is not."""
    people = [make.person(f"Voter{k} Race", email=f"v{k}@example.example") for k in range(12)]
    for person in people:
        make.member(person)
    round_ = make.round_of(make.voting(cast.alice))
    acknowledged, problems = [], []
    together = threading.Barrier(13)

    def vote(person):
        voice = Voice.objects.carried_by(person).get(round=round_)
        together.wait()
        try:
            acknowledged.append(cast_ballot(person, round_.pk, {voice.pk: "for"})[0].pk)
        except RoundClosed:
            pass
        except Exception as problem:  # collected, to be shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    def close():
        together.wait()
        close_round(round_.pk, early=True)
        connections.close_all()

    threads = [threading.Thread(target=vote, args=(person,)) for person in people]
    threads.append(threading.Thread(target=close))
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert problems == []
    assert Result.objects.get().outcome["for"] == len(acknowledged)
