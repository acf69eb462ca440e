"""Pages of the desk and of the chair: plan a meeting, record paper proxies, see who carries which voice, open and close."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.limits import limited
from core.replays.once import once
from core.spreadsheet import csv_response
from governance.meetings import access
from governance.meetings.models import Meeting
from governance.proxies import showing
from governance.proxies.actions import giving, postal_forms
from governance.proxies.attendance_sheet import attendance_sheet
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from governance.proxies.forms import PaperProxyForm, ReadingForm
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@once
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a proxy that came on paper, with its scan."""
    found = access.counted(request.user, pk)
    items, rules = list(found.items.all()), rules_of(found)
    form = PaperProxyForm(
        request.POST or None, request.FILES or None, items=items, blank=rules.blank_to_chair
    )
    kept: list[Any] = []
    if carried_out(form, lambda: kept.append(_record_paper(form, found, request))):
        messages.success(request, _recorded(kept[0]))
        return redirect("proxies:paper", pk)
    page = {"form": form, "meeting": found, "members": suggestions(), "noted": showing.on_paper(found)}
    return render(request, "proxies/paper.html", page, status=422 if form.errors else 200)


def _recorded(proxy: Proxy) -> str:
    """What became of a paper proxy that was noted."""
    if proxy.stands:
        return _("Recorded; both are told.")
    if proxy.end == Proxy.End.REPLACED:
        return _(
            "Recorded as replaced: the same member gave another one after it was received. Both are told."
        )
    return _("Recorded as refused: its holder carries enough. Its giver is told.")


def _record_paper(form: Any, meeting: Meeting, request: PersonRequest) -> Any:
    cleaned = form.cleaned_data
    asked = ProxyRequest(cleaned["giver"], meeting, cleaned["holder"], form.choices())
    return giving.give(asked, actor=request.user, paper=PaperProxy(cleaned["received_at"], cleaned["scan"]))


@login_required
@require_safe
def forms_read(request: PersonRequest, pk: int) -> HttpResponse:
    """The postal forms of a meeting: those that wait for a second reading, that differ, that agree."""
    found = access.counted(request.user, pk)
    return render(request, "proxies/forms.html", showing.forms_page(found, request.user, request.GET))


@login_required
@never_cache
@once
def read_form(request: PersonRequest, pk: int, form: int) -> HttpResponse:
    """Read a form a second time, not seeing the first reading; or correct one's own where they differ."""
    found = access.counted(request.user, pk)
    noted = get_object_or_404(found.postal_forms.select_related("member__person", "meeting"), pk=form)
    first = noted.entered_by_id == request.user.pk
    act = postal_forms.correct_form if first else postal_forms.read_again
    reading = ReadingForm(request.POST if request.method == "POST" else None, items=list(found.items.all()))
    if carried_out(reading, lambda: act(noted, reading.choices(), actor=request.user)):
        return redirect("proxies:forms", pk)
    page = {"meeting": found, "postal": noted, "form": reading, "first": first}
    return render(request, "proxies/read_form.html", page, status=422 if reading.errors else 200)


@login_required
@require_safe
def voices(request: PersonRequest, pk: int) -> HttpResponse:
    """Who carries which voice, and why somebody carries none."""
    found = access.observed(request.user, pk)
    return render(request, "proxies/voices.html", showing.voices_page(found, request.GET))


@login_required
@require_safe
@limited("table")
def export(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The same, as a table."""
    found = access.observed(request.user, pk)
    item = showing.asked_item(list(found.items.all()), request.GET)
    head = [_("Seat"), _("Member"), _("College"), _("Voice carried by"), _("How"), _("Why nobody")]
    there = attendance_sheet(found, item)
    rows = (
        [
            line.member.number, str(line.member), line.member.college_name, str(line.carrier or ""),
            *((said, "") if line.how else ("", said)),
        ]
        for line in there.lines
        for said in [showing.how_or_why(there, line)]
    )  # fmt: skip
    return csv_response(f"voices-{pk}", head, rows)
