from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.limits import limited
from core.places import place
from core.replays.once import once
from governance.circles.standing import standing_of
from governance.proposals import access, detail_page, listing, versions_page
from governance.proposals.actions import ending, writing
from governance.proposals.agendas import what_leaving_means
from governance.proposals.forms import CommentForm, ProposalForm
from governance.proposals.starting import first_words
from members.people.access import PersonRequest

Page = dict[str, Any]


@login_required
@require_safe
@limited("search", field="q")
def index(request: PersonRequest) -> HttpResponse:
    """Every proposal this person may read, by stage, circle and words."""
    standing = standing_of(request.user)
    chosen = listing.Filters.read(request.GET)
    proposals = listing.find(standing, chosen)
    page = Paginator(proposals, 50).get_page(request.GET.get("page"))
    return render(request, "proposals/index.html", listing.page(page, chosen, standing))


@login_required
@limited("write", acts=True)
@once
def new(request: PersonRequest) -> HttpResponse:
    """Write a proposal; it stays its author's draft until submitted."""
    standing = access.proposer(request.user)
    initial = first_words(request.user, request.GET)
    form = ProposalForm(request.POST or None, standing=standing, fresh=True, initial=initial)
    if form.is_valid():
        proposal = writing.draft(request.user, **_text(form.cleaned_data))
        return redirect("proposals:detail", proposal.number)
    return render(request, "proposals/write.html", {"form": form}, status=status_of(form))


@login_required
@limited("write", acts=True)
@once
def edit(request: PersonRequest, number: int) -> HttpResponse:
    """Write the next version."""
    proposal = access.editable(request.user, number)
    form = ProposalForm(
        request.POST or None,
        instance=proposal.latest,
        standing=standing_of(request.user),
        fresh=False,
        initial={"based_on": proposal.latest.number, "note": ""},
    )
    if form.is_valid():
        try:
            writing.revise(proposal, request.user, **_text(form.cleaned_data))
        except writing.StaleVersion as stale:
            # The person's words stay in the form; the newer version is one link away.
            form.add_error(None, str(stale))
            form.stands_on(proposal.latest.number)
        else:
            return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal}
    return render(request, "proposals/write.html", page, status=status_of(form))


def _text(cleaned: Page) -> Page:
    return {key: value for key, value in cleaned.items() if value is not None}


def status_of(form: Any) -> int:
    """With which status a form is shown: 422 where it was sent and something is wrong."""
    return 422 if form.errors else 200


@login_required
@require_POST
@limited("preview")
def preview(request: PersonRequest) -> HttpResponse:
    """Show typed Markdown as it will be read; nothing is kept."""
    return render(request, "proposals/_preview.html", {"text": request.POST.get("body", "")[:20_000]})


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """The proposal: where it stands, the text, the vote; and the discussion, for those who may read it.

    Whoever wrote in it, and may know no more of it, finds their own words.
    """
    proposal = access.known_if_any(request.user, number)
    if proposal is None:
        written = access.own_versions(request.user, number)
        return render(request, "proposals/own_words.html", {"versions": written})
    if not request.user.is_authenticated:
        return redirect(place("follow", number))
    form = CommentForm(proposal=proposal, initial={"parent": request.GET.get("answer")})
    return render(request, "proposals/detail.html", detail_page.whole_page(request.user, proposal, form))


@require_safe
def region(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One live region of the page, for the person who looks at it."""
    door = access.readable if name == "discussion" else access.known
    proposal = door(request.user, number)
    template, page = detail_page.region(request.user, proposal, name)
    return render(request, template, page)


@require_safe
@limited("compare")
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """What changed from one version to another."""
    proposal = access.readable(request.user, number)
    return render(request, "proposals/versions.html", versions_page.versions(proposal, request.GET))


def back_to(number: int, place: str) -> HttpResponse:
    """Lead back to a place on the page of a proposal."""
    return redirect(f"{reverse('proposals:detail', args=[number])}#{place}")


@login_required
@require_POST
@limited("announce")
@once
def submit(request: PersonRequest, number: int) -> HttpResponse:
    """Open a draft to discussion."""
    writing.submit(access.editable(request.user, number), request.user)
    messages.success(request, _("Your proposal is on the table. Everyone it concerns can discuss it."))
    return redirect("proposals:detail", number)


@login_required
@once
def withdraw(request: PersonRequest, number: int) -> HttpResponse:
    """Ask once, then withdraw."""
    proposal = access.editable(request.user, number)
    if request.method == "POST":
        ending.withdraw(proposal, request.user)
        return redirect("proposals:detail", number)
    leaving = what_leaving_means(proposal)
    return render(request, "proposals/withdraw.html", {"proposal": proposal, "leaving": leaving})
