"""Acts on the plan of a vote: prepare it, let it open at its hour. Until it opens, everything may change."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.outbox import actions as outbox
from governance.proposals.locking import WrongMoment
from governance.proposals.models import Proposal, topics_of
from governance.proposals.vote import plans
from governance.proposals.vote.actions import dropping
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.locking import lock_to_vote
from governance.proposals.vote.models import Plan
from governance.proposals.vote.plans import PlanChanged, columns_of, hold, read_of
from governance.proposals.vote.question import question
from governance.proposals.vote.request import VoteRequest, following, repeat_request
from members.people.models import Person
from votes.rounds.deadline import BadDeadline, within_reach
from votes.tally.models import Result


@transaction.atomic
def prepare(
    proposal: Proposal, request: VoteRequest, *, opens_at: datetime | None = None, closes_at: datetime, actor: Person | None,
    read: str | None = None,
) -> Plan:  # fmt: skip
    """Say how a proposal will be put to a vote; nothing opens, and an earlier plan is replaced, rehearsal and all.

    `read` is the fingerprint of the plan that somebody read first, or NO_PLAN. Raises PlanChanged where another one is
    there, WrongMoment, BadDeadline, or what `question` refuses: what could not be opened is not planned.
    """
    proposal = lock_to_vote(proposal)
    earlier = Plan.objects.filter(proposal=proposal).select_related("proposal", "rehearsal").first()
    _may_replace(earlier, proposal, request, read)
    request = following(proposal, request)
    _in_order(opens_at, closes_at)
    question(proposal, request)
    if earlier is not None:
        # What was rehearsed, or is being opened, may not be what is asked now.
        dropping.wipe_rehearsal(earlier, actor=actor)
        dropping.stop_opening(earlier)
    facts = {
        **columns_of(request),
        "closes_at": closes_at,
        "prepared_by": actor,
        "opens_at": None,
        "opening_at": None,
    }
    plan, _created = Plan.objects.update_or_create(proposal=proposal, defaults=facts)
    record("plan.prepared", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    if opens_at is not None:
        schedule(plan, opens_at=opens_at, actor=actor)
    return plan


def _may_replace(earlier: Plan | None, proposal: Proposal, request: VoteRequest, read: str | None) -> None:
    """Refuse a plan in the place of another than was read, and one that passes over what a vote left open."""
    if read is not None and read != read_of(earlier):
        raise PlanChanged(
            _(
                "This vote was prepared otherwise meanwhile. Read that plan first; send this again to put it in its place."
            )
        )
    if earlier is None and proposal.round is not None and request.follows is None:
        raise WrongMoment(
            _("A vote left something open here: vote on that again, then change what you like.")
        )


def _in_order(opens_at: datetime | None, closes_at: datetime) -> None:
    now = database_now()
    if opens_at is not None and opens_at <= now:
        raise BadDeadline(_("The opening has passed. Pick a later moment, or open the vote now."))
    if closes_at <= (opens_at or now):
        raise BadDeadline(_("Choose a closing after the opening."))
    within_reach(closes_at, now)


@transaction.atomic
def schedule(plan: Plan, *, opens_at: datetime, actor: Person | None) -> None:
    """Let the vote open by itself at an instant. Raises BadDeadline."""
    proposal = hold(plan)
    _in_order(opens_at, plan.closes_at)
    plan.opens_at = opens_at
    plan.save(update_fields=["opens_at"])
    key = plans.opens_at_its_hour(plan)
    outbox.post("open_vote", key=key, due_at=opens_at, plan_id=plan.pk)
    outbox.revive(key, opens_at)
    record(
        "plan.scheduled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        opens_at=opens_at.isoformat(), closes_at=plan.closes_at.isoformat(),
    )  # fmt: skip


def prepare_again(proposal: Proposal, *, closes_at: datetime, actor: Person) -> Plan:
    """Prepare the vote that follows one which settled nothing: a second call, a second ballot, those who tied.

    Raises WrongMoment when there is nothing to vote on again.
    """
    if Plan.objects.filter(proposal=proposal).exists():
        raise WrongMoment(_("A vote is prepared already: change its plan, or drop it first."))
    result = Result.objects.filter(round=proposal.round_id).select_related("round").first()
    request = repeat_request(result.round, result.outcome) if result is not None else None
    if request is None:
        raise WrongMoment(_("This vote settled its question: there is nothing to vote on again."))
    if (item := proposal.item) is not None:
        # It is asked where it was taken since, and as the agenda there tells.
        electorate = Electorate(item.meeting.record_on, item=item)
        request = replace(request, decision_type=item.decision_type, electorate=electorate)
    return prepare(proposal, request, closes_at=closes_at, actor=actor)
