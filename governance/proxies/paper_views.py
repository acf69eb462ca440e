"""Pages of proxies that come on paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.replays.once import once
from governance.meetings import access
from governance.meetings.models import Meeting
from governance.proxies.actions import giving
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from governance.proxies.forms import PaperProxyForm
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.views import carried_out

SHOWN = 60


@login_required
@once
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a proxy that came on paper, with its scan."""
    meeting = access.counted(request.user, pk)
    items, rules = list(meeting.items.all()), rules_of(meeting)
    form = PaperProxyForm(
        request.POST or None, request.FILES or None, items=items, blank=rules.blank_to_chair
    )
    recorded: list[Any] = []
    if carried_out(form, lambda: recorded.append(_record_paper(form, meeting, request))):
        messages.success(request, _recorded(recorded[0]))
        return redirect("proxies:paper", pk)
    page = {"form": form, "meeting": meeting, "members": suggestions(), "noted": _on_paper(meeting)}
    return render(request, "proxies/paper.html", page, status=422 if form.errors else 200)


def _on_paper(meeting: Meeting) -> list[Proxy]:
    """The proxies that came on paper, whatever became of them, the latest written first."""
    noted = meeting.proxies.filter(on_paper=True).select_related("giver__person", "holder__person")
    return list(noted.order_by("-order")[:SHOWN])


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
    proxy_request = ProxyRequest(cleaned["giver"], meeting, cleaned["holder"], form.choices())
    return giving.give(
        proxy_request, actor=request.user, paper=PaperProxy(cleaned["received_at"], cleaned["scan"])
    )
