"""A proposal under lock for an act on its vote, which is the one that was read."""

from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from governance.proposals.locking import is_at, lock, wrong_moment
from governance.proposals.models import Proposal, State


class AnotherVote(Refusal):
    """What was asked was said of a vote that is over."""

    def __init__(self) -> None:
        super().__init__(
            _("The vote that you read does not stand any more. Open the page again, and read what does.")
        )


def as_read(proposal: Proposal, read: str | None) -> None:
    """Raise AnotherVote where the page that a form comes from showed another vote than the one that stands."""
    if read is not None and read != str(proposal.round_id or ""):
        raise AnotherVote


def is_voted_on(proposal: Proposal, *states: State) -> None:
    """Raise WrongMoment unless a vote decides a proposal and stands at one of these stages: another way may be deciding it."""
    is_at(proposal, *states)
    _is_by_vote(proposal)


def lock_vote(proposal: Proposal, *states: State) -> Proposal:
    """Lock a proposal for an act on the vote that it was lent with. Raises WrongMoment, or AnotherVote."""
    locked = lock(proposal, *states)
    _is_by_vote(locked)
    if proposal.round_id not in (None, locked.round_id):
        raise AnotherVote
    return locked


def lock_to_vote(proposal: Proposal) -> Proposal:
    """Lock a proposal that may be put to a vote: it is discussed, or its vote left something open. Raises WrongMoment."""
    locked = lock(proposal, State.DISCUSSED, State.AGAIN)
    if locked.state(database_now()) == State.AGAIN:
        _is_by_vote(locked)
    return locked


def _is_by_vote(proposal: Proposal) -> None:
    if proposal.round_id is None:
        raise wrong_moment(proposal.state(database_now()))
