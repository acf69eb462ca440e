from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import database_now
from governance.circles.standing import standing_of
from governance.code.in_force import in_force
from governance.proposals import access, actions, files, listing, showing, tabling
from governance.proposals.forms import CommentForm, ProposalForm, TableForm
from governance.proposals.mentions import mentioned
from governance.proposals.models import Proposal, State
from governance.proposals.starting import first_words
from governance.proposals.why import why as why_not
from members.people.access import PersonRequest
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every proposal this person may read, by stage, circle and words."""
    standing = standing_of(request.user)
    chosen = listing.Filters.read(request.GET)
    found = listing.find(standing, chosen)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "proposals/index.html", listing.page(page, chosen, standing))


@login_required
def new(request: PersonRequest) -> HttpResponse:
    """Write a proposal; it stays its author's draft until submitted."""
    standing = access.proposer(request.user)
    initial = first_words(request.user, request.GET)
    form = ProposalForm(request.POST or None, standing=standing, fresh=True, initial=initial)
    if form.is_valid():
        proposal = actions.draft(request.user, **_text(form.cleaned_data))
        return redirect("proposals:detail", proposal.number)
    return render(request, "proposals/write.html", {"form": form}, status=_status(form))


@login_required
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
            actions.revise(proposal, request.user, **_text(form.cleaned_data))
        except actions.StaleVersion as stale:
            # The person's words stay in the form; the newer version is one link away.
            form.add_error(None, str(stale))
        else:
            return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal}
    return render(request, "proposals/write.html", page, status=_status(form))


def _text(cleaned: Page) -> Page:
    return {key: value for key, value in cleaned.items() if value is not None}


def _status(form: Any) -> int:
    return 422 if form.errors else 200


@login_required
@require_POST
def preview(request: PersonRequest) -> HttpResponse:
    """Show typed Markdown as it will be read; nothing is kept."""
    return render(request, "proposals/_preview.html", {"text": request.POST.get("body", "")[:20_000]})


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """The proposal: where it stands, the text, the vote, the discussion."""
    proposal = access.readable(request.user, number)
    if not request.user.is_authenticated:
        return redirect("portal:follow", number)
    form = CommentForm(proposal=proposal, initial={"parent": request.GET.get("answer")})
    return render(request, "proposals/detail.html", showing.whole_page(request.user, proposal, form))


@require_safe
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Lead from a round to its proposal."""
    return redirect("proposals:detail", access.readable_round(request.user, round_id).number)


@require_safe
def region(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One live region of the page, for the person who looks at it."""
    proposal = access.readable(request.user, number)
    template, page = showing.region(request.user, proposal, name)
    return render(request, template, page)


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """What changed from one version to another."""
    proposal = access.readable(request.user, number)
    return render(request, "proposals/versions.html", showing.versions(proposal, request.GET))


@require_safe
def result(request: HttpRequest, number: int) -> HttpResponse:
    """The verdict, its picture, its table, and how it was counted."""
    proposal = access.readable(request.user, number)
    if proposal.decision is None:
        return redirect("proposals:detail", number)
    return render(request, "proposals/result.html", showing.result(request.user, proposal))


@require_safe
def why(request: HttpRequest, number: int) -> HttpResponse:
    """Why can't I vote?"""
    proposal = access.readable(request.user, number)
    answer = why_not(request.user, proposal, database_now())
    return render(request, "proposals/why.html", {"proposal": proposal, "answer": answer})


@login_required
@require_POST
def comment(request: PersonRequest, number: int) -> HttpResponse:
    """Say something in the discussion."""
    proposal = access.discussed(request.user, number)
    form = CommentForm(request.POST, proposal=proposal)
    if not form.is_valid():
        page = showing.whole_page(request.user, proposal, form)
        return render(request, "proposals/detail.html", page, status=422)
    said = actions.comment(
        proposal,
        request.user,
        form.cleaned_data["body"],
        parent=form.cleaned_data["parent"],
        mentions=mentioned(form.cleaned_data["body"], proposal),
    )
    return redirect(f"{_url(proposal)}#comment-{said.pk}")


def _url(proposal: Proposal) -> str:
    return f"/proposals/{proposal.number}/"


@login_required
@require_POST
def remove_comment(request: PersonRequest, number: int, comment_id: int) -> HttpResponse:
    """Take one's own words back."""
    actions.remove_comment(access.own_comment(request.user, number, comment_id), request.user)
    return redirect(f"/proposals/{number}/#discussion")


@login_required
@require_POST
def submit(request: PersonRequest, number: int) -> HttpResponse:
    """Open a draft to discussion."""
    actions.submit(access.editable(request.user, number), request.user)
    messages.success(request, _("Your proposal is on the table. Everyone it concerns can discuss it."))
    return redirect("proposals:detail", number)


@login_required
def withdraw(request: PersonRequest, number: int) -> HttpResponse:
    """Ask once, then withdraw."""
    proposal = access.editable(request.user, number)
    if request.method == "POST":
        actions.withdraw(proposal, request.user)
        return redirect("proposals:detail", number)
    return render(request, "proposals/withdraw.html", {"proposal": proposal})


@login_required
@require_POST
def attach(request: PersonRequest, number: int) -> HttpResponse:
    """Put a file beside the text."""
    proposal = access.editable(request.user, number)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect(f"{_url(proposal)}#files")
    try:
        files.attach(proposal, upload, request.user)
    except files.FileRefused as no:
        messages.error(request, str(no))
    return redirect(f"{_url(proposal)}#files")


@login_required
@require_POST
def detach(request: PersonRequest, number: int, attachment_id: int) -> HttpResponse:
    """Take a file away while the text is not frozen."""
    proposal = access.editable(request.user, number)
    if proposal.state(database_now()) not in {State.DRAFT, State.DISCUSSED}:
        raise actions.WrongMoment(_("The text and its files are frozen by the vote."))
    files.detach(access.attached(request.user, number, attachment_id), request.user)
    return redirect(f"{_url(proposal)}#files")


@require_safe
def download(request: HttpRequest, number: int, attachment_id: int) -> FileResponse:
    """Hand a file over as it came; it is never opened inside this site."""
    attachment = access.attached(request.user, number, attachment_id)
    return FileResponse(
        attachment.file.open(),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@login_required
def table(request: PersonRequest, number: int) -> HttpResponse:
    """Put a proposal on the agenda of a meeting."""
    proposal = access.tabled(request.user, number)
    form = TableForm(request.POST or None, code=in_force(timezone.localdate()))
    act = lambda: tabling.table(proposal, actor=request.user, **form.cleaned_data)  # noqa: E731
    if carried_out(form, act):
        messages.success(request, _("It is on the agenda, and is voted on in the meeting."))
        return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal}
    return render(request, "proposals/table.html", page, status=_status(form))


@login_required
@require_POST
def take_off(request: PersonRequest, number: int) -> HttpResponse:
    """Take a proposal off the agenda."""
    tabling.take_off(access.tabled(request.user, number), actor=request.user)
    messages.success(request, _("It is off the agenda; its discussion goes on."))
    return redirect("proposals:detail", number)
