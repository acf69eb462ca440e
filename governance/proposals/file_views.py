"""Files beside a proposal: put there, taken away, handed over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.files import FileRefused
from core.limits import limited
from core.replays.once import once
from governance.proposals import access, detail_page
from governance.proposals.actions import attaching
from governance.proposals.forms import CommentForm
from governance.proposals.views import back_to
from members.people.access import PersonRequest


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
        page = detail_page.whole_page(request.user, proposal, CommentForm(proposal=proposal))
        return render(request, "proposals/detail.html", page, status=422)
    return back_to(number, "files")


@login_required
@require_POST
@once
def detach(request: PersonRequest, number: int, attachment_id: int) -> HttpResponse:
    """Take a file away while the text is not frozen."""
    access.editable(request.user, number)
    attaching.detach(access.attached(request.user, number, attachment_id), request.user)
    return back_to(number, "files")


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
