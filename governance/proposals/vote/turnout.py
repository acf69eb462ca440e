"""Who has voted, and who has not: counts, and names, never choices."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from core.clock import database_now
from governance.proposals.models import Proposal
from votes.rounds import participation


def turnout(proposal: Proposal) -> participation.Turnout | None:
    """Count the roll of the proposal's round, in one query; None without a round."""
    if proposal.round_id is None:
        return None
    return participation.turnouts([proposal.round_id]).get(proposal.round_id)


def not_voted(proposal: Proposal, query: Mapping[str, str]) -> Any:
    """The voices whose ballots are not in, a page of them, with who carries each, while the vote is open.

    Raises Http404 afterwards: who has not voted says who has, and of a few what they marked.
    """
    if proposal.round is None or not proposal.round.is_open(database_now()):
        raise Http404
    voices = participation.not_voted(proposal.round)
    return Paginator(voices.order_by("name", "pk"), 100).get_page(query.get("page"))
