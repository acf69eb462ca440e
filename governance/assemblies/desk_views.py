"""Pages of the desk and of the chair: plan a meeting, make its agenda, open and close it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.replays.once import once
from governance.assemblies.actions import holding
from governance.assemblies.forms import ChairForm, InterestedForm, ItemForm, MeetingForm, RevisedForm
from governance.meetings import access, stamps, votes
from governance.meetings.actions import agenda, planning
from governance.meetings.models import Meeting
from members.people.access import PersonRequest, desk
from members.people.form_pages import confirm_page, form_page
from members.people.forms import suggestions
from members.people.views import carried_out


@login_required
@once
def plan(request: PersonRequest) -> HttpResponse:
    """Plan a meeting."""
    desk(request.user)
    form, made = MeetingForm(request.POST or None), list[Meeting]()
    if carried_out(form, lambda: made.append(planning.plan(actor=request.user, **form.cleaned_data))):
        messages.success(request, _("The meeting is planned: proxies may be given for it."))
        return redirect("meetings:detail", made[0].pk)
    page = {
        "form": form,
        "title": _("Plan a meeting"),
        "back": reverse("meetings:index"),
        "members": suggestions(),
    }
    return render(request, "components/form_page.html", page, status=422 if form.errors else 200)


@login_required
@once
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what was planned."""
    desk(request.user)
    meeting = access.meeting(request.user, pk)
    form = RevisedForm(request.POST or None, instance=meeting)
    act = lambda: planning.revise(Meeting.objects.get(pk=pk), actor=request.user, **form.cleaned_data)  # noqa: E731
    return form_page(request, form, act, _("Change the meeting"), reverse("meetings:detail", args=[pk]))


@login_required
@once
def chair(request: PersonRequest, pk: int) -> HttpResponse:
    """Name who chairs, in the open meeting too."""
    desk(request.user)
    meeting = access.meeting(request.user, pk)
    form = ChairForm(request.POST or None, meeting=meeting)
    act = lambda: planning.name_chair(meeting, actor=request.user, **form.cleaned_data)  # noqa: E731
    return form_page(request, form, act, _("Name the chair"), reverse("meetings:detail", args=[pk]))


@login_required
@once
def add_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a question on the agenda."""
    desk(request.user)
    meeting = access.meeting(request.user, pk)
    form = ItemForm(request.POST or None)
    act = lambda: agenda.add_item(meeting, actor=request.user, **form.cleaned_data)  # noqa: E731
    return form_page(
        request, form, act, _("Put a question on the agenda"), reverse("meetings:detail", args=[pk])
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
    return confirm_page(request, act, title, reverse("meetings:detail", args=[pk]), **words)


@login_required
@once
def interested(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Say who sits a question out because it concerns them."""
    item = access.item(request.user, pk, number)
    named = list(item.interested.select_related("person"))
    lines = "\n".join(f"{m.number} · {m}" for m in named)
    initial = {"members": lines, "seen": stamps.interested_stamp(named)}
    form = InterestedForm(request.POST if request.method == "POST" else None, initial=initial)
    act = lambda: agenda.set_interested(item, actor=request.user, **form.cleaned_data)  # noqa: E731
    return form_page(request, form, act, str(item), reverse("meetings:detail", args=[pk]))


@login_required
@once
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Open the meeting: ask once, then do it."""
    meeting = access.led(request.user, pk)
    act = lambda: holding.open_meeting(meeting, actor=request.user)  # noqa: E731
    once_open = _(
        "From then on no proxy is given or taken back, and presence counts. A meeting is opened once."
    )
    words = {
        "lead": f"{once_open} {votes.without_text(meeting)}".strip(),
        "action": _("Open the meeting"),
        "done": _("The meeting is open. Proxies are settled; presence counts."),
    }
    return confirm_page(
        request,
        act,
        _("Open “%(meeting)s”?") % {"meeting": meeting},
        reverse("meetings:detail", args=[pk]),
        **words,
    )


@login_required
@once
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close the meeting: ask once, saying what was not put to a vote, then do it."""
    meeting = access.led(request.user, pk)
    act = lambda: holding.close_meeting(meeting, actor=request.user)  # noqa: E731
    words = {"action": _("Close the meeting"), "done": _("The meeting is closed.")}
    warnings = [votes.left_over(meeting), votes.to_count(meeting)]
    lead = " ".join([*filter(None, warnings), _("A meeting that is over is not opened again.")])
    return confirm_page(
        request,
        act,
        _("Close “%(meeting)s”?") % {"meeting": meeting},
        reverse("meetings:detail", args=[pk]),
        lead=lead,
        **words,
    )
