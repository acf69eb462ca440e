"""Acts that end a proposal: withdraw it."""

from django.db import transaction

from core.clock import database_now
from core.journal.actions import record
from governance.meetings.votes import votes_on
from governance.proposals.actions.tabling import leave_agenda
from governance.proposals.locking import lock
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.ways import ways
from members.people.models import Person


@transaction.atomic
def withdraw(proposal: Proposal, actor: Person) -> Proposal:
    """Withdraw a proposal that is not being voted on, with all that hangs on it; it stays readable."""
    proposal = lock(proposal, State.DRAFT, State.DISCUSSED)
    let_go(proposal, actor=actor)
    proposal.withdrawn_at = database_now()
    proposal.save(update_fields=["withdrawn_at"])
    record("proposal.withdrawn", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return proposal


def let_go(proposal: Proposal, *, actor: Person | None) -> None:
    """End all that hangs on a proposal which is over: nothing opens it any more, and no meeting asks it."""
    for way in ways():
        way.let_go(proposal, actor=actor)
    item = proposal.item
    if item is not None and item.meeting.closed_at is None and not votes_on(item).exists():
        leave_agenda(proposal, actor=actor)
