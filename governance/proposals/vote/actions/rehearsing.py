"""Acts on the rehearsal of a vote: open it, count it, wipe it; nothing counts."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from governance.proposals.locking import WrongMoment
from governance.proposals.models import topics_of
from governance.proposals.vote.actions import dropping
from governance.proposals.vote.models import Plan
from governance.proposals.vote.plans import PlanChanged, hold, request_of
from governance.proposals.vote.question import question
from members.people.models import Person
from votes.rounds import actions as rounds
from votes.rounds.models import Round
from votes.tally.actions import close_round
from votes.tally.models import Result

A_REHEARSAL = timedelta(days=7)


@transaction.atomic
def rehearse(plan: Plan, *, actor: Person, read: str | None = None) -> Round:
    """Open a rehearsal of the vote on its real roll: everybody may try, and nothing counts.

    Raises what `hold` does, WrongMoment when one is under way, or what an opening refuses.
    """
    proposal = hold(plan, read=read)
    if plan.opening_at is not None:
        raise WrongMoment(_("This vote is being opened already: its roll is long."))
    if plan.rehearsal is not None:
        raise WrongMoment(_("A rehearsal is under way already: end it first."))
    request = request_of(plan)
    # Nobody hands paper in at a rehearsal: it is counted at once, and proclaimed by nobody.
    rehearsed = question(proposal, replace(request, rehearsal=True, by_hand=False))
    until = min(plan.opens_at or plan.closes_at, database_now() + A_REHEARSAL)
    plan.rehearsal = rounds.open_round(rehearsed, request.seats(), closes_at=until, actor=actor)
    plan.save(update_fields=["rehearsal"])
    record("plan.rehearsed", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return plan.rehearsal


@transaction.atomic
def count_rehearsal(plan: Plan, *, actor: Person, read: str | None = None) -> Result | None:
    """Close a rehearsal and count what was tried; it decides nothing. Raises as `end_rehearsal`."""
    hold(plan)
    _is_rehearsed(plan, read)
    assert plan.rehearsal is not None
    return close_round(plan.rehearsal.pk, early=True, actor=actor)


@transaction.atomic
def end_rehearsal(plan: Plan, *, actor: Person, read: str | None = None) -> None:
    """Wipe a rehearsal: its ballots, its roll and its result are gone.

    Raises WrongMoment where there is none, PlanChanged where it is another than was `read`.
    """
    proposal = hold(plan)
    _is_rehearsed(plan, read)
    dropping.wipe_rehearsal(plan, actor=actor)
    record("plan.rehearsal_over", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


def _is_rehearsed(plan: Plan, read: str | None) -> None:
    if plan.rehearsal is None:
        raise WrongMoment(_("There is no rehearsal under way."))
    if read is not None and read != str(plan.rehearsal_id):
        raise PlanChanged(
            _("Another rehearsal is under way than the one of this page: read it as it is now.")
        )
