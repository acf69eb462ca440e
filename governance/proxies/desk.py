"""Pages of the desk and of the chair: plan a meeting, check in, record paper, see who carries which voice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.spreadsheet import csv_response
from governance.proxies import access, actions, showing, sittings
from governance.proxies.actions import Given, Paper
from governance.proxies.attendance import attendance
from governance.proxies.forms import (
    AgainForm,
    ArriveForm,
    InterestedForm,
    ItemForm,
    PaperForm,
    PostalFormForm,
    ReadingForm,
    SittingForm,
)
from governance.proxies.models import Sitting
from members.people.access import PersonRequest, desk
from members.people.forms import suggestions
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
def plan(request: PersonRequest) -> HttpResponse:
    """Plan a meeting."""
    desk(request.user)
    form = SittingForm(request.POST or None)
    if carried_out(form, lambda: sittings.plan(actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The meeting is planned: proxies may be given for it."))
        return redirect("proxies:index")
    page = {"form": form, "title": _("Plan a meeting"), "back": "/proxies/", "members": suggestions()}
    return render(request, "proxies/form.html", page, status=422 if form.errors else 200)


@login_required
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what was planned."""
    desk(request.user)
    found = access.sitting(request.user, pk)
    form = SittingForm(request.POST or None, instance=found)
    act = lambda: sittings.revise(Sitting.objects.get(pk=pk), actor=request.user, **form.cleaned_data)  # noqa: E731
    return _do(request, form, act, _("Change the meeting"), f"/proxies/{pk}/")


@login_required
def add_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a question on the agenda."""
    desk(request.user)
    found = access.sitting(request.user, pk)
    form = ItemForm(request.POST or None)
    act = lambda: sittings.add_item(found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return _do(request, form, act, _("Put a question on the agenda"), f"/proxies/{pk}/")


@login_required
def interested(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Say who sits a question out because it concerns them."""
    desk(request.user)
    item = get_object_or_404(access.sitting(request.user, pk).items, number=number)
    lines = "\n".join(f"{m.number} · {m}" for m in item.interested.select_related("person"))
    form = InterestedForm(request.POST if request.method == "POST" else None, initial={"members": lines})
    act = lambda: sittings.set_interested(item, form.cleaned_data["members"], actor=request.user)  # noqa: E731
    return _do(request, form, act, str(item), f"/proxies/{pk}/")


@login_required
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a proxy that came on paper, with its scan."""
    found = access.counted(request.user, pk)
    items, rules = list(found.items.all()), showing.rules_of(found)
    form = PaperForm(request.POST or None, request.FILES or None, items=items, blank=rules.blank_to_chair)
    kept: list[Any] = []
    if carried_out(form, lambda: kept.append(_record_paper(form, found, request))):
        sentence = (
            _("Recorded; both are told.")
            if kept[0].stands
            else _("Recorded as refused: its holder carries enough. Its giver is told.")
        )
        messages.success(request, sentence)
        return redirect("proxies:paper", pk)
    page = {"form": form, "sitting": found, "members": suggestions()}
    return render(request, "proxies/paper.html", page, status=422 if form.errors else 200)


def _record_paper(form: Any, sitting: Sitting, request: PersonRequest) -> Any:
    cleaned = form.cleaned_data
    asked = Given(cleaned["giver"], sitting, cleaned["holder"], form.choices())
    return actions.give(asked, actor=request.user, paper=Paper(cleaned["received_at"], cleaned["scan"]))


@login_required
@require_safe
def attending(request: PersonRequest, pk: int) -> HttpResponse:
    """The list to check in by: every member, how they take part, and the buttons to note it."""
    return render(request, "proxies/attendance.html", _attending(request, access.counted(request.user, pk)))


def _attending(request: PersonRequest, sitting: Sitting, **forms: Any) -> Page:
    page = showing.attending_page(sitting, request.GET)
    return {**page, "form": PostalFormForm(items=page["items"]), "members": suggestions(), **forms}


@login_required
@require_POST
def arrive(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that somebody came."""
    found = access.counted(request.user, pk)
    form = ArriveForm(request.POST)
    act = lambda: sittings.check_in(found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return _noted(request, found, form, act, "arrive_form")


@login_required
@require_POST
def depart(request: PersonRequest, pk: int, presence: int) -> HttpResponse:
    """Note that somebody left."""
    found = access.counted(request.user, pk)
    sittings.check_out(get_object_or_404(found.presences, pk=presence), actor=request.user)
    return redirect("proxies:attending", pk)


@login_required
@require_POST
def receive(request: PersonRequest, pk: int) -> HttpResponse:
    """Note a postal form."""
    found = access.counted(request.user, pk)
    form = PostalFormForm(request.POST, items=list(found.items.all()))
    return _noted(request, found, form, lambda: _receive(form, found, request), "form")


def _receive(form: Any, sitting: Sitting, request: PersonRequest) -> None:
    cleaned = form.cleaned_data
    kept = sittings.receive_form(
        sitting, cleaned["member"], received_at=cleaned["received_at"], on_paper=cleaned["on_paper"],
        choices=form.choices(), actor=request.user,
    )  # fmt: skip
    if not kept.on_time:
        messages.warning(request, _("This form came too late: it is kept, and not counted."))


@login_required
@require_safe
def forms_read(request: PersonRequest, pk: int) -> HttpResponse:
    """The postal forms of a meeting: those that wait for a second reading, that differ, that agree."""
    found = access.counted(request.user, pk)
    return render(request, "proxies/forms.html", showing.forms_page(found, request.user, request.GET))


@login_required
@never_cache
def read_form(request: PersonRequest, pk: int, form: int) -> HttpResponse:
    """Read a form a second time, not seeing the first reading; or correct one's own where they differ."""
    found = access.counted(request.user, pk)
    postal = get_object_or_404(found.postal_forms.select_related("member__person", "sitting"), pk=form)
    first = postal.entered_by_id == request.user.pk
    act = sittings.correct_form if first else sittings.read_again
    reading = ReadingForm(request.POST if request.method == "POST" else None, items=list(found.items.all()))
    if carried_out(reading, lambda: act(postal, reading.choices(), actor=request.user)):
        return redirect("proxies:forms", pk)
    page = {"sitting": found, "postal": postal, "form": reading, "first": first}
    return render(request, "proxies/read_form.html", page, status=422 if reading.errors else 200)


def _noted(
    request: PersonRequest, sitting: Sitting, form: Any, act: Callable[[], Any], name: str
) -> HttpResponse:
    if carried_out(form, act):
        return redirect("proxies:attending", sitting.pk)
    page = _attending(request, sitting, **{name: form})
    return render(request, "proxies/attendance.html", page, status=422)


@login_required
@require_safe
def voices(request: PersonRequest, pk: int) -> HttpResponse:
    """Who carries which voice, and why somebody carries none."""
    found = access.observed(request.user, pk)
    return render(request, "proxies/voices.html", showing.voices_page(found, request.GET))


@login_required
@require_safe
def export(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The same, as a table."""
    found = access.observed(request.user, pk)
    item = showing.asked_item(list(found.items.all()), request.GET)
    head = [_("Seat"), _("Member"), _("College"), _("Voice carried by"), _("How"), _("Why nobody")]
    rows = (
        [
            line.member.number, str(line.member), line.member.college_name, str(line.carrier or ""),
            *((showing.how_or_why(line), "") if line.how else ("", showing.how_or_why(line))),
        ]
        for line in attendance(found, item).lines
    )  # fmt: skip
    return csv_response(f"voices-{pk}", head, rows)


@login_required
@require_POST
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Open the meeting."""
    sittings.open_sitting(access.led(request.user, pk), actor=request.user)
    messages.success(request, _("The meeting is open. Proxies are settled; presence counts."))
    return redirect("proxies:sitting", pk)


@login_required
@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close the meeting."""
    sittings.close_sitting(access.led(request.user, pk), actor=request.user)
    messages.success(request, _("The meeting is closed."))
    return redirect("proxies:sitting", pk)


@login_required
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """Call the same meeting a second time."""
    found = access.led(request.user, pk)
    form = AgainForm(request.POST or None)
    act = lambda: sittings.call_again(found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return _do(request, form, act, _("Call again"), f"/proxies/{pk}/")


def _do(request: PersonRequest, form: Any, act: Callable[[], Any], title: str, back: str) -> HttpResponse:
    """One form on a page of its own, then back."""
    if carried_out(form, act):
        messages.success(request, _("Done, and noted in the journal."))
        return redirect(back)
    page = {"form": form, "title": title, "back": back, "members": suggestions()}
    return render(request, "proxies/form.html", page, status=422 if form.errors else 200)
