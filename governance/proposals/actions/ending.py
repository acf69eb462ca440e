"""Acts that end a proposal: withdraw it, settle it. Whatever hangs on it ends with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.clock import database_now
from core.journal.actions import record
from governance.code.actions.enacting import enact_as_decided
from governance.code.models import Edition
from governance.decisions.actions import register
from governance.decisions.lookup import is_of_members
from governance.decisions.models import Decision
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


@dataclass(frozen=True)
class Settlement:
    """What a way of deciding gave: the text as it was asked, whether it is adopted, when, and on which ground."""

    title: str
    text: str
    adopted: bool
    decided_at: datetime
    ground: dict[str, Any]


def settle(proposal: Proposal, settlement: Settlement, *, actor: Person | None, **facts: Any) -> Decision:
    """Enter what was decided in the register; an amendment comes into force, and what hangs on the proposal ends.

    `facts` are noted beside it in the journal. The caller holds a transaction, in which nobody else settles it.
    """
    let_go(proposal, actor=actor)
    decision = register.enter(_new_decision(proposal, settlement), actor=actor)
    Proposal.objects.filter(pk=proposal.pk).update(decision=decision)
    if proposal.amends is not None and settlement.adopted:
        _amend(proposal.amends, decision, actor)
    topics = [*topics_of(proposal), *(topic for way in ways() for topic in way.topics(proposal))]
    record(
        "proposal.settled", actor=actor, topics=topics, proposal=proposal.pk, **facts, decision=decision.pk,
        adopted=settlement.adopted,
    )  # fmt: skip
    return decision


def _new_decision(proposal: Proposal, settlement: Settlement) -> register.NewDecision:
    return register.NewDecision(
        title=settlement.title,
        text=settlement.text,
        adopted=settlement.adopted,
        body=str(proposal.circle) if proposal.circle else "",
        circle=proposal.circle,
        source=proposal.topic,
        visibility=proposal.visibility,
        decided_at=settlement.decided_at,
        review_on=proposal.latest.review_on,
        ground=settlement.ground,
    )


def _amend(edition: Edition, decision: Decision, actor: Person | None) -> None:
    """Put an amendment in force that all members could vote on; what some of them decided amends nothing, and the journal says so."""
    if not is_of_members(decision):
        # Opened by an earlier release, which let some colleges vote on it.
        record("code.not_amended", actor=actor, topics=["code"], number=edition.number, decision=decision.pk)
        return
    enact_as_decided(edition, reference=decision.reference, actor=actor)
