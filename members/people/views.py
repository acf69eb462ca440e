from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.limits import limited
from core.replays.once import once
from core.spreadsheet import table_response
from core.stamps import Seen
from members.people import access, exports, queries
from members.people.access import PersonRequest
from members.people.actions.interests import end_interest
from members.people.actions.preferences import set_preferences
from members.people.entry_form import EnterForm
from members.people.forms import PreferencesForm
from members.people.models import College, Member, Status
from members.people.quoting import quoted_by
from members.people.seat_forms import ACTS, OWN_ACTS
from members.people.staff import KEEPERS, READERS


@login_required
@require_safe
@limited("search", field="q")
def index(request: PersonRequest) -> HttpResponse:
    """The register as of a day, for the desk; for members, the directory."""
    access.directory(request.user)
    chosen = queries.Filters.read(request.GET)
    at_desk = access.at_desk(request.user)
    members = queries.register(chosen) if at_desk else queries.directory(chosen.words)
    page = Paginator(members, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "desk": at_desk,
        "keeper": access.at_desk(request.user, KEEPERS),
        "colleges": College.objects.all(),
        "kinds": Member.Kind.choices,
        "statuses": Status.choices,
        "sorts": [
            ("number", _("Seat")), ("name", _("Name")), ("college", _("College")), ("admitted", _("Newest first")),
        ],
    }  # fmt: skip
    return render(request, "members/index.html", context)


@login_required
@require_safe
@limited("table", dear=True)
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """What the register page shows, as a table."""
    access.desk(request.user, READERS)
    chosen = queries.Filters.read(request.GET)
    rows = exports.rows(queries.register(chosen), chosen.day)
    return table_response(kind, f"members-{chosen.day.isoformat()}", exports.head(), rows)


@login_required
@require_safe
def seat(request: PersonRequest, number: int) -> HttpResponse:
    """One seat: how it stands, where it was, who acts for it."""
    return render(request, "members/seat.html", _seat(request, access.seat(request.user, number)))


@login_required
@require_POST
@once
def preferences(request: PersonRequest, number: int) -> HttpResponse:
    """The address, the directory, notices by e-mail: what whoever acts for a seat says of it."""
    member = access.seat(request.user, number, KEEPERS)
    form = PreferencesForm(request.POST, member=member)
    if carried_out(form, lambda: set_preferences(member, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("members:seat", number)
    return render(request, "members/seat.html", {**_seat(request, member), "form": form}, status=422)


@login_required
@once
def act(request: PersonRequest, number: int, name: str) -> HttpResponse:
    """What the desk does to a seat: correct, suspend, restore, change college, leave; a member declares an interest."""
    member = access.acted_on(request.user, number, own=name in OWN_ACTS)
    if name not in ACTS:
        raise Http404
    form = quoted_by(request.user, ACTS[name](request.POST or None, member=member))
    if carried_out(form, lambda: form.do(request.user)):
        messages.success(request, _("Done, and noted in the journal."))
        return redirect("members:seat", number)
    page = {"form": form, "member": member}
    return render(request, "members/act.html", page, status=422 if form.errors else 200)


def carried_out(form: Any, act: Callable[[], Any]) -> bool:
    """Do the act of a form that was sent and is right; a refusal stands in the form, beside what was typed."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except Refusal as refusal:
        refused(form, refusal)
        return False
    return True


def refused(form: Any, refusal: Refusal) -> None:
    """Let a refusal stand in the form, which then stands on what there is now."""
    form.add_error(None, str(refusal))
    if isinstance(form, Seen):
        form.read_again(refusal)


@login_required
@require_POST
@once
def interest_over(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Note that a declared interest ends today."""
    member = access.acted_on(request.user, number, own=True)
    end_interest(get_object_or_404(member.interests, pk=pk), on=timezone.localdate(), actor=request.user)
    messages.success(request, _("Done, and noted in the journal."))
    return redirect("members:seat", number)


@login_required
@once
def enter(request: PersonRequest) -> HttpResponse:
    """Enter a member at the desk: a person or an organisation."""
    access.desk(request.user)
    form = quoted_by(request.user, EnterForm(request.POST or None))
    if carried_out(form, lambda: form.enter(request.user)):
        messages.success(request, _("Done, and noted in the journal."))
        return redirect("members:index")
    return render(request, "members/enter.html", {"form": form}, status=422 if form.errors else 200)


def _seat(request: PersonRequest, member: Member) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "member": member,
        "status_label": Status(member.status).label,
        "colleges": queries.colleges_of(member),
        "stays": member.past_stays.all(),
        "suspensions": member.past_suspensions.all(),
        "interests": member.interests.all(),
        "acting": queries.acting(member, today) if member.kind == Member.Kind.LEGAL else None,
        "form": PreferencesForm(member=member),
        "desk": access.at_desk(request.user),
        "keeper": access.at_desk(request.user, KEEPERS),
        "mine": Member.objects.carried_by(request.user, today).filter(pk=member.pk).exists(),
        "acts": [(name, form.title) for name, form in ACTS.items() if form.fits(member)],
        "today": today,
    }
