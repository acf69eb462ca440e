"""A proposal's life: written, discussed, voted on, decided."""

from datetime import timedelta

import pytest

from core.clock import database_now, living_at
from core.errors import Refusal
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.code.in_force import NoCode
from governance.decisions.models import Decision
from governance.proposals import locking
from governance.proposals.actions import ending, writing
from governance.proposals.models import Proposal, State
from governance.proposals.vote import errands
from governance.proposals.vote.actions import leading, opening, settling
from governance.proposals.vote.electorate import Electorate, MisplacedElectorate
from tests import make, owner
from votes.ballots.actions import cast_ballot
from votes.rounds.actions import NoElectorate
from votes.rounds.deadline import BadDeadline
from votes.rounds.models import Round, Voice

pytestmark = pytest.mark.django_db


def stage(proposal):
    return Proposal.objects.current().get(pk=proposal.pk).stage


def test_a_draft_is_rewritten_in_place_until_it_is_open_to_discussion(cast):
    proposal = make.proposal(cast.bob, submitted=False)
    writing.revise(proposal, cast.bob, based_on=1, title="Better", body="Better words")
    assert proposal.versions.count() == 1
    writing.submit(proposal, cast.bob)
    writing.revise(proposal, cast.bob, based_on=1, title="Better still", body="More words")
    assert list(proposal.versions.values_list("number", "title")) == [(1, "Better"), (2, "Better still")]


def test_a_version_written_on_an_old_one_is_refused_and_nothing_is_lost(cast):
    proposal = make.proposal(cast.bob)
    writing.revise(proposal, cast.bob, based_on=1, title="Second", body="Second")
    with pytest.raises(writing.StaleVersion):
        writing.revise(proposal, cast.alice, based_on=1, title="Also second", body="Also")
    assert proposal.versions.count() == 2


def test_voting_freezes_the_text(cast, code):
    proposal = make.voting(cast.alice)
    with pytest.raises(locking.WrongMoment):
        writing.revise(proposal, cast.alice, based_on=1, title="Changed", body="Changed")
    assert make.round_of(proposal).text == "# Lend the tools\n\nMembers borrow tools."


def test_the_rule_is_frozen_with_the_articles_it_comes_from(cast, code):
    round_ = make.round_of(make.voting(cast.alice))
    assert (round_.edition, round_.articles) == (4, ["12", "8"])
    assert round_.rule["threshold"] == "1/2"
    assert round_.rule["colleges"]["weights"] == {"F": "1/5", "S": "3/10", "U": "1/5", "P": "1/5"}


def test_the_roll_holds_every_member_with_rights_and_who_acts_for_them(cast, code):
    from members.people.actions.seats import suspend

    suspend(cast.seats["bob"], on=make.today())
    round_ = make.round_of(make.voting(cast.alice))
    roll = {voice.name: voice.bearer for voice in round_.voices.select_related("bearer")}
    assert roll == {
        "Alice Martin": cast.alice,
        "Dana Roy": cast.dana,
        "Fay Blanc": cast.fay,
        "Firm": cast.fay,
    }


def test_a_college_vote_asks_that_college_alone(cast, code):
    round_ = make.round_of(make.voting(cast.alice, kind="consultation", colleges=("U",)))
    assert sorted(voice.name for voice in round_.voices.all()) == ["Bob Durand", "Fay Blanc"]


def test_a_circle_votes_by_its_people_with_or_without_a_seat(cast, code):
    round_ = make.round_of(make.voting(cast.alice, kind="circle", where=cast.workshop))
    assert {voice.bearer for voice in round_.voices.select_related("bearer")} == {
        cast.alice,
        cast.bob,
        cast.dana,
    }
    assert all(voice.member is None for voice in round_.voices.all())


def test_an_empty_electorate_is_refused_and_nothing_opens(cast, code):
    proposal = make.proposal(cast.alice)
    with pytest.raises(NoElectorate):
        opening.put_to_vote(
            proposal,
            cast.alice,
            decision_type="consultation",
            electorate=Electorate(make.today(), ("C",)),
            closes_at=database_now() + timedelta(days=1),
        )
    assert not Round.objects.exists()
    assert stage(proposal) == State.DISCUSSED


def test_a_closing_in_the_past_is_refused(cast, code):
    proposal = make.proposal(cast.alice)
    with pytest.raises(BadDeadline):
        opening.put_to_vote(
            proposal,
            cast.alice,
            decision_type="ordinary",
            electorate=Electorate(make.today()),
            closes_at=database_now() - timedelta(seconds=1),
        )


def test_the_statutes_keep_statutory_votes_for_members(cast, code):
    proposal = make.proposal(cast.alice, where=cast.workshop)
    with pytest.raises(MisplacedElectorate):
        opening.put_to_vote(
            proposal,
            cast.alice,
            decision_type="ordinary",
            closes_at=database_now() + timedelta(days=1),
            electorate=Electorate(make.today(), circle=cast.workshop),
        )


def test_without_a_code_in_force_nothing_can_be_put_to_a_vote(cast):
    with pytest.raises(NoCode):
        make.voting(cast.alice)


def test_at_its_time_a_vote_is_settled_by_its_errand_and_enters_the_register(cast, code):
    proposal = make.voting(cast.alice)
    round_ = make.round_of(proposal)
    for person in (cast.alice, cast.bob):
        voice = Voice.objects.carried_by(person).get(round=round_)
        cast_ballot(person, round_.pk, {voice.pk: "for"})
    Errand.objects.filter(kind="settle").update(due_at=database_now() - timedelta(seconds=1))
    with living_at(round_.closes_at):
        outbox.drain("decide")
    decision = Decision.objects.get()
    assert (decision.title, decision.outcome, decision.source) == (
        "Lend the tools",
        "adopted",
        proposal.topic,
    )
    assert stage(proposal) == State.ADOPTED


def test_settling_twice_is_one_decision(cast, code):
    round_ = make.round_of(make.voting(cast.alice, kind="consultation"))
    first = settling.settle(round_.pk, early=True)
    assert settling.settle(round_.pk, early=True) == first
    assert Decision.objects.count() == 1


def test_to_every_reader_a_vote_past_its_deadline_is_closed_worker_or_no_worker(cast, code):
    proposal = make.voting(cast.alice)
    proposal = Proposal.objects.current().get(pk=proposal.pk)
    assert proposal.state(make.round_of(proposal).closes_at) == State.COUNTING


def test_a_sweep_finds_a_due_vote_whose_errand_was_lost(cast, code):
    round_ = make.round_of(make.voting(cast.alice, kind="consultation"))
    Errand.objects.filter(kind="settle").update(done_at=database_now())
    owner.rewrite(
        round_, opened_at=database_now() - timedelta(days=2), closes_at=database_now() - timedelta(seconds=5)
    )
    assert errands.sweep() == 1
    outbox.drain("decide")
    assert Decision.objects.count() == 1
    assert errands.sweep() == 0


def test_a_cancelled_vote_sends_the_proposal_back_to_discussion(cast, code):
    proposal = make.voting(cast.alice)
    leading.cancel_vote(proposal, cast.alice, because="The estimate changed.")
    assert stage(proposal) == State.DISCUSSED
    assert not Errand.objects.filter(kind__in=["settle", "remind"], done_at=None).exists()
    assert make.voting(cast.alice, title="Again")  # another vote may open


def test_cancelling_asks_for_a_reason(cast, code):
    with pytest.raises(Refusal):
        leading.cancel_vote(make.voting(cast.alice), cast.alice, because="  ")


def test_a_withdrawn_proposal_cannot_be_put_to_a_vote(cast, code):
    proposal = ending.withdraw(make.proposal(cast.alice), cast.alice)
    with pytest.raises(locking.WrongMoment):
        opening.put_to_vote(
            proposal,
            cast.alice,
            decision_type="ordinary",
            electorate=Electorate(make.today()),
            closes_at=database_now() + timedelta(days=1),
        )


@pytest.mark.parametrize("state", State)
def test_lists_and_pages_agree_on_every_stage(cast, code, state):
    """The stage computed from dates in Python is the stage the database filters by."""
    draft = make.proposal(cast.alice, submitted=False)
    discussed = make.proposal(cast.alice)
    open_ = make.voting(cast.alice)
    again = make.voting(cast.alice, title="Again")
    settling.settle(make.round_of(again).pk, early=True)
    late = make.voting(cast.alice, title="Late")
    owner.rewrite(
        make.round_of(late),
        opened_at=database_now() - timedelta(days=2),
        closes_at=database_now() - timedelta(seconds=5),
    )
    withdrawn = ending.withdraw(make.proposal(cast.alice), cast.alice)
    rejected = make.settled(cast.alice)
    everything = [draft, discussed, open_, again, late, withdrawn, rejected]
    by_python = {p.pk for p in everything if stage(p) == state}
    assert {p.pk for p in Proposal.objects.at(state)} == by_python
