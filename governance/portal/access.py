"""Who may read what a round is about, as rooms below ask it by name."""

from typing import Any

from governance.circles.standing import standing_of
from governance.proposals.models import Proposal
from votes.rounds.models import Round


def may_read_round(user: Any, round_: Round) -> bool:
    """Whether this person, or this visitor, may know the proposal that a round is about; without one, nobody may.

    A proposal that was voted on twice has two rounds of one subject: both are as public as it is, and open to
    those who are on the roll of either.
    """
    kind, _dot, pk = round_.subject.partition(".")
    if kind != "proposal" or not pk.isdecimal():
        return False
    return Proposal.objects.known_to(standing_of(user)).filter(pk=pk).exists()
