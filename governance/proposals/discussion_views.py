"""Pages of the discussion: say something, take one's own words back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.limits import limited, take
from core.replays.once import once
from governance.circles.standing import standing_of
from governance.proposals import access, detail_page
from governance.proposals.actions import discussing
from governance.proposals.forms import CommentForm
from governance.proposals.mentions import mentioned, unheard
from governance.proposals.views import back_to
from members.people.access import PersonRequest


@login_required
@require_POST
@limited("comment")
@once
def comment(request: PersonRequest, number: int) -> HttpResponse:
    """Say something in the discussion."""
    proposal = access.discussed(request.user, number)
    form = CommentForm(request.POST, proposal=proposal)
    if not form.is_valid():
        page = detail_page.whole_page(request.user, proposal, form)
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
    return back_to(number, "discussion")
