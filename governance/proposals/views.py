from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import database_now
from core.files import FileRefused
from core.limits import limited, take
from core.replays.once import once
from governance.circles.standing import standing_of
from governance.code.in_force import in_force
from governance.meetings.notice import notice_runs
from governance.proposals import access, agendas, listing, showing
from governance.proposals.actions import attaching, discussing, ending, tabling, writing
from governance.proposals.forms import CommentForm, ProposalForm, TableForm
from governance.proposals.mentions import mentioned, unheard
from governance.proposals.models import Proposal
from governance.proposals.starting import first_words
from governance.proposals.vote.why import why as why_not
from members.people.access import PersonRequest
from members.people.models import Person
from members.people.one_form import asked_once
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@require_safe
@limited("search", field="q")
def index(request: PersonRequest) -> HttpResponse:
    """Every proposal this person may read, by stage, circle and words."""
    standing = standing_of(request.user)
    chosen = listing.Filters.read(request.GET)
    found = listing.find(standing, chosen)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
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
    return render(request, "proposals/write.html", {"form": form}, status=_status(form))


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
    return render(request, "proposals/write.html", page, status=_status(form))


def _text(cleaned: Page) -> Page:
    return {key: value for key, value in cleaned.items() if value is not None}


def _status(form: Any) -> int:
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
    door = access.readable if name == "discussion" else access.known
    proposal = door(request.user, number)
    template, page = showing.region(request.user, proposal, name)
    return render(request, template, page)


@require_safe
@limited("compare")
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """What changed from one version to another."""
    proposal = access.readable(request.user, number)
    return render(request, "proposals/versions.html", showing.versions(proposal, request.GET))


@require_safe
def result(request: HttpRequest, number: int) -> HttpResponse:
    """The verdict, its picture, its table, and how it was counted."""
    proposal = access.known(request.user, number)
    if proposal.decision is None:
        return redirect("proposals:detail", number)
    return render(request, "proposals/result.html", showing.result(request.user, proposal))


@require_safe
def why(request: HttpRequest, number: int) -> HttpResponse:
    """Why can't I vote?"""
    proposal = access.known(request.user, number)
    answer = why_not(request.user, proposal, database_now())
    return render(request, "proposals/why.html", {"proposal": proposal, "answer": answer})


@login_required
@require_POST
@limited("comment")
@once
def comment(request: PersonRequest, number: int) -> HttpResponse:
    """Say something in the discussion."""
    proposal = access.discussed(request.user, number)
    form = CommentForm(request.POST, proposal=proposal)
    if not form.is_valid():
        page = showing.whole_page(request.user, proposal, form)
        return render(request, "proposals/detail.html", page, status=422)
    body = form.cleaned_data["body"]
    named = mentioned(body, proposal)
    if named.heard:
        take(request, "mention", times=len(named.heard))
    message = discussing.comment(
        proposal, request.user, body, parent=form.cleaned_data["parent"], mentions=named.heard
    )
    for sentence in unheard(named, standing_of(request.user)):
        messages.warning(request, sentence)
    return redirect(message)


@login_required
@require_POST
@once
def remove_comment(request: PersonRequest, number: int, comment_id: int) -> HttpResponse:
    """Take one's own words back."""
    discussing.remove_comment(access.own_comment(request.user, number, comment_id), request.user)
    return _back(number, "discussion")


def _back(number: int, place: str) -> HttpResponse:
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
    leaving = _what_leaving_means(proposal)
    return render(request, "proposals/withdraw.html", {"proposal": proposal, "leaving": leaving})


@login_required
@require_POST
@limited("attach")
@once
def attach(request: PersonRequest, number: int) -> HttpResponse:
    """Put a file beside the text."""
    proposal = access.editable(request.user, number)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise FileRefused(_("Choose a file first."))
        attaching.attach(proposal, upload, request.user)
    except FileRefused as no:
        messages.error(request, str(no))
        page = showing.whole_page(request.user, proposal, CommentForm(proposal=proposal))
        return render(request, "proposals/detail.html", page, status=422)
    return _back(number, "files")


@login_required
@require_POST
@once
def detach(request: PersonRequest, number: int, attachment_id: int) -> HttpResponse:
    """Take a file away while the text is not frozen."""
    access.editable(request.user, number)
    attaching.detach(access.attached(request.user, number, attachment_id), request.user)
    return _back(number, "files")


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
@once
def table(request: PersonRequest, number: int) -> HttpResponse:
    """Put a proposal on the agenda of a meeting."""
    proposal = access.tabled(request.user, number)
    form = TableForm(request.POST or None, code=in_force(timezone.localdate()), proposal=proposal)
    if carried_out(form, lambda: _table(proposal, form.cleaned_data, request.user)):
        messages.success(request, _("It is on the agenda, and is voted on in the meeting."))
        return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal, "closed": agendas.is_closed_to_members(proposal)}
    return render(request, "proposals/table.html", page, status=_status(form))


def _table(proposal: Proposal, said: Page, actor: Person) -> None:
    """As the text of a question that waits for one, or as a question of its own."""
    question = said.pop("question")
    if question is not None:
        tabling.give_text(proposal, question, actor=actor)
    else:
        tabling.table(proposal, actor=actor, **said)


@login_required
@once
def take_off(request: PersonRequest, number: int) -> HttpResponse:
    """Take a proposal off the agenda: ask once, then do it."""
    proposal = access.tabled(request.user, number)
    act = lambda: tabling.take_off(proposal, actor=request.user)  # noqa: E731
    words = {
        "lead": _what_leaving_means(proposal)
        or _("Its discussion goes on, and it may be put on another agenda."),
        "action": _("Take it off"),
        "done": _("It is off the agenda; its discussion goes on."),
    }
    title = _("Take “%(question)s” off the agenda?") % {"question": proposal.title}
    return asked_once(request, act, title, reverse("proposals:detail", args=[number]), **words)


def _what_leaving_means(proposal: Proposal) -> str:
    """What cannot be undone about taking a proposal off the agenda of a meeting that is not over."""
    meeting = proposal.item.meeting if proposal.item is not None else None
    if meeting is None or meeting.closed_at is not None:
        return ""
    said = [
        _("Members who were called for it read the agenda without it from now on; its number stays empty.")
    ]
    if notice_runs(meeting):
        said.append(_("It cannot come back on this agenda: the notice of the meeting runs, or it is open."))
    if meeting.opened_at is None and meeting.proxies.standing().filter(carried_from__isnull=False).exists():
        said.append(_("The proxies that went along from the first call end: they were given for its agenda."))
    return " ".join(said)
