"""Pages of who carries which voice in a meeting, for the desk and for the chair."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.limits import limited
from core.spreadsheet import csv_response
from governance.assemblies.attendance_rows import how_or_why
from governance.assemblies.voices_page import named_item, voices_page
from governance.meetings import access
from governance.proxies.attendance_sheet import attendance_sheet
from members.people.access import PersonRequest


@login_required
@require_safe
def voices(request: PersonRequest, pk: int) -> HttpResponse:
    """Who carries which voice, and why somebody carries none."""
    meeting = access.observed(request.user, pk)
    return render(request, "assemblies/voices.html", voices_page(meeting, request.GET))


@login_required
@require_safe
@limited("table")
def export(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The same, as a table."""
    meeting = access.observed(request.user, pk)
    item = named_item(list(meeting.items.all()), request.GET)
    head = [_("Seat"), _("Member"), _("College"), _("Voice carried by"), _("How"), _("Why nobody")]
    sheet = attendance_sheet(meeting, item)
    rows = (
        [
            line.member.number, str(line.member), line.member.college_name, str(line.carrier or ""),
            *((words, "") if line.how else ("", words)),
        ]
        for line in sheet.lines
        for words in [how_or_why(sheet, line)]
    )  # fmt: skip
    return csv_response(f"voices-{pk}", head, rows)
