"""Acts that open a vote: at once, as it is planned, or once its long roll is written."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.outbox import actions as outbox
from governance.code.actions.amending import freeze
from governance.meetings import moments
from governance.proposals.locking import WrongMoment
from governance.proposals.models import Proposal, topics_of
from governance.proposals.vote import plans
from governance.proposals.vote.actions import dropping
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.locking import lock_to_vote
from governance.proposals.vote.models import Plan
from governance.proposals.vote.plans import hold, request_of
from governance.proposals.vote.question import question
from governance.proposals.vote.request import VoteRequest, following
from members.people.models import Person
from votes.ballots.actions import cast_in_advance
from votes.rounds import actions as rounds
from votes.rounds.models import Round

log = logging.getLogger(__name__)
REMINDERS = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}
MOST_AT_ONCE = 20_000  # voices; longer rolls are written by the lane for long work


@transaction.atomic
def open_now(plan: Plan, *, actor: Person | None, read: str | None = None) -> Round | None:
    """Open the vote of a plan; None where its roll is so long that the lane for long work writes it first.

    Raises what `hold` does, NoElectorate, BadDeadline or what `question` refuses, and nothing has changed.
    """
    proposal = hold(plan, read=read)
    if plan.opening_at is not None:
        raise WrongMoment(_("This vote is being opened already: its roll is long."))
    request = request_of(plan)
    # Of a meeting nobody reads who is there before it is held still.
    if request.electorate.item is None and sum(request.electorate.sizes().values()) > MOST_AT_ONCE:
        _begin_long(plan, request, actor)
        return None
    return open_vote(proposal, request, closes_at=plan.closes_at, actor=actor)


def _begin_long(plan: Plan, request: VoteRequest, actor: Person | None) -> None:
    question(plan.proposal, request)
    plan.opening_at = database_now()
    plan.save(update_fields=["opening_at"])
    outbox.post("open_long", key=plans.opens_once_written(plan), plan_id=plan.pk)
    record("plan.opening", actor=actor, topics=topics_of(plan.proposal), proposal=plan.proposal_id)


def put_to_vote(
    proposal: Proposal, actor: Person, *, decision_type: str, electorate: Electorate, closes_at: datetime, **options: Any
) -> Round:  # fmt: skip
    """Freeze the newest version and open a round on it, for or against unless `paper` has options (see `VoteRequest`).

    `closes_at` is an aware instant. Raises WrongMoment, NoElectorate, BadDeadline, WrongSecrecy or, without a
    code in force, NoCode; then nothing has changed.
    """
    return open_vote(
        proposal, VoteRequest(decision_type, electorate, **options), closes_at=closes_at, actor=actor
    )


@transaction.atomic
def open_vote(
    proposal: Proposal, request: VoteRequest, *, closes_at: datetime, actor: Person | None
) -> Round:
    """Open the vote that is asked for, in one transaction: the roll, the round, what was chosen in advance."""
    lock_to_vote(proposal)
    request = _in_its_meeting(request)
    proposal, begun = begin_vote(proposal, request, closes_at=closes_at, actor=actor)
    rounds.enrol(begun, request.seats())
    return declare_open(proposal, begun, request, actor=actor)


def _in_its_meeting(request: VoteRequest) -> VoteRequest:
    """The same, of a meeting as it stands now: whoever comes, leaves or closes it waits until the vote is open."""
    item = request.electorate.item
    if item is None:
        return request
    held = moments.hold(item.meeting)
    item = held.items.filter(pk=item.pk).first()
    if item is None:
        raise WrongMoment(_("This is not on the agenda of “%(meeting)s” any more.") % {"meeting": held})
    return replace(request, electorate=Electorate(held.record_on, item=item))


def begin_vote(
    proposal: Proposal, request: VoteRequest, *, closes_at: datetime, actor: Person | None
) -> tuple[Proposal, Round]:
    """Freeze what is asked, with an empty roll; the caller holds a transaction."""
    proposal = lock_to_vote(proposal)
    _where_tabled(proposal, request.electorate)
    # A rehearsal stands in the place of the vote that it rehearses.
    dropping.end_rehearsal(proposal, actor=actor)
    if proposal.amends is not None and proposal.amends.is_draft:
        freeze(proposal.amends)
    return proposal, rounds.begin(
        question(proposal, following(proposal, request)), closes_at=closes_at, actor=actor
    )


def declare_open(proposal: Proposal, begun: Round, request: VoteRequest, *, actor: Person | None) -> Round:
    """Take ballots from now on, with everything that an opening brings along; the caller holds a transaction."""
    opened = rounds.declare_open(begun, actor=actor)
    if chosen := request.in_advance():
        cast_in_advance(opened, chosen)
    proposal.round = opened
    proposal.save(update_fields=["round"])
    dropping.forget_plan(proposal, actor=actor)
    promise(opened)
    record(
        "proposal.voting",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=opened.pk,
        closes_at=opened.closes_at.isoformat(),
    )
    return opened


def _where_tabled(proposal: Proposal, electorate: Electorate) -> None:
    """What is on an agenda is voted on in that meeting. Raises WrongMoment elsewhere."""
    if proposal.item is not None and electorate.item != proposal.item:
        raise WrongMoment(
            _("This proposal is on the agenda of “%(meeting)s”: it is voted on there.")
            % {"meeting": proposal.item.meeting}
        )


def promise(opened: Round) -> None:
    """Promise the closing, and the reminders for which there is time."""
    outbox.post("settle", key=f"settle:{opened.pk}", due_at=opened.closes_at, round_id=opened.pk)
    for name, before in REMINDERS.items():
        if opened.opened_at is not None and opened.closes_at - before > opened.opened_at:
            outbox.post(
                "remind",
                key=f"remind:{opened.pk}:{name}",
                due_at=opened.closes_at - before,
                round_id=opened.pk,
                name=name,
            )


@transaction.atomic
def not_opened(plan: Plan, because: str) -> None:
    """Note that a vote which was to open by itself did not, and why; it waits for whoever leads it."""
    # What was prepared anew meanwhile, or dropped, is not spoken of.
    unchanged = Plan.objects.filter(pk=plan.pk, opening_at=plan.opening_at)
    if not unchanged.update(opens_at=None, opening_at=None):
        return
    dropping.discard_unopened(plan.proposal)
    topics = topics_of(plan.proposal)
    record(
        "plan.not_opened",
        topics=topics,
        proposal=plan.proposal_id,
        because=because,
        person=plan.prepared_by_id,
    )
    log.warning("the vote on proposal %s did not open: %s", plan.proposal_id, because)
