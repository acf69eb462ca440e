"""A proposal under lock for an act on its vote, which is the one that was read."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.proposals.locking import lock
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


def lock_vote(proposal: Proposal, state: State) -> Proposal:
    """Lock a proposal for an act on the vote that it was lent with. Raises WrongMoment, or AnotherVote."""
    locked = lock(proposal, state)
    if proposal.round_id not in (None, locked.round_id):
        raise AnotherVote
    return locked
