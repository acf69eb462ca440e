"""Errands of the outbox about proposals; each may safely run twice."""

import logging

from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from core.errors import Refusal
from core.journal.actions import record
from core.outbox import actions as outbox
from governance.proposals import plans, voting
from governance.proposals.actions import lock, topics_of
from governance.proposals.models import Plan, State
from votes.rounds import actions as rounds
from votes.rounds.models import Round

log = logging.getLogger(__name__)
KEPT = 600  # seconds that the progress of a long opening is kept


def settle(round_id: int) -> None:
    """Close a round at its time. A round that was cancelled, or settled early, asks for nothing."""
    round_ = Round.objects.get(pk=round_id)
    if round_.cancelled_at is None and not round_.rehearsal:
        voting.settle(round_id)


def open_vote(plan_id: int) -> None:
    """Open a vote at the time it was scheduled for; one that cannot open says why, and waits for whoever leads it."""
    plan = Plan.objects.select_related("proposal", "prepared_by").filter(pk=plan_id).first()
    if plan is None or plan.opens_at is None:
        return
    language = plan.prepared_by.language if plan.prepared_by else None
    with translation.override(language):
        try:
            plans.open_now(plan, actor=plan.prepared_by)
        except Refusal as no:
            _not_opened(plan, str(no))


def open_long(plan_id: int) -> None:
    """Open a vote whose roll is very long: written some thousands at a time, in the lane for long work.

    An interrupted one begins again: the roll that it left is taken away first.
    """
    plan = Plan.objects.select_related("proposal", "prepared_by").filter(pk=plan_id).first()
    if plan is None or plan.opening_at is None:
        return
    for interrupted in Round.objects.filter(subject=plan.proposal.topic, opened_at=None):
        rounds.discard(interrupted)
    try:
        _open_long(plan)
    except Refusal as no:
        _not_opened(plan, str(no))


def _open_long(plan: Plan) -> None:
    ask, actor = plans.ask_of(plan), plan.prepared_by
    total = sum(ask.electorate.sizes().values())
    with transaction.atomic():
        _proposal, begun = voting.begin_vote(plan.proposal, ask, closes_at=plan.closes_at, actor=actor)
    rounds.enrol(begun, ask.seats(), after=lambda done: _tell(plan.pk, done, total))
    with transaction.atomic():
        proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
        plans.wipe_rehearsal(plan, actor=actor)
        voting.declare_open(proposal, begun, ask, actor=actor)


def _tell(plan_id: int, done: int, total: int) -> None:
    cache.set(f"opening:{plan_id}", (done, total), KEPT)


def progress(plan_id: int) -> tuple[int, int] | None:
    """How far a long opening is: lines written, of how many; None where nobody knows."""
    known: tuple[int, int] | None = cache.get(f"opening:{plan_id}")
    return known


@transaction.atomic
def _not_opened(plan: Plan, because: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(opens_at=None, opening_at=None)
    topics = topics_of(plan.proposal)
    record("plan.not_opened", topics=topics, proposal=plan.proposal_id, because=because)
    log.warning("the vote on proposal %s did not open: %s", plan.proposal_id, because)


def sweep() -> int:
    """Post the errand of any due round that has none left; return how many were found.

    Nothing should ever be found: this is the belt beside the braces.
    """
    found = Round.objects.due().filter(subject__startswith="proposal.", rehearsal=False)
    with transaction.atomic():
        for round_ in found:
            outbox.insist("settle", key=f"settle:{round_.pk}", round_id=round_.pk)
    return len(found)
