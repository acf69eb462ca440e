"""Pages of the desk and of the chair: plan a meeting, record paper proxies, see who carries which voice, open and close."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.limits import limited
from core.replays.once import once
from core.spreadsheet import csv_response
from governance.proxies import (
    access,
    actions,
    agenda,
    postal,
    questions_voted,
    seen,
    showing,
    sittings,
)
from governance.proxies.attendance import attendance
from governance.proxies.forms import (
    ChairForm,
    InterestedForm,
    ItemForm,
    PaperForm,
    ReadingForm,
    RevisedForm,
    SittingForm,
)
from governance.proxies.giving import Given, Paper
from governance.proxies.models import Proxy, Sitting
from members.people.access import PersonRequest, desk
from members.people.forms import suggestions
from members.people.one_form import asked_once, one_form
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@once
def plan(request: PersonRequest) -> HttpResponse:
    """Plan a meeting."""
    desk(request.user)
    form, made = SittingForm(request.POST or None), list[Sitting]()
    if carried_out(form, lambda: made.append(sittings.plan(actor=request.user, **form.cleaned_data))):
        messages.success(request, _("The meeting is planned: proxies may be given for it."))
        return redirect("proxies:sitting", made[0].pk)
    page = {"form": form, "title": _("Plan a meeting"), "back": "/proxies/", "members": suggestions()}
    return render(request, "components/form_page.html", page, status=422 if form.errors else 200)


@login_required
@once
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what was planned."""
    desk(request.user)
    found = access.sitting(request.user, pk)
    form = RevisedForm(request.POST or None, instance=found)
    act = lambda: sittings.revise(Sitting.objects.get(pk=pk), actor=request.user, **form.cleaned_data)  # noqa: E731
    return one_form(request, form, act, _("Change the meeting"), reverse("proxies:sitting", args=[pk]))


@login_required
@once
def chair(request: PersonRequest, pk: int) -> HttpResponse:
    """Name who chairs, in the open meeting too."""
    desk(request.user)
    found = access.sitting(request.user, pk)
    form = ChairForm(request.POST or None, sitting=found)
    act = lambda: sittings.name_chair(found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return one_form(request, form, act, _("Name the chair"), reverse("proxies:sitting", args=[pk]))


@login_required
@once
def add_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a question on the agenda."""
    desk(request.user)
    found = access.sitting(request.user, pk)
    form = ItemForm(request.POST or None)
    act = lambda: agenda.add_item(found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return one_form(
        request, form, act, _("Put a question on the agenda"), reverse("proxies:sitting", args=[pk])
    )


@login_required
@once
def remove_item(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Take a question off the agenda: ask once, then do it."""
    item = access.item(request.user, pk, number)
    act = lambda: agenda.strike(item, actor=request.user)  # noqa: E731
    words = {
        "lead": _(
            "Members who were called for it read the agenda without it from now on; its number stays empty."
        ),
        "action": _("Take it off"),
    }
    title = _("Take “%(question)s” off the agenda?") % {"question": item.title}
    return asked_once(request, act, title, reverse("proxies:sitting", args=[pk]), **words)


@login_required
@once
def interested(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Say who sits a question out because it concerns them."""
    item = access.item(request.user, pk, number)
    named = list(item.interested.select_related("person"))
    lines = "\n".join(f"{m.number} · {m}" for m in named)
    said = {"members": lines, "seen": seen.interested_stamp(named)}
    form = InterestedForm(request.POST if request.method == "POST" else None, initial=said)
    act = lambda: agenda.set_interested(item, actor=request.user, **form.cleaned_data)  # noqa: E731
    return one_form(request, form, act, str(item), reverse("proxies:sitting", args=[pk]))


@login_required
@once
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a proxy that came on paper, with its scan."""
    found = access.counted(request.user, pk)
    items, rules = list(found.items.all()), showing.rules_of(found)
    form = PaperForm(request.POST or None, request.FILES or None, items=items, blank=rules.blank_to_chair)
    kept: list[Any] = []
    if carried_out(form, lambda: kept.append(_record_paper(form, found, request))):
        messages.success(request, _recorded(kept[0]))
        return redirect("proxies:paper", pk)
    page = {"form": form, "sitting": found, "members": suggestions(), "noted": showing.on_paper(found)}
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


def _record_paper(form: Any, sitting: Sitting, request: PersonRequest) -> Any:
    cleaned = form.cleaned_data
    asked = Given(cleaned["giver"], sitting, cleaned["holder"], form.choices())
    return actions.give(asked, actor=request.user, paper=Paper(cleaned["received_at"], cleaned["scan"]))


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
    noted = get_object_or_404(found.postal_forms.select_related("member__person", "sitting"), pk=form)
    first = noted.entered_by_id == request.user.pk
    act = postal.correct_form if first else postal.read_again
    reading = ReadingForm(request.POST if request.method == "POST" else None, items=list(found.items.all()))
    if carried_out(reading, lambda: act(noted, reading.choices(), actor=request.user)):
        return redirect("proxies:forms", pk)
    page = {"sitting": found, "postal": noted, "form": reading, "first": first}
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
    there = attendance(found, item)
    rows = (
        [
            line.member.number, str(line.member), line.member.college_name, str(line.carrier or ""),
            *((said, "") if line.how else ("", said)),
        ]
        for line in there.lines
        for said in [showing.how_or_why(there, line)]
    )  # fmt: skip
    return csv_response(f"voices-{pk}", head, rows)


@login_required
@once
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Open the meeting: ask once, then do it."""
    found = access.led(request.user, pk)
    act = lambda: sittings.open_sitting(found, actor=request.user)  # noqa: E731
    once_open = _(
        "From then on no proxy is given or taken back, and presence counts. A meeting is opened once."
    )
    words = {
        "lead": f"{once_open} {questions_voted.without_text(found)}".strip(),
        "action": _("Open the meeting"),
        "done": _("The meeting is open. Proxies are settled; presence counts."),
    }
    return asked_once(
        request,
        act,
        _("Open “%(meeting)s”?") % {"meeting": found},
        reverse("proxies:sitting", args=[pk]),
        **words,
    )


@login_required
@once
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close the meeting: ask once, saying what was not put to a vote, then do it."""
    found = access.led(request.user, pk)
    act = lambda: sittings.close_sitting(found, actor=request.user)  # noqa: E731
    words = {"action": _("Close the meeting"), "done": _("The meeting is closed.")}
    told = [questions_voted.left_over(found), questions_voted.to_count(found)]
    lead = " ".join([*filter(None, told), _("A meeting that is over is not opened again.")])
    return asked_once(
        request,
        act,
        _("Close “%(meeting)s”?") % {"meeting": found},
        reverse("proxies:sitting", args=[pk]),
        lead=lead,
        **words,
    )
