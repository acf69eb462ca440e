"""Pages of check-in at a meeting: who comes and leaves, what was noted of it by mistake, and forms that came by post."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.replays.once import once
from governance.assemblies.actions import checking_in
from governance.assemblies.attendance_page import attendance_page
from governance.assemblies.forms import ArrivalForm
from governance.meetings import access
from governance.meetings.models import Meeting
from governance.meetings.votes import open_votes
from governance.proxies.actions import postal_forms
from governance.proxies.forms import PostalFormForm
from governance.proxies.mistake_views import put_right, with_what_was_asked
from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@require_safe
def attending(request: PersonRequest, pk: int) -> HttpResponse:
    """The list to check in by: every member, how they take part, and the buttons to note it."""
    return render(
        request, "assemblies/attendance.html", _attending(request, access.counted(request.user, pk))
    )


def _attending(request: PersonRequest, meeting: Meeting, **forms: Any) -> Page:
    page = attendance_page(meeting, request.GET)
    return {**page, "form": PostalFormForm(items=page["items"]), "members": suggestions(), **forms}


@login_required
@require_POST
@once
def arrive(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that somebody came."""
    meeting = access.counted(request.user, pk)
    form = ArrivalForm(request.POST)
    act = lambda: _arrives(request, meeting, form.cleaned_data)  # noqa: E731
    return _noted(request, meeting, form, act, "arrive_form")


def _arrives(request: PersonRequest, meeting: Meeting, arrival: Page) -> None:
    """Note the arrival; in mid-vote, say from when their voice is theirs."""
    checking_in.check_in(meeting, actor=request.user, **arrival)
    if open_votes(meeting).exists():
        messages.info(
            request,
            _(
                "A vote is open: its roll was written as it opened. %(member)s votes from the next question on."
            )
            % {"member": arrival["member"]},
        )


@login_required
@require_POST
@once
def depart(request: PersonRequest, pk: int, attendance: int) -> HttpResponse:
    """Note that somebody left."""
    meeting = access.counted(request.user, pk)
    checking_in.check_out(get_object_or_404(meeting.attendances, pk=attendance), actor=request.user)
    return _to_the_list(request, pk)


@login_required
@require_POST
@once
def never_left(request: PersonRequest, pk: int, attendance: int) -> HttpResponse:
    """Put right a departure that was noted by mistake."""
    meeting = access.counted(request.user, pk)
    noted = get_object_or_404(meeting.attendances.select_related("member__person"), pk=attendance)
    checking_in.never_left(noted, actor=request.user)
    messages.success(
        request,
        _("%(member)s was there all the while: it is noted, and they carry their voices again.")
        % {"member": noted.member},
    )
    return _to_the_list(request, pk)


@login_required
@once
def never_came(request: PersonRequest, pk: int, attendance: int) -> HttpResponse:
    """Put right a presence that was noted by mistake."""
    meeting = access.counted(request.user, pk)
    noted = get_object_or_404(meeting.attendances.select_related("member__person"), pk=attendance)
    act = lambda form: checking_in.never_came(noted, actor=request.user, **form.cleaned_data)  # noqa: E731
    words = {
        "title": _("Presence noted by mistake: %(member)s") % {"member": noted.member},
        "lead": _(
            "The presence is taken off the attendance sheet, and the proxy that it ended stands again. Votes that are closed keep their figures."
        ),
        "action": _("Take this presence off"),
    }
    return put_right(request, act, words, "meetings:attending", pk)


@login_required
@require_POST
@once
def receive(request: PersonRequest, pk: int) -> HttpResponse:
    """Note a postal form."""
    meeting = access.counted(request.user, pk)
    form = PostalFormForm(request.POST, items=list(meeting.items.all()))
    return _noted(request, meeting, form, lambda: _receive(form, meeting, request), "form")


def _receive(form: Any, meeting: Meeting, request: PersonRequest) -> None:
    cleaned = form.cleaned_data
    received = postal_forms.receive_form(
        meeting, cleaned["member"], received_at=cleaned["received_at"], on_paper=cleaned["on_paper"],
        choices=form.choices(), actor=request.user,
    )  # fmt: skip
    if not received.on_time:
        messages.warning(request, _("This form came too late: it is kept, and not counted."))


def _to_the_list(request: PersonRequest, pk: int) -> HttpResponse:
    """Back to check in, at the page and with the words that were looked for."""
    return redirect(with_what_was_asked(request, reverse("meetings:attending", args=[pk])))


def _noted(
    request: PersonRequest, meeting: Meeting, form: Any, act: Callable[[], Any], name: str
) -> HttpResponse:
    if carried_out(form, act):
        return _to_the_list(request, meeting.pk)
    page = _attending(request, meeting, **{name: form})
    return render(request, "assemblies/attendance.html", page, status=422)
