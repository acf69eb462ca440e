"""Views of exclusions: the desk leads the procedure, the member reads and answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import database_now
from core.replays.once import once
from members.joining import access, stamps
from members.joining.actions import exclusions
from members.joining.forms import AnswerForm, DropForm, ExcludeForm, HearForm, OpenExclusionForm
from members.joining.models import Exclusion
from members.joining.rules import membership_rules
from members.people.access import PersonRequest, at_desk, desk, seat
from members.people.quoting import quoted_by
from members.people.staff import KEEPERS, READERS
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every procedure, those under way first."""
    desk(request.user, READERS)
    procedures = Exclusion.objects.select_related("member__person").order_by("outcome", "-opened_at")
    page = Paginator(procedures, 50).get_page(request.GET.get("page"))
    return render(request, "joining/exclusions.html", {"page": page})


@login_required
@once
def begin(request: PersonRequest, number: int) -> HttpResponse:
    """Begin a procedure about a member."""
    desk(request.user)
    member = seat(request.user, number, KEEPERS)
    form = OpenExclusionForm(request.POST or None)
    act = lambda: exclusions.open_exclusion(member, actor=request.user, **form.cleaned_data)  # noqa: E731
    if carried_out(form, act):
        messages.success(request, _("The member is invited to be heard; it is noted in the journal."))
        return redirect("joining:exclusions")
    page = {"form": form, "member": member, "membership": membership_rules(timezone.localdate())}
    return render(request, "joining/begin_exclusion.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def procedure(request: PersonRequest, pk: int) -> HttpResponse:
    """One procedure, step by step."""
    exclusion = access.procedure(request.user, pk)
    return render(request, "joining/exclusion.html", _page(request, exclusion))


@login_required
@require_POST
@once
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The member answers in writing."""
    exclusion, form = access.own_procedure(request.user, pk), AnswerForm(request.POST)
    act = lambda: exclusions.answer(exclusion, actor=request.user, **form.cleaned_data)  # noqa: E731
    return _step(request, exclusion, "answer_form", form, act)


@login_required
@require_POST
@once
def step(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """What the desk does next: note the hearing, carry out the decision, or drop it."""
    desk(request.user)
    exclusion = access.procedure(request.user, pk)
    make, act = STEPS[name]
    form = quoted_by(request.user, make(request.POST, auto_id=f"{name}_%s"))
    return _step(
        request,
        exclusion,
        f"{name}_form",
        form,
        lambda: act(exclusion, actor=request.user, **form.cleaned_data),
    )


STEPS: dict[str, tuple[Any, Callable[..., None]]] = {
    "hear": (HearForm, exclusions.hear),
    "exclude": (ExcludeForm, exclusions.exclude),
    "drop": (DropForm, exclusions.drop),
}


def _step(
    request: PersonRequest, exclusion: Exclusion, name: str, form: Any, act: Callable[[], None]
) -> HttpResponse:
    if carried_out(form, act):
        messages.success(request, _("Done, and noted in the journal."))
        return redirect("joining:exclusion", exclusion.pk)
    page = {**_page(request, exclusion), name: form}
    return render(request, "joining/exclusion.html", page, status=422)


def _page(request: PersonRequest, exclusion: Exclusion) -> Page:
    forms = {f"{name}_form": make(auto_id=f"{name}_%s") for name, (make, _act) in STEPS.items()}
    now = database_now()
    forms["hear_form"].initial["seen"] = stamps.hearing_stamp(exclusion)
    if exclusion.heard_at is None:
        forms["hear_form"].initial["held_at"] = exclusion.hearing_at
    answered = {"statement": exclusion.statement, "seen": stamps.answer_stamp(exclusion)}
    return {
        **forms,
        "answer_form": AnswerForm(initial=answered),
        "procedure": exclusion,
        "membership": membership_rules(timezone.localdate(exclusion.opened_at)),
        "keeper": at_desk(request.user, KEEPERS),
        "mine": exclusion.member_id in access.own_seats(request.user),
        "may_hear": now >= exclusion.hearing_at,
        "now": now,
    }
