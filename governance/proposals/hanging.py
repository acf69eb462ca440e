"""What hangs on a proposal: how it will be voted on, with its rehearsal and its errands, and its place on an agenda.

Whatever ends one of them, or the proposal, passes here; the caller holds the proposal's lock.
"""

from core.journal.actions import record
from core.outbox import actions as outbox
from governance.meetings.actions import agenda
from governance.meetings.votes import votes_on
from governance.proposals.models import Plan, Proposal, topics_of
from members.people.models import Person
from votes.rounds.models import Round
from votes.tally.actions import discard, wipe


def let_go(proposal: Proposal, *, actor: Person | None) -> None:
    """End all that hangs on a proposal which is over: nothing opens it any more, and no meeting asks it."""
    drop_plan(proposal, actor=actor)
    item = proposal.item
    if item is not None and item.meeting.closed_at is None and not votes_on(item).exists():
        leave_agenda(proposal, actor=actor)


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


def opens_at_its_hour(plan: Plan) -> str:
    """The key of the errand that opens a vote at the time for which it is planned."""
    return f"open:{plan.proposal_id}:{plan.pk}"


def opens_once_written(plan: Plan) -> str:
    """The key of the errand that writes a long roll, then opens."""
    assert plan.opening_at is not None
    return f"open-long:{plan.pk}:{plan.opening_at.isoformat()}"


def leave_agenda(proposal: Proposal, *, actor: Person | None) -> None:
    """Take a proposal off its agenda; that of a meeting which is over stays as it was."""
    item, proposal.item = proposal.item, None
    if item is None:
        return
    proposal.save(update_fields=["item"])
    agenda.leave(item, actor=actor)
    record("proposal.untabled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
