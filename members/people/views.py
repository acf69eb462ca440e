from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.spreadsheet import table_response
from members.people import access, papers, queries
from members.people.access import PersonRequest
from members.people.actions import set_preferences
from members.people.forms import ACTS, PreferencesForm
from members.people.models import College, Member, Status


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """The register as of a day, for the desk; for members, the directory."""
    access.directory(request.user)
    chosen = queries.Filters.read(request.GET)
    found = queries.register(chosen) if request.user.is_staff else queries.directory(chosen.words)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "chosen": chosen,
        "desk": request.user.is_staff,
        "colleges": College.objects.all(),
        "kinds": Member.Kind.choices,
        "statuses": Status.choices,
        "sorts": [
            ("number", _("Seat")), ("name", _("Name")), ("college", _("College")), ("admitted", _("Newest first")),
        ],
    }  # fmt: skip
    return render(request, "members/index.html", shown)


@login_required
@require_safe
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """What the register page shows, as a table."""
    access.desk(request.user)
    chosen = queries.Filters.read(request.GET)
    rows = papers.rows(queries.register(chosen), chosen.day)
    return table_response(kind, f"members-{chosen.day.isoformat()}", papers.head(), rows)


@login_required
@require_safe
def seat(request: PersonRequest, number: int) -> HttpResponse:
    """One seat: how it stands, where it was, who acts for it."""
    return render(request, "members/seat.html", _seat(request, access.seat(request.user, number)))


@login_required
@require_POST
def preferences(request: PersonRequest, number: int) -> HttpResponse:
    """The address, the directory, notices by e-mail: what whoever acts for a seat says of it."""
    member = access.seat(request.user, number)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "members/seat.html", {**_seat(request, member), "form": form}, status=422)
    set_preferences(member, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("members:seat", number)


@login_required
def act(request: PersonRequest, number: int, name: str) -> HttpResponse:
    """What the desk does to a seat: suspend, restore, change college, leave."""
    access.desk(request.user)
    member = access.seat(request.user, number)
    if name not in ACTS:
        raise Http404
    form = ACTS[name](request.POST or None, member=member)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            form.do(request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done, and noted in the journal."))
            return redirect("members:seat", number)
    if form.errors:
        status = 422
    return render(request, "members/act.html", {"form": form, "member": member}, status=status)


def _seat(request: PersonRequest, member: Member) -> dict[str, Any]:
    today = timezone.localdate()
    initial = {
        "postal_address": member.postal_address,
        "in_directory": member.in_directory,
        "e_notices": member.e_notice_on is not None,
    }
    return {
        "member": member,
        "status_label": Status(member.status).label,
        "colleges": queries.colleges_of(member),
        "stays": member.past_stays.all(),
        "suspensions": member.past_suspensions.all(),
        "acting": queries.acting(member, today) if member.kind == Member.Kind.LEGAL else None,
        "form": PreferencesForm(initial=initial),
        "desk": request.user.is_staff,
        "mine": Member.objects.carried_by(request.user, today).filter(pk=member.pk).exists(),
        "acts": [(name, form.title) for name, form in ACTS.items() if form.fits(member)],
    }
