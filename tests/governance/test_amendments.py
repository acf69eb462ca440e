"""The code social amends itself: prepared, frozen, voted under its own rule, in force by the decision."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.clock import database_now, telling
from core.errors import Refusal
from governance.code.actions import InvalidCode, copy_edition
from governance.code.in_force import in_force
from governance.code.models import Article, Edition
from governance.proposals import actions, voting
from governance.proposals.electorate import Electorate
from governance.proposals.models import Proposal
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast, code):
    """Edition 5, where an ordinary decision needs no quorum of a third but of a fifth."""
    fresh = copy_edition(Edition.objects.enacted().last())
    fresh.parameters.filter(key="ordinary.quorum").update(value="1/5")
    with translation.override("en"):
        yield fresh


def propose(cast, draft):
    made = actions.draft(cast.dana, title="Lower the quorum", body="A fifth is enough.", amends=draft)
    return actions.submit(made, cast.dana)


def vote(cast, proposal, kind="extraordinary"):
    return voting.put_to_vote(
        proposal, cast.dana, decision_type=kind, electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip


def settle(round_, choice):
    for voice in Voice.objects.filter(round=round_).exclude(bearer=None):
        cast_ballot(voice.bearer, round_.pk, {voice.pk: choice})
    with telling(round_.closes_at):
        return voting.settle(round_.pk)


def test_an_adopted_amendment_comes_into_force_by_its_decision_and_the_next_vote_applies_it(cast, draft):
    before = make.voting(cast.alice, title="Before").round.rule
    decision = settle(vote(cast, propose(cast, draft)), "for")
    draft.refresh_from_db()
    assert decision.adopted
    assert draft.adopted_by == decision.reference
    assert draft.effective_from == timezone.localdate(decision.decided_at)
    with telling(decision.decided_at + timedelta(hours=1)):
        assert in_force(draft.effective_from).edition == draft.number
        after = voting.put_to_vote(
            make.proposal(cast.alice, title="After"), cast.alice, decision_type="ordinary",
            electorate=Electorate(draft.effective_from), closes_at=database_now() + timedelta(days=1),
        ).rule  # fmt: skip
    assert (before["quorum"]["threshold"], after["quorum"]["threshold"]) == ("1/3", "1/5")
    assert Proposal.objects.get(title="Before").round.rule == before


def test_a_rejected_amendment_changes_nothing(cast, draft):
    decision = settle(vote(cast, propose(cast, draft)), "against")
    draft.refresh_from_db()
    assert (decision.adopted, draft.enacted_at) == (False, None)
    assert in_force(make.today()).edition == 4


def test_an_amendment_that_names_a_later_day_waits_for_it(cast, draft):
    draft.effective_from = make.today() + timedelta(days=90)
    draft.save()
    decision = settle(vote(cast, propose(cast, draft)), "for")
    assert in_force(timezone.localdate(decision.decided_at)).edition == 4
    assert in_force(draft.effective_from).edition == 5


def test_the_code_is_amended_by_the_vote_that_it_names_and_no_other(cast, draft):
    with pytest.raises(Refusal, match="another kind of vote"):
        vote(cast, propose(cast, draft), kind="ordinary")
    assert Edition.objects.get(pk=draft.pk).is_draft
    current = Edition.objects.enacted().last()
    current.parameters.filter(key="code.amended_by").update(value="ordinary")
    assert vote(cast, Proposal.objects.get(amends=draft), kind="ordinary").decision_type == "ordinary"


def test_a_draft_is_frozen_while_it_is_voted_on_and_written_again_when_the_vote_is_cancelled(
    cast, draft, sign_in
):
    proposal = propose(cast, draft)
    round_ = vote(cast, proposal)
    desk, article = sign_in(cast.erik), Article.objects.filter(edition=draft).first()
    assert desk.post(f"/admin/code/article/{article.pk}/change/", {}).status_code == 403
    assert "fingerprint" in round_.text
    voting.cancel_vote(proposal, cast.dana, because="A typo")
    assert Edition.objects.get(pk=draft.pk).is_draft


def test_a_draft_that_cannot_be_applied_is_not_put_to_a_vote(cast, draft):
    draft.parameters.filter(key="colleges.weights").update(value={"F": "1/2", "S": "1/3"})
    with pytest.raises(InvalidCode, match="instead of 1"):
        vote(cast, propose(cast, draft))
    assert Edition.objects.get(pk=draft.pk).frozen_at is None


def test_the_proposal_shows_what_it_changes_in_words_and_in_values(cast, draft, sign_in):
    proposal = propose(cast, draft)
    page = sign_in(cast.bob).get(f"/proposals/{proposal.number}/").content.decode()
    assert "What it changes in the code social" in page
    assert "one third" in page
    assert "1/5" in page


def test_the_desk_proposes_its_drafts_and_members_do_not_see_the_field(cast, draft, sign_in):
    assert "Which draft of the code social" not in sign_in(cast.bob).get("/proposals/new/").content.decode()
    desk = sign_in(cast.erik)
    assert "Which draft of the code social" in desk.get("/proposals/new/").content.decode()
    desk.post(
        "/proposals/new/",
        {"title": "Amend", "body": "Words", "visibility": "members", "amends": draft.pk},
    )
    assert Proposal.objects.get(title="Amend").amends == draft
    assert "Which draft of the code social" not in desk.get("/proposals/new/").content.decode()
