"""Errands of the outbox about proposals; each may safely run twice."""

import logging
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.outbox import actions as outbox
from governance.proposals.models import Proposal
from governance.proposals.vote import plans
from governance.proposals.vote.actions import dropping, opening, settling
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from votes.rounds import actions as rounds
from votes.rounds.actions import RoundClosed
from votes.rounds.models import Round

log = logging.getLogger(__name__)
KEPT = 600  # seconds that the progress of a long opening is kept


def settle(round_id: int) -> None:
    """Close a round at its time, as it is now. A round that was cancelled, or settled early, asks for nothing."""
    round_ = Round.objects.get(pk=round_id)
    if round_.is_open(database_now()):
        return outbox.reschedule(f"settle:{round_id}", round_.closes_at)
    if round_.cancelled_at is None and not round_.rehearsal:
        settling.settle(round_id)


def open_vote(plan_id: int) -> None:
    """Open a vote at the time it was scheduled for; one that cannot open says why, and waits for whoever leads it."""
    plan = Plan.objects.select_related("proposal", "prepared_by").filter(pk=plan_id).first()
    if plan is None or plan.opens_at is None:
        return
    language = plan.prepared_by.language if plan.prepared_by else None
    with translation.override(language):
        try:
            _open_at(plan, plan.opens_at)
        except Refusal as no:
            opening.not_opened(plan, str(no))


@transaction.atomic
def _open_at(plan: Plan, hour: datetime) -> None:
    plans.hold(plan)
    # One that was prepared anew meanwhile has an hour of its own, or none; nothing opens before the hour that was given.
    if plan.opens_at != hour:
        return
    if hour > database_now():
        return outbox.reschedule(plans.opens_at_its_hour(plan), hour)
    opening.open_now(plan, actor=plan.prepared_by)


def open_long(plan_id: int) -> None:
    """Open a vote whose roll is very long: written some thousands at a time, in the lane for long work.

    An interrupted one begins again: the roll that it left is taken away first. One that nobody asks for any more, or
    that another worker took over, finds its round gone, and stops.
    """
    plan = Plan.objects.select_related("proposal", "prepared_by").filter(pk=plan_id).first()
    if plan is None or plan.opening_at is None:
        return
    try:
        _open_long(plan, plans.request_of(plan))
    except RoundClosed:
        log.info("the opening of the vote on proposal %s was stopped", plan.proposal_id)
    except Refusal as no:
        opening.not_opened(plan, str(no))


def _open_long(plan: Plan, request: VoteRequest) -> None:
    actor, total = plan.prepared_by, sum(request.electorate.sizes().values())
    with transaction.atomic():
        _is_asked_for(plan)
        dropping.discard_unopened(plan.proposal)
        _proposal, begun = opening.begin_vote(plan.proposal, request, closes_at=plan.closes_at, actor=actor)
    rounds.enrol(begun, request.seats(), after=lambda done: _note_progress(plan.pk, done, total))
    with transaction.atomic():
        proposal = _is_asked_for(plan)
        opening.declare_open(proposal, begun, request, actor=actor)


def _is_asked_for(plan: Plan) -> Proposal:
    """Lock the proposal of a plan that is being opened. Raises RoundClosed where this opening was stopped."""
    locked = Proposal.objects.select_for_update(of=("self",)).current().get(pk=plan.proposal_id)
    if not Plan.objects.filter(pk=plan.pk, opening_at=plan.opening_at).exists():
        raise RoundClosed(_("The opening of this vote was stopped."))
    return locked


def _note_progress(plan_id: int, done: int, total: int) -> None:
    cache.set(f"opening:{plan_id}", (done, total), KEPT)


def progress(plan_id: int) -> tuple[int, int] | None:
    """How far a long opening is: lines written, of how many; None where nobody knows."""
    known: tuple[int, int] | None = cache.get(f"opening:{plan_id}")
    return known


def sweep() -> int:
    """Post the errand of any due round, and of any long opening, that has none left; return how many were found.

    Nothing should ever be found: this is the belt beside the braces.
    """
    due = Round.objects.due().filter(subject__startswith="proposal.", rehearsal=False)
    with transaction.atomic():
        for round_ in due:
            outbox.insist("settle", key=f"settle:{round_.pk}", round_id=round_.pk)
    return len(due) + _openings_left()


def _openings_left() -> int:
    """The long openings that somebody asked for, and whose errand is over all the same."""
    left = 0
    with transaction.atomic():
        for plan in Plan.objects.select_for_update().filter(opening_at__isnull=False):
            key = plans.opens_once_written(plan)
            if not outbox.waits(key):
                outbox.insist("open_long", key=key, plan_id=plan.pk)
                left += 1
    return left
