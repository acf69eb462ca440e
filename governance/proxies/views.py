"""Pages of members: giving a proxy, answering for those that somebody was given."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.places import place
from core.replays.once import once
from governance.meetings import access as meetings_access
from governance.meetings.models import Meeting
from governance.proxies import access
from governance.proxies.actions import answering, giving
from governance.proxies.eligibility import ProxyRequest
from governance.proxies.forms import DeclineForm, GiveProxyForm
from governance.proxies.limits import suggested_holders
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.models import Member
from members.people.views import carried_out
from votes.rounds.models import Round

Page = dict[str, Any]


@login_required
@once
def give(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Give the voice of one's seat for a meeting."""
    meeting = meetings_access.meeting(request.user, pk)
    return _give(request, meeting, access.seat(request.user, number), place("meeting", pk))


@login_required
@once
def give_in_round(request: PersonRequest, round_id: int, number: int) -> HttpResponse:
    """Give the voice of one's seat for one vote."""
    round_ = access.open_round(request.user, round_id)
    back = place("vote", round_id)
    return _give(request, round_, access.seat(request.user, number), back)


def _give(request: PersonRequest, occasion: Meeting | Round, seat: Member, back: str) -> HttpResponse:
    rules = rules_of(occasion)
    meets = isinstance(occasion, Meeting)
    items = list(occasion.items.all()) if isinstance(occasion, Meeting) else []
    form = GiveProxyForm(request.POST or None, items=items, blank=meets and rules.blank_to_chair)
    if carried_out(form, lambda: giving.give(_proxy_request(form, occasion, seat), actor=request.user)):
        messages.success(
            request,
            _("Your voice is given. Both of you are told, and you may take it back until it is used."),
        )
        return redirect(back)
    page: Page = {
        "form": form,
        "seat": seat,
        "occasion": occasion,
        "rules": rules,
        "back": back,
        "meets": meets,
        "members": suggestions(listed=True),
        "others": suggested_holders(occasion, seat, rules),
    }
    return render(request, "proxies/give.html", page, status=422 if form.errors else 200)


def _proxy_request(form: Any, occasion: Meeting | Round, giver: Member) -> ProxyRequest:
    return ProxyRequest(giver, occasion, form.cleaned_data["holder"], form.choices())


@login_required
@require_POST
@once
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one will carry a voice."""
    proxy = access.held_proxy(request.user, pk)
    answering.accept(proxy, actor=request.user)
    return redirect(_home_of(proxy))


@login_required
@once
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one will not, with a reason if one wishes."""
    proxy = access.held_proxy(request.user, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if carried_out(form, lambda: answering.decline(proxy, actor=request.user, **form.cleaned_data)):
        return redirect(_home_of(proxy))
    page = {"form": form, "proxy": proxy, "back": _home_of(proxy)}
    return render(request, "proxies/decline.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
@once
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's voice back."""
    proxy = access.given_proxy(request.user, pk)
    answering.revoke(proxy, actor=request.user)
    messages.success(request, _("Your voice is yours again; its holder is told."))
    return redirect(_home_of(proxy))


@login_required
@require_safe
def scan(request: PersonRequest, pk: int) -> FileResponse:
    """Hand the scan of a paper proxy over, to both sides and to the desk."""
    proxy = access.read(request.user, pk)
    if not proxy.scan:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(
        proxy.scan.open(),
        as_attachment=True,
        filename=f"proxy-{proxy.pk}",
        content_type=proxy.scan_type,
        headers=headers,
    )


def _home_of(proxy: Proxy) -> str:
    if proxy.meeting_id is not None:
        return place("meeting", proxy.meeting_id)
    return place("vote", proxy.round_id)
