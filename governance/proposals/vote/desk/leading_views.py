"""Pages that lead an open vote, and what it left open: extend, close, cancel, proclaim, vote again, let it rest."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import database_now
from core.limits import limited
from core.replays.once import once
from governance.proposals.models import Proposal, State
from governance.proposals.vote import access, locking, turnout
from governance.proposals.vote.actions import leading, preparing, settling
from governance.proposals.vote.desk.forms import AgainForm, CancelForm, ExtendForm
from members.people.access import PersonRequest
from members.people.form_pages import confirm_page
from members.people.views import carried_out
from votes.tally.models import Result


def _led(request: PersonRequest, number: int) -> Proposal:
    """Lend a proposal for an act on its vote; the form of such an act says of which it was read. Raises AnotherVote."""
    proposal = access.led(request.user, number)
    locking.as_read(proposal, request.POST.get("round"))
    return proposal


@login_required
@limited("announce", acts=True)
@once
def extend(request: PersonRequest, number: int) -> HttpResponse:
    """Let an open vote last longer, with a reason."""
    proposal = _led(request, number)
    locking.is_voted_on(proposal, State.VOTING)
    form = ExtendForm(request.POST or None)
    act = lambda: leading.extend(  # noqa: E731
        proposal,
        closes_at=form.cleaned_data["closes"],
        because=form.cleaned_data["because"],
        actor=request.user,
    )
    if carried_out(form, act):
        messages.success(request, _("The closing is moved, and the reason shown."))
        return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal}
    return render(request, "proposals/vote/extend.html", page, status=422 if form.is_bound else 200)


@login_required
@once
def close(request: PersonRequest, number: int) -> HttpResponse:
    """Ask once, then close the vote now; the count follows in the same breath."""
    proposal = _led(request, number)
    if proposal.round is None or proposal.state(database_now()) != State.VOTING:
        return redirect("proposals:detail", number)
    if request.method == "POST":
        settling.close_early(proposal, actor=request.user)
        return redirect("proposals:detail" if proposal.round.by_hand else "proposals:result", number)
    page = {"proposal": proposal, "turnout": turnout.turnout(proposal)}
    return render(request, "proposals/vote/close.html", page)


@login_required
@limited("announce", acts=True)
@once
def cancel(request: PersonRequest, number: int) -> HttpResponse:
    """Cancel the open vote, with a reason."""
    proposal = _led(request, number)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        leading.cancel_vote(proposal, request.user, because=form.cleaned_data["because"])
        return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal}
    return render(request, "proposals/vote/cancel.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
@once
def proclaim(request: PersonRequest, number: int) -> HttpResponse:
    """Count a vote whose paper ballots are in, and proclaim what it gave."""
    settling.proclaim(_led(request, number), actor=request.user)
    return redirect("proposals:result", number)


@login_required
@limited("announce", acts=True)
@once
def vote_again(request: PersonRequest, number: int) -> HttpResponse:
    """Prepare the vote that follows one which settled nothing."""
    proposal = access.votable(request.user, number)
    locking.as_read(proposal, request.POST.get("round"))
    locking.is_voted_on(proposal, State.AGAIN)
    form = AgainForm(request.POST or None)
    act = lambda: preparing.prepare_again(proposal, closes_at=form.cleaned_data["closes"], actor=request.user)  # noqa: E731
    if carried_out(form, act):
        return redirect("proposals:plan", number)
    result = Result.objects.filter(round=proposal.round_id).first()
    page = {"form": form, "proposal": proposal, "result": result}
    return render(request, "proposals/vote/again.html", page, status=422 if form.is_bound else 200)


@login_required
@once
def rest(request: PersonRequest, number: int) -> HttpResponse:
    """Let a vote that settled nothing rest: ask once, then nothing is adopted."""
    proposal = access.votable(request.user, number)
    locking.as_read(proposal, request.POST.get("round"))
    locking.is_voted_on(proposal, State.AGAIN)
    act = lambda: settling.let_rest(proposal, actor=request.user)  # noqa: E731
    words = {
        "lead": _(
            "It enters the register as its vote left it, and is not voted on again; another proposal may take it up."
        ),
        "action": _("Let it rest"),
        "done": _("It rests, and is in the register as its vote left it."),
    }
    title = _("Let “%(question)s” rest?") % {"question": proposal.title}
    back = reverse("proposals:detail", args=[number])
    return confirm_page(request, act, title, back, kept={"round": str(proposal.round_id)}, **words)


@login_required
@require_safe
def waiting(request: PersonRequest, number: int) -> HttpResponse:
    """Who has not voted yet: names, never choices."""
    proposal = access.counted(request.user, number)
    voices = turnout.not_voted(proposal, request.GET)
    page = {"proposal": proposal, "page": voices, "turnout": turnout.turnout(proposal)}
    return render(request, "proposals/vote/waiting.html", page)
