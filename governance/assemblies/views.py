"""Pages of a meeting that is held."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.prose.days import date_format
from core.prose.quotes import quoted
from core.replays.once import once
from governance.assemblies.actions.second_calls import call_again
from governance.assemblies.forms import SecondCallForm
from governance.assemblies.meeting_page import meeting_page
from governance.assemblies.second_calls import left_by_quorum
from governance.meetings import access
from governance.meetings.models import Meeting
from governance.meetings.notice import first_day
from governance.proxies.rules import rules_of
from members.people.access import PersonRequest, at_desk
from members.people.staff import KEEPERS
from members.people.views import carried_out


@login_required
@once
def second_call(request: PersonRequest, pk: int) -> HttpResponse:
    """Call the same meeting a second time, with the proposals that it could not decide."""
    meeting = access.led(request.user, pk)
    if hasattr(meeting, "second_call"):
        messages.info(request, _("It was called again already: this is the second call."))
        return redirect("meetings:detail", meeting.second_call.pk)
    form, made = SecondCallForm(request.POST or None), list[Meeting]()
    act = lambda: made.append(call_again(meeting, actor=request.user, **form.cleaned_data))  # noqa: E731
    if carried_out(form, act):
        messages.success(request, _("Called again, with what was left to decide."))
        return redirect("meetings:detail", made[0].pk)
    page = {
        "form": form,
        "title": _("Call again"),
        "action": _("Call again"),
        "lead": _goes_along(meeting),
        "back": reverse("meetings:detail", args=[pk]),
    }
    return render(request, "components/form_page.html", page, status=422 if form.errors else 200)


def _goes_along(first: Meeting) -> str:
    """What a second call takes along, and from which day on it may be held."""
    titles = quoted(item.title for item in left_by_quorum(first))
    _days, day = first_day(timezone.localdate(), "second_call.days")
    sentence = (
        _("It asks again what missed its quorum: %(questions)s.") % {"questions": titles} if titles else ""
    )
    proxies = (
        _("The proxies that stand go along.")
        if rules_of(first).carried_over
        else _("Proxies do not go along: members give them anew.")
    )
    held = _("It may be held from %(day)s on.") % {"day": date_format(day)}
    return " ".join(part for part in (sentence, held, proxies) if part)


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """The meetings to come, and those that were; others than members are told that they are theirs."""
    inside = access.is_insider(request.user)
    held = Meeting.objects.filter(closed_at__isnull=False) if inside else Meeting.objects.none()
    shown = {
        "inside": inside,
        "coming": Meeting.objects.coming() if inside else [],
        "page": Paginator(held, 30).get_page(request.GET.get("page")),
        "keeper": at_desk(request.user, KEEPERS),
    }
    return render(request, "assemblies/index.html", shown)


@login_required
@require_safe
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda, my voices there, those I carry."""
    meeting = access.meeting(request.user, pk)
    return render(request, "assemblies/detail.html", meeting_page(request.user, meeting))
