"""Casting a ballot: one voice, one ballot, until the closing by the database clock."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from core.clock import database_now, living_at
from core.journal.models import Entry
from tests import make, owner
from votes.ballots.actions import AlreadyVoted, ChoiceNotOffered, NotYourVoice, cast_ballot
from votes.ballots.models import Ballot
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_round(cast, code):
    return make.round_of(make.voting(cast.alice))


def voice_of(round_, person):
    return Voice.objects.carried_by(person).get(round=round_)


def test_a_ballot_is_recorded_with_its_receipt(cast, open_round):
    [ballot] = cast_ballot(cast.bob, open_round.pk, {voice_of(open_round, cast.bob).pk: "for"})
    assert ballot.content == "for"
    assert len(ballot.receipt) == 8
    assert voice_of(open_round, cast.bob).voted_at == ballot.cast_at


def test_the_same_choice_twice_is_one_ballot_with_one_receipt(cast, open_round):
    voice = voice_of(open_round, cast.bob)
    [first] = cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    [second] = cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    assert (second.pk, second.receipt) == (first.pk, first.receipt)
    assert Entry.objects.filter(kind="ballot.cast").count() == 1


def test_a_vote_may_be_changed_until_the_closing(cast, open_round):
    voice = voice_of(open_round, cast.bob)
    cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    cast_ballot(cast.bob, open_round.pk, {voice.pk: "against"})
    assert list(Ballot.objects.values_list("content", flat=True)) == ["against"]


def test_a_final_vote_stays_as_it_was(cast, open_round):
    owner.rewrite(open_round, may_change=False)
    voice = voice_of(open_round, cast.bob)
    cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    with pytest.raises(AlreadyVoted):
        cast_ballot(cast.bob, open_round.pk, {voice.pk: "against"})
    assert Ballot.objects.get().content == "for"


def test_nobody_casts_the_voice_of_another(cast, open_round):
    voice = voice_of(open_round, cast.bob)
    with pytest.raises(NotYourVoice):
        cast_ballot(cast.alice, open_round.pk, {voice.pk: "for"})
    assert not Ballot.objects.exists()


def test_a_voice_of_another_round_is_refused(cast, open_round):
    other = make.round_of(make.voting(cast.alice, title="Another"))
    with pytest.raises(NotYourVoice):
        cast_ballot(cast.bob, open_round.pk, {voice_of(other, cast.bob).pk: "for"})


@pytest.mark.parametrize("choices", [{}, {1: "maybe"}, {1: ""}])
def test_a_choice_that_the_ballot_does_not_offer_is_refused(cast, open_round, choices):
    with pytest.raises(ChoiceNotOffered):
        cast_ballot(cast.bob, open_round.pk, choices)


def test_one_wrong_choice_among_several_voices_records_none(cast, open_round):
    own, firm = Voice.objects.carried_by(cast.fay).filter(round=open_round)
    with pytest.raises(ChoiceNotOffered):
        cast_ballot(cast.fay, open_round.pk, {own.pk: "for", firm.pk: "perhaps"})
    assert not Ballot.objects.exists()


def test_a_representative_carries_two_voices_and_may_split_them(cast, open_round):
    own, firm = Voice.objects.carried_by(cast.fay).filter(round=open_round)
    assert (own.member.kind, firm.name) == ("natural", "Firm")
    cast_ballot(cast.fay, open_round.pk, {own.pk: "for", firm.pk: "against"})
    assert dict(Ballot.objects.values_list("voice__name", "content")) == {
        "Fay Blanc": "for",
        "Firm": "against",
    }


@pytest.mark.parametrize(("late_by", "accepted"), [(-1, True), (0, False), (1, False)])
def test_the_closing_instant_itself_is_too_late(cast, open_round, late_by, accepted):
    """No worker is running here at all: the deadline is the database clock's."""
    voice = voice_of(open_round, cast.bob)
    with living_at(open_round.closes_at + timedelta(milliseconds=late_by)):
        if accepted:
            assert cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
        else:
            with pytest.raises(RoundClosed):
                cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})


def test_a_ballot_after_an_early_closing_is_refused(cast, open_round):
    from votes.tally.actions import close_round

    close_round(open_round.pk, early=True)
    with pytest.raises(RoundClosed):
        cast_ballot(cast.bob, open_round.pk, {voice_of(open_round, cast.bob).pk: "for"})


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_ballot(cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    voice = voice_of(round_, cast.bob)
    receipts, problems = [], []
    together = threading.Barrier(8)

    def click():
        together.wait()
        try:
            receipts.append(cast_ballot(cast.bob, round_.pk, {voice.pk: "for"})[0].receipt)
        except Exception as problem:  # collected, to be shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _click in range(8)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert problems == []
    assert len(set(receipts)) == 1
    assert Ballot.objects.count() == 1
    assert Voice.objects.filter(voted_at__isnull=False).count() == 1


def test_the_database_itself_refuses_a_second_ballot_for_a_voice(cast, open_round):
    from django.db import IntegrityError, transaction

    voice = voice_of(open_round, cast.bob)
    cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(voice=voice, content="against", receipt="X", cast_at=database_now())


def test_a_first_ballot_asks_few_questions_of_the_database(cast, open_round, django_assert_num_queries):
    voice = voice_of(open_round, cast.bob)
    # savepoint in and out, voices with their round and the clock, ballot, roll, journal
    with django_assert_num_queries(6):
        cast_ballot(cast.bob, open_round.pk, {voice.pk: "for"})
    # and, where it came by a form, the note that it was sent
    [other] = Voice.objects.carried_by(cast.alice).filter(round=open_round)
    with django_assert_num_queries(7):
        cast_ballot(cast.alice, open_round.pk, {other.pk: "for"}, code="0" * 32)
    assert connection.vendor in {"sqlite", "postgresql"}
