"""Pages about a vote: its result, why somebody may not vote, the way from a round to its proposal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.clock import database_now
from governance.proposals.access import known
from governance.proposals.vote import access
from governance.proposals.vote.desk import result_page
from governance.proposals.vote.desk.right_to_vote import right_to_vote


@require_safe
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Lead from a round to its proposal."""
    return redirect("proposals:detail", access.readable_round(request.user, round_id).number)


@require_safe
def result(request: HttpRequest, number: int) -> HttpResponse:
    """The verdict, its picture, its table, and how it was counted."""
    proposal = known(request.user, number)
    if proposal.decision is None or proposal.round is None:
        return redirect("proposals:detail", number)
    return render(request, "proposals/vote/result.html", result_page.result(request.user, proposal))


@require_safe
def why_not_voting(request: HttpRequest, number: int) -> HttpResponse:
    """Why can't I vote?"""
    proposal = known(request.user, number)
    answer = right_to_vote(request.user, proposal, database_now())
    return render(request, "proposals/vote/why.html", {"proposal": proposal, "answer": answer})
