"""Pages that prepare a vote: plan, rehearse, schedule, open."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.limits import limited
from core.replays.once import once
from governance.code.in_force import in_force
from governance.code.vocabulary.values import Code
from governance.proposals.locking import is_at
from governance.proposals.models import Proposal, State
from governance.proposals.vote import access, errands, my_region, plans
from governance.proposals.vote.actions import dropping, opening, preparing, rehearsing
from governance.proposals.vote.desk import checks
from governance.proposals.vote.desk.plan_form import PlanForm
from governance.proposals.vote.desk.plan_page import explained, rehearsed
from governance.proposals.vote.models import Plan
from members.people.access import PersonRequest
from members.people.views import carried_out
from votes.rounds.models import Round

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
    return render(request, "proposals/vote/vote.html", page, status=status)


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
    address = reverse("proposals:detail", args=[number])
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@login_required
@require_safe
def plan(request: PersonRequest, number: int) -> HttpResponse:
    """A vote that is prepared: how it will be counted, what to see to, and what may be done with it."""
    prepared = _plans(request, number).first()
    if prepared is None:
        return _opened_or_dropped(request, number)
    reason = plans.request_of(prepared).again
    page: Page = {
        "plan": prepared,
        "proposal": prepared.proposal,
        "again": Round.Again(reason).label if reason else "",
        **explained(prepared),
        "read": plans.fingerprint(prepared),
        "checks": checks.checks(prepared),
        "progress": errands.progress(prepared.pk) if prepared.opening_at else None,
        "may_try": my_region.rehearsal_for(request.user, prepared.proposal) is not None,
        "rehearsed": rehearsed(prepared.rehearsal) if prepared.rehearsal else "",
    }
    return render(request, "proposals/vote/plan.html", page)


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
