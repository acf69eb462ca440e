"""Pages on which what the desk noted by mistake is put right: paper proxies and postal forms."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.replays.once import once
from governance.meetings import access
from governance.proxies.actions import mistakes, postal_forms
from governance.proxies.forms import MistakeForm
from members.people.access import PersonRequest
from members.people.form_pages import form_page


@login_required
@once
def annul(request: PersonRequest, pk: int, proxy: int) -> HttpResponse:
    """Put right a paper proxy that was noted by mistake."""
    meeting = access.counted(request.user, pk)
    noted = get_object_or_404(meeting.proxies.select_related("giver__person"), pk=proxy)
    act = lambda form: mistakes.annul(noted, actor=request.user, **form.cleaned_data)  # noqa: E731
    words = {
        "title": _("The proxy of %(member)s was noted by mistake") % {"member": noted.giver},
        "lead": _(
            "The proxy ends now, and both sides are told. What was voted by it stays; what it had ended stands again."
        ),
        "action": _("End this proxy"),
    }
    return put_right(request, act, words, "proxies:paper", pk)


@login_required
@once
def set_aside(request: PersonRequest, pk: int, form: int) -> HttpResponse:
    """Put right a postal form that was noted by mistake."""
    meeting = access.counted(request.user, pk)
    noted = get_object_or_404(meeting.postal_forms.select_related("member__person"), pk=form)
    act = lambda form: postal_forms.set_aside(noted, actor=request.user, **form.cleaned_data)  # noqa: E731
    words = {
        "title": _("The form of %(member)s was noted by mistake") % {"member": noted.member},
        "lead": _(
            "The form is kept, and not counted; another one may then be noted for this member. Votes that are closed keep what was in their box."
        ),
        "action": _("Set this form aside"),
    }
    return put_right(request, act, words, "proxies:forms", pk)


def put_right(
    request: PersonRequest, act: Callable[[Any], None], words: dict[str, str], back: str, pk: int
) -> HttpResponse:
    """Say what was wrong, then put it right on record; `words` are the title, what follows and the button."""
    form = MistakeForm(request.POST if request.method == "POST" else None)
    address = with_what_was_asked(request, reverse(back, args=[pk]))
    return form_page(request, form, lambda: act(form), back=address, **words)


def with_what_was_asked(request: PersonRequest, address: str) -> str:
    """An address with the page and the words that were looked for there."""
    return f"{address}?{request.GET.urlencode()}".rstrip("?")
