"""The plan of a vote, as it is read, held and named."""

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.proposals.models import Proposal
from governance.proposals.vote.locking import lock_to_vote
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest

# What a page says of a plan, beside the text and its files.
READ = ("pk", "request", "opens_at", "closes_at", "follows_id")
NO_PLAN = "none"


def opens_at_its_hour(plan: Plan) -> str:
    """The key of the errand that opens a vote at the time for which it is planned."""
    return f"open:{plan.proposal_id}:{plan.pk}"


def opens_once_written(plan: Plan) -> str:
    """The key of the errand that writes a long roll, then opens."""
    assert plan.opening_at is not None
    return f"open-long:{plan.pk}:{plan.opening_at.isoformat()}"


class PlanChanged(Refusal):
    """A plan is not what somebody read before they acted on it."""


def columns_of(request: VoteRequest) -> dict[str, Any]:
    """What is asked, as the columns of a plan keep it; `request_of` reads it."""
    return {"request": request.to_json(), "follows": request.follows}


def request_of(plan: Plan) -> VoteRequest:
    """What a plan asks, on the register of today."""
    return VoteRequest.from_json(plan.request, follows=plan.follows)


def read_of(plan: Plan | None) -> str:
    """What a page keeps of the plan that it shows, if there is one."""
    return NO_PLAN if plan is None else fingerprint(plan)


def fingerprint(plan: Plan) -> str:
    """What somebody reads of a plan before they act on it: the question, who votes, until when, the text and its files.

    Its rehearsal is not in it: to try a vote out does not change it.
    """
    facts = {name: getattr(plan, name) for name in READ}
    files = list(plan.proposal.attachments.values_list("sha256", flat=True))
    # Asked anew: the row may have been brought along before a version was written.
    version = plan.proposal.versions.aggregate(last=Max("number"))["last"]
    text = json.dumps({**facts, "version": version, "files": files}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def hold(plan: Plan, *, read: str | None = None) -> Proposal:
    """Lock the proposal of a plan, and bring the plan up to date with what it is now.

    Raises WrongMoment, or PlanChanged where it is no more, or another than was `read` (its fingerprint).
    """
    proposal = lock_to_vote(plan.proposal)
    if not Plan.objects.filter(pk=plan.pk).exists():
        raise PlanChanged(_("This plan was dropped after you opened the page."))
    plan.refresh_from_db()
    plan.proposal = proposal
    if read is not None and read != fingerprint(plan):
        raise PlanChanged(_("This plan was changed after you opened the page: read it as it is now."))
    return proposal
