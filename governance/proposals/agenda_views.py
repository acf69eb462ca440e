"""A proposal is put on the agenda of a meeting, and taken off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.replays.once import once
from governance.code.in_force import in_force
from governance.proposals import access, agendas
from governance.proposals.actions import tabling
from governance.proposals.agendas import what_leaving_means
from governance.proposals.forms import TableForm
from governance.proposals.models import Proposal
from governance.proposals.views import status_of
from members.people.access import PersonRequest
from members.people.form_pages import confirm_page
from members.people.models import Person
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@once
def table(request: PersonRequest, number: int) -> HttpResponse:
    """Put a proposal on the agenda of a meeting."""
    proposal = access.tabled(request.user, number)
    form = TableForm(request.POST or None, code=in_force(timezone.localdate()), proposal=proposal)
    if carried_out(form, lambda: _table(proposal, form.cleaned_data, request.user)):
        messages.success(request, _("It is on the agenda, and is voted on in the meeting."))
        return redirect("proposals:detail", number)
    page = {"form": form, "proposal": proposal, "closed": agendas.is_closed_to_members(proposal)}
    return render(request, "proposals/table.html", page, status=status_of(form))


def _table(proposal: Proposal, choices: Page, actor: Person) -> None:
    """As the text of a question that waits for one, or as a question of its own."""
    question = choices.pop("question")
    if question is not None:
        tabling.give_text(proposal, question, actor=actor)
    else:
        tabling.table(proposal, actor=actor, **choices)


@login_required
@once
def take_off(request: PersonRequest, number: int) -> HttpResponse:
    """Take a proposal off the agenda: ask once, then do it."""
    proposal = access.tabled(request.user, number)
    act = lambda: tabling.take_off(proposal, actor=request.user)  # noqa: E731
    words = {
        "lead": what_leaving_means(proposal)
        or _("Its discussion goes on, and it may be put on another agenda."),
        "action": _("Take it off"),
        "done": _("It is off the agenda; its discussion goes on."),
    }
    title = _("Take “%(question)s” off the agenda?") % {"question": proposal.title}
    return confirm_page(request, act, title, reverse("proposals:detail", args=[number]), **words)
