"""What everybody sees alike of the vote on a proposal: participation, the result, what it left open, why one was cancelled."""

from typing import Any

from django.utils.translation import gettext as _

from governance.proposals.models import Proposal, State
from governance.proposals.vote.turnout import turnout
from votes.rounds.models import Round
from votes.tally.result_words import decided_verdict, shown_outcome, why_left_open

Page = dict[str, Any]


def live_region(proposal: Proposal, state: State) -> Page:
    """What the live part of the page shows of the vote, and what comes next by it."""
    page: Page = {"turnout": turnout(proposal)}
    if proposal.decision is not None and proposal.round is not None:
        outcome = shown_outcome(proposal.round, proposal.decision.ground["outcome"])
        page["verdict"] = decided_verdict(proposal.round, outcome, proposal.decision.adopted)
        page["outcome"] = outcome
    if state == State.AGAIN and proposal.round is not None:
        page["undecided"] = why_left_open(proposal.round, proposal.round.result.outcome)
    if state in {State.DISCUSSED, State.AGAIN}:
        page["cancelled"] = _cancelled(proposal)
    if proposal.round is not None or page.get("cancelled"):
        page["stands"] = "proposals/vote/_stands.html"
    if sentence := _comes_next(proposal, state):
        page["next"] = sentence
    return page


def _comes_next(proposal: Proposal, state: State) -> str:
    if state == State.COUNTING and proposal.round is not None and proposal.round.by_hand:
        return _("Voting is closed. The result shows here once the paper ballots are counted.")
    return {
        State.VOTING: _("The result shows here by itself when voting closes."),
        State.AGAIN: _(
            "Something is left to settle: whoever leads it puts it to another vote, or lets it rest."
        ),
        State.COUNTING: _("Voting is closed. The result shows here in a moment."),
    }.get(state, "")


def _cancelled(proposal: Proposal) -> Round | None:
    """The last vote that was cancelled since the one that stands, if there was one."""
    cancelled = Round.objects.filter(subject=proposal.topic, rehearsal=False, cancelled_at__isnull=False)
    return cancelled.filter(follows=proposal.round).order_by("-cancelled_at").first()
