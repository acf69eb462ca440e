"""A proposal asks whatever decides it: a way that the settings name is heard, and a vote is one."""

import pytest
from django.db.models import Q
from django.urls import reverse

from governance.decisions.models import Decision
from governance.proposals.actions import ending, writing
from governance.proposals.actions.ending import Settlement
from governance.proposals.locking import WrongMoment
from governance.proposals.models import Proposal, State
from governance.proposals.vote.models import Plan
from governance.proposals.ways import Way
from tests import make
from votes.rounds.models import Round


class Nodding(Way):
    """Decided by a nod of whoever is there: a proposal whose title ends with a mark is being nodded at."""

    def __init__(self):
        self.gone = []
        self.stage = State.COUNTING

    def state(self, proposal, now):
        return self.stage if proposal.title.endswith("!") else None

    def at(self, state):
        return Q(title__endswith="!") if state == self.stage else Q(pk__in=())

    def not_deciding(self):
        return ~Q(title__endswith="!")

    def holds_text(self, proposal):
        return "Somebody looks at it." if proposal.title.endswith("?") else ""

    def let_go(self, proposal, *, actor):
        self.gone.append(proposal.pk)

    def live_region(self, proposal, state):
        return {"next": "Nod."} if state == self.stage else {}


NODDING = Nodding()


@pytest.fixture
def nodding(settings):
    settings.PROPOSAL_WAYS = [*settings.PROPOSAL_WAYS, "tests.governance.test_ways.NODDING"]
    NODDING.gone.clear()
    NODDING.stage = State.COUNTING
    return NODDING


def now(proposal):
    return Proposal.objects.current().get(pk=proposal.pk)


def test_where_a_proposal_stands_is_told_by_the_way_that_decides_it(cast, nodding, sign_in):
    nodded, talked = (make.proposal(cast.alice, title=title) for title in ("Paint it!", "Sell it"))
    assert (now(nodded).stage, now(talked).stage) == (State.COUNTING, State.DISCUSSED)
    assert list(Proposal.objects.at(State.COUNTING)) == [nodded]
    assert list(Proposal.objects.at(State.DISCUSSED)) == [talked]
    shown = sign_in(cast.alice).get(reverse("proposals:detail", args=[nodded.number])).content.decode()
    assert "Nod." in shown


def test_a_way_holds_the_text_of_what_it_is_about_to_decide(cast, nodding):
    held = make.proposal(cast.alice, title="Sell it?")
    with pytest.raises(WrongMoment, match="Somebody looks at it"):
        writing.revise(held, cast.alice, based_on=1, title="Sell it", body="Words.")


def test_each_way_lets_go_of_what_is_withdrawn(cast, nodding):
    proposal = make.proposal(cast.alice)
    ending.withdraw(proposal, cast.alice)
    assert nodding.gone == [proposal.pk]


def test_what_another_way_decided_enters_the_register_without_a_round(cast, nodding, sign_in):
    proposal = make.proposal(cast.alice, title="Paint it!")
    settlement = Settlement("Paint it!", "Words.", True, make.database_now(), {"how": "nod"})
    decision = ending.settle(now(proposal), settlement, actor=cast.alice)
    assert (now(proposal).stage, Decision.objects.get()) == (State.ADOPTED, decision)
    shown = sign_in(cast.alice)
    assert shown.get(reverse("proposals:detail", args=[proposal.number])).status_code == 200
    assert shown.get(reverse("proposals:result", args=[proposal.number])).status_code == 302


@pytest.mark.parametrize("stage", [State.VOTING, State.COUNTING, State.AGAIN])
def test_the_vote_says_and_does_nothing_of_what_another_way_is_deciding(stage, cast, nodding, sign_in):
    nodding.stage = stage
    proposal = make.proposal(cast.alice, title="Paint it!", visibility="members")
    for person in (cast.alice, cast.dana, cast.erik):
        reader = sign_in(person)
        shown = reader.get(reverse("proposals:detail", args=[proposal.number])).content.decode()
        assert "Nod." in shown
        assert not [said for said in ("/vote/", "You follow this vote", "Voting is closed") if said in shown]
        for act in ("close", "cancel", "extend", "again", "rest", "plan", "vote"):
            answer = reader.post(
                f"/proposals/{proposal.number}/vote/{act}/".replace("/vote/vote/", "/vote/"),
                {"because": "Words", "closes": "2031-01-01T10:00", "understood": "on"},
            )
            assert answer.status_code in {302, 403, 404, 405, 409, 422}, (act, answer.status_code)
    assert now(proposal).stage == stage
    assert not Round.objects.exists()
    assert not Plan.objects.exists()
