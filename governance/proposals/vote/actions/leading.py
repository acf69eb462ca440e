"""Acts on an open vote: remind those who have not voted, extend it, cancel it."""

from datetime import datetime

from django.db import transaction

from core.clock import database_now
from core.journal.actions import record
from core.outbox import actions as outbox
from governance.code.actions.amending import thaw
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.vote.actions.opening import REMINDERS, promise
from governance.proposals.vote.locking import lock_vote
from members.people.models import Person
from votes.rounds import actions as rounds
from votes.rounds.models import Round
from votes.tally.actions import cancel


@transaction.atomic
def remind(round_id: int, name: str) -> None:
    """Write the reminder's line while the round is open; those who have not voted are told."""
    if Round.objects.open().filter(pk=round_id).exists():
        record("round.reminder", topics=[], round=round_id, before=name)


@transaction.atomic
def extend(proposal: Proposal, *, closes_at: datetime, because: str, actor: Person) -> None:
    """Let an open vote close later, with the reason that everyone will read.

    Raises NotAllowed where the code does not let anybody, BadDeadline on an instant that is not later.
    """
    proposal = lock_vote(proposal, State.VOTING)
    extended = rounds.extend(proposal.round_id, closes_at=closes_at, because=because, actor=actor)  # type: ignore[arg-type]
    outbox.reschedule(f"settle:{extended.pk}", closes_at)
    promise(extended)
    for name, before in REMINDERS.items():
        # One that went already goes once more, before the new closing; not at once, where it is past.
        if (hour := closes_at - before) > database_now():
            outbox.revive(f"remind:{extended.pk}:{name}", hour)
        else:
            outbox.cancel(f"remind:{extended.pk}:{name}")
    record(
        "proposal.extended",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=extended.pk,
        closes_at=closes_at.isoformat(),
        because=because.strip()[:300],
    )


@transaction.atomic
def cancel_vote(proposal: Proposal, actor: Person, *, because: str) -> None:
    """Cancel the open vote with its reason; the proposal goes back to discussion."""
    _cancel(lock_vote(proposal, State.VOTING), actor, because=because)


@transaction.atomic
def cancel_restored(proposal: Proposal, *, because: str) -> None:
    """The same of a vote that came back from a backup, also once its hour has passed: what was cast since is not in it."""
    _cancel(lock_vote(proposal, State.VOTING, State.COUNTING), None, because=because, late=True)


def _cancel(proposal: Proposal, actor: Person | None, *, because: str, late: bool = False) -> None:
    cancelled = cancel(proposal.round_id, because=because, actor=actor, late=late)  # type: ignore[arg-type]
    Proposal.objects.filter(pk=proposal.pk).update(round=cancelled.follows)
    if proposal.amends is not None and cancelled.follows is None:
        thaw(proposal.amends)
    for key in [f"settle:{cancelled.pk}", *(f"remind:{cancelled.pk}:{n}" for n in REMINDERS)]:
        outbox.cancel(key)
    record(
        "proposal.vote_cancelled",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=cancelled.pk,
        because=cancelled.cancelled_because,
    )
