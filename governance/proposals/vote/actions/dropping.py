"""What is prepared of a vote is taken away: its plan, its rehearsal, what would open it."""

from django.db import transaction

from core.journal.actions import record
from core.outbox import actions as outbox
from governance.proposals.models import Proposal, topics_of
from governance.proposals.vote.models import Plan
from governance.proposals.vote.plans import hold, opens_at_its_hour, opens_once_written
from members.people.models import Person
from votes.rounds.models import Round
from votes.tally.actions import discard, wipe


def drop_plan(proposal: Proposal, *, actor: Person | None) -> None:
    """Forget how a proposal would be voted on, if that was said; on record."""
    if forget_plan(proposal, actor=actor):
        record("plan.dropped", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


def forget_plan(proposal: Proposal, *, actor: Person | None) -> bool:
    """Take a plan away with its rehearsal and all that would open it; whether there was one."""
    plan = Plan.objects.filter(proposal=proposal).select_related("proposal", "rehearsal").first()
    if plan is None:
        return False
    wipe_rehearsal(plan, actor=actor)
    stop_opening(plan)
    plan.delete()
    return True


def end_rehearsal(proposal: Proposal, *, actor: Person | None) -> None:
    """Wipe what is rehearsed of the next vote on a proposal, if anything is."""
    for plan in Plan.objects.filter(proposal=proposal).select_related("rehearsal"):
        wipe_rehearsal(plan, actor=actor)


def wipe_rehearsal(plan: Plan, *, actor: Person | None) -> None:
    """Wipe the rehearsal of a plan, if it has one."""
    if plan.rehearsal is not None:
        rehearsal, plan.rehearsal = plan.rehearsal, None
        plan.save(update_fields=["rehearsal"])
        wipe(rehearsal, actor=actor)


def stop_opening(plan: Plan) -> None:
    """Let nothing open a plan by itself: neither its hour, nor whoever writes its roll; what is written of it is taken away."""
    outbox.cancel(opens_at_its_hour(plan))
    if plan.opening_at is not None:
        outbox.cancel(opens_once_written(plan))
    discard_unopened(plan.proposal)


def discard_unopened(proposal: Proposal) -> None:
    """Take away the rounds of a proposal that never opened, with what is written of their rolls."""
    for begun in Round.objects.filter(subject=proposal.topic, opened_at=None):
        discard(begun)


@transaction.atomic
def drop(plan: Plan, *, actor: Person, read: str | None = None) -> None:
    """Forget a plan, with its rehearsal; the discussion goes on. Raises what `hold` does."""
    drop_plan(hold(plan, read=read), actor=actor)
