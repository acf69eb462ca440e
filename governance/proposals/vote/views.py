"""Pages that prepare a vote, and lead it while it is open: plan, rehearse, schedule, open, extend, close, vote again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import database_now
from core.errors import Refusal
from core.limits import limited
from core.replays.once import once
from governance.code.in_force import in_force
from governance.code.vocabulary.values import Code
from governance.proposals import access, panels, showing
from governance.proposals.forms import AgainForm, CancelForm, ExtendForm
from governance.proposals.locking import is_at
from governance.proposals.models import Plan, Proposal, State
from governance.proposals.vote import checks, errands, locking, plans
from governance.proposals.vote.actions import dropping, leading, opening, preparing, rehearsing, settling
from governance.proposals.vote.plan_form import PlanForm
from governance.proposals.vote.question import question
from members.people.access import PersonRequest
from members.people.one_form import asked_once
from members.people.views import carried_out
from votes.rounds.explain import cited
from votes.rounds.models import Round
from votes.tally.models import Result
from votes.tally.told import left_open, told, told_outcome

Page = dict[str, Any]
PLANNED = (State.DISCUSSED, State.AGAIN)


@login_required
@once
def vote(request: PersonRequest, number: int) -> HttpResponse:
    """Put to a vote: say how, read in plain words how it will be counted, then rehearse, schedule or open."""
    proposal = access.votable(request.user, number)
    is_at(proposal, *PLANNED)
    plan = Plan.objects.filter(proposal=proposal).select_related("rehearsal").first()
    form = PlanForm(
        request.POST or None,
        proposal=proposal,
        code=_code_of(proposal),
        plan=plan,
        initial=_suggested(request.GET),
    )
    saved: list[Plan] = []
    if carried_out(form, lambda: saved.append(_save(request, proposal, form))):
        if "open" in request.POST:
            return _open(request, saved[0])
        return redirect("proposals:plan", number)
    status = 422 if form.is_bound else 200
    page = {"form": form, "proposal": proposal, "plan": plan, "read": plans.read_of(plan)}
    return render(request, "proposals/vote.html", page, status=status)


def _suggested(query: QueryDict) -> Page:
    """What the guide suggested, for the form to begin with."""
    return {name: query[name] for name in ("what", "method") if name in query}


def _code_of(proposal: Proposal) -> Code:
    """The code by which it would be voted on: in a meeting, that of the record date."""
    return in_force(proposal.item.meeting.record_on if proposal.item else timezone.localdate())


def _save(request: PersonRequest, proposal: Proposal, form: PlanForm) -> Plan:
    cleaned = form.cleaned_data
    return preparing.prepare(
        proposal, form.vote_request(), opens_at=cleaned.get("opens"), closes_at=cleaned["closes"], actor=request.user,
        read=request.POST.get("read"),
    )  # fmt: skip


def _open(request: PersonRequest, plan: Plan, read: str | None = None) -> HttpResponse:
    opened = opening.open_now(plan, actor=request.user, read=read)
    if opened is None:
        messages.success(request, _("The roll is long: it is being written, and voting opens by itself."))
        return redirect("proposals:plan", plan.proposal.number)
    messages.success(request, _("Voting is open. Those who may vote are being told."))
    return redirect("proposals:detail", plan.proposal.number)


def _plan(request: PersonRequest, number: int) -> Plan:
    return get_object_or_404(_plans(request, number))


def _plans(request: PersonRequest, number: int) -> Any:
    """The plan of a proposal, if it has one, for whoever may put it to a vote."""
    rows = Plan.objects.select_related("proposal", "rehearsal", "follows", "prepared_by")
    return rows.filter(proposal=access.votable(request.user, number))


def _opened_or_dropped(request: PersonRequest, number: int) -> HttpResponse:
    """Lead from a plan that is no more to the proposal; a page that waits for the opening goes there by itself."""
    there = reverse("proposals:detail", args=[number])
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


@login_required
@require_safe
def plan(request: PersonRequest, number: int) -> HttpResponse:
    """A vote that is prepared: how it will be counted, what to see to, and what may be done with it."""
    found = _plans(request, number).first()
    if found is None:
        return _opened_or_dropped(request, number)
    again = plans.request_of(found).again
    page: Page = {
        "plan": found,
        "proposal": found.proposal,
        "again": Round.Again(again).label if again else "",
        **_explained(found),
        "read": plans.fingerprint(found),
        "checks": checks.checks(found),
        "progress": errands.progress(found.pk) if found.opening_at else None,
        "may_try": panels.rehearsal_for(request.user, found.proposal) is not None,
        "rehearsed": _rehearsed(found.rehearsal) if found.rehearsal else "",
    }
    return render(request, "proposals/plan.html", page)


def _explained(plan: Plan) -> Page:
    """How it will be counted; nothing where it cannot be opened any more, for which `checks.checks` says why."""
    vote_request = plans.request_of(plan)
    on_roll = sum(vote_request.electorate.sizes().values())
    try:
        asked = question(plan.proposal, vote_request)
    except Refusal:
        return {"on_roll": on_roll}
    return {
        "asked": asked,
        "on_roll": on_roll,
        "explanation": showing.explanation(asked, registered=on_roll),
        "cited": cited(asked.articles, asked.edition),
    }


def _rehearsed(rehearsal: Round) -> str:
    """What a rehearsal gave, in a sentence; empty until it is counted. It decides nothing."""
    result = Result.objects.filter(round=rehearsal).first()
    if result is None:
        return ""
    if result.outcome["undecided"]:
        return left_open(rehearsal, result.outcome)
    shown = told_outcome(rehearsal, result.outcome)
    return told(rehearsal, shown, result.adopted).sentence


@login_required
@require_POST
@limited("announce")
@once
def open_now(request: PersonRequest, number: int) -> HttpResponse:
    """Open the vote as it is planned, and was read."""
    return _open(request, _plan(request, number), _read(request))


def _read(request: PersonRequest) -> str:
    """The fingerprint of the plan that somebody read before they pressed a button of its page."""
    return request.POST.get("read", "")


@login_required
@require_POST
@once
def drop(request: PersonRequest, number: int) -> HttpResponse:
    """Forget the plan of a vote."""
    dropping.drop(_plan(request, number), actor=request.user, read=_read(request))
    messages.success(request, _("The plan is dropped; the discussion goes on."))
    return redirect("proposals:detail", number)


@login_required
@require_POST
@limited("rehearse")
@once
def rehearse(request: PersonRequest, number: int) -> HttpResponse:
    """Open a rehearsal."""
    rehearsing.rehearse(_plan(request, number), actor=request.user, read=_read(request))
    messages.success(request, _("The rehearsal is open: everybody on the roll may try, and nothing counts."))
    return redirect("proposals:plan", number)


@login_required
@require_POST
@once
def count_rehearsal(request: PersonRequest, number: int) -> HttpResponse:
    """Count what was tried."""
    rehearsing.count_rehearsal(_plan(request, number), actor=request.user, read=request.POST.get("rehearsal"))
    return redirect("proposals:plan", number)


@login_required
@require_POST
@once
def end_rehearsal(request: PersonRequest, number: int) -> HttpResponse:
    """Wipe the rehearsal."""
    rehearsing.end_rehearsal(_plan(request, number), actor=request.user, read=request.POST.get("rehearsal"))
    messages.success(request, _("The rehearsal is wiped: not one of its ballots is left."))
    return redirect("proposals:plan", number)


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
    is_at(proposal, State.VOTING)
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
    return render(request, "proposals/extend.html", page, status=422 if form.is_bound else 200)


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
    page = {"proposal": proposal, "turnout": showing.turnout(proposal)}
    return render(request, "proposals/close.html", page)


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
    return render(request, "proposals/cancel.html", page, status=422 if form.is_bound else 200)


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
def again(request: PersonRequest, number: int) -> HttpResponse:
    """Prepare the vote that follows one which settled nothing."""
    proposal = access.votable(request.user, number)
    locking.as_read(proposal, request.POST.get("round"))
    is_at(proposal, State.AGAIN)
    form = AgainForm(request.POST or None)
    act = lambda: preparing.prepare_again(proposal, closes_at=form.cleaned_data["closes"], actor=request.user)  # noqa: E731
    if carried_out(form, act):
        return redirect("proposals:plan", number)
    result = Result.objects.filter(round=proposal.round_id).first()
    page = {"form": form, "proposal": proposal, "result": result}
    return render(request, "proposals/again.html", page, status=422 if form.is_bound else 200)


@login_required
@once
def rest(request: PersonRequest, number: int) -> HttpResponse:
    """Let a vote that settled nothing rest: ask once, then nothing is adopted."""
    proposal = access.votable(request.user, number)
    locking.as_read(proposal, request.POST.get("round"))
    is_at(proposal, State.AGAIN)
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
    return asked_once(request, act, title, back, kept={"round": str(proposal.round_id)}, **words)


@login_required
@require_safe
def waiting(request: PersonRequest, number: int) -> HttpResponse:
    """Who has not voted yet: names, never choices."""
    proposal = access.counted(request.user, number)
    voices = showing.not_voted(proposal, request.GET)
    page = {"proposal": proposal, "page": voices, "turnout": showing.turnout(proposal)}
    return render(request, "proposals/waiting.html", page)
