from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.limits import limited
from core.replays.once import once
from core.spreadsheet import table_response
from members.joining import access, exports
from members.joining.actions import applications as application_acts
from members.joining.forms import AdmitForm, ApplicationForm, RatifyForm, RefuseForm, ResignForm, facts
from members.joining.models import Application
from members.joining.rules import membership_rules
from members.people.access import PersonRequest, at_desk, desk
from members.people.actions.seats import resign
from members.people.models import College, Person
from members.people.quoting import quoted_by
from members.people.staff import KEEPERS, READERS
from members.people.terms import read_day
from members.shares.queries import account
from members.shares.rules import ShareRules, rules_on


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What joining means and costs, open to anyone; where one's own application stands."""
    user: Any = request.user
    own_application = access.last_application(user) if user.is_authenticated else None
    seat = access.seat_of(user) if user.is_authenticated else None
    page = {"mine": own_application, "seat": seat, "rules": _rules(), "colleges": College.objects.all()}
    return render(request, "joining/welcome.html", page)


@login_required
@limited("apply", acts=True)
@once
def apply(request: PersonRequest) -> HttpResponse:
    """Fill the application in; the address is known, since one is signed in."""
    person = request.user
    initial = {"given_name": person.given_name, "family_name": person.family_name}
    form = ApplicationForm(request.POST or None, initial=initial)
    page = {"form": form, "rules": _rules()}
    if not form.is_valid():
        return render(request, "joining/apply.html", page, status=422 if form.is_bound else 200)
    try:
        _apply(person, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "joining/apply.html", page, status=409)
    messages.success(request, _("Your application is in. You will be told of each step."))
    return redirect("joining:welcome")


@transaction.atomic
def _apply(person: Person, form: ApplicationForm) -> None:
    """Apply for oneself, an organisation, or somebody at the same address."""
    names = {key: form.cleaned_data[key] for key in ("given_name", "family_name")}
    if form.cleaned_data["household"]:
        application_acts.apply_for_household(person, **names, **facts(form))
        return
    application_acts.apply(person, **names, **facts(form))


@login_required
@require_POST
@once
def withdraw(request: PersonRequest) -> HttpResponse:
    """Take one's own application back."""
    own_application = access.last_application(request.user)
    if own_application is not None:
        application_acts.withdraw(own_application, actor=request.user)
        messages.success(request, _("Your application is withdrawn."))
    return redirect("joining:welcome")


@login_required
@once
def leave(request: PersonRequest, number: int) -> HttpResponse:
    """Leave by one's own will: read what follows from it, then give the last day."""
    member = access.own_seat(request.user, number)
    rules, today = _rules(), timezone.localdate()
    first = today + timedelta(days=membership_rules(today).leaving_notice)
    form = ResignForm(request.POST or None, first=first)
    page = {"form": form, "member": member, "first": first, "rules": rules, "account": account(member, today)}
    if not form.is_valid():
        return render(request, "joining/leave.html", page, status=422 if form.is_bound else 200)
    on, because = form.cleaned_data["on"], form.cleaned_data["because"]
    try:
        resign(member, on=on, because=because, first=first, actor=request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "joining/leave.html", page, status=409)
    messages.success(request, _("Your departure is recorded. Those who keep the register are told."))
    return redirect("members:seat", number)


@login_required
@require_safe
def applications(request: PersonRequest) -> HttpResponse:
    """All applications, those that wait first."""
    desk(request.user, READERS)
    rows, day = _applications(request)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "joining/applications.html", {"page": page, "day": day})


@login_required
@require_safe
@limited("table", dear=True)
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """All applications, as a table."""
    desk(request.user, READERS)
    return table_response(kind, "applications", exports.head(), exports.rows(_applications(request)[0]))


def _applications(request: PersonRequest) -> tuple[QuerySet[Application], date | None]:
    """The applications, or those that waited on the day asked for."""
    rows = Application.objects.select_related("person", "college").order_by("outcome", "submitted_at")
    day = read_day(request.GET.get("day", ""))
    return (rows.waiting_on(day) if day else rows), day


@login_required
@require_safe
def application(request: PersonRequest, pk: int) -> HttpResponse:
    """One application, with the two answers that the desk may record."""
    application = access.application(request.user, pk, READERS)
    keeper = at_desk(request.user, KEEPERS)
    return render(request, "joining/application.html", {**_page(application), "keeper": keeper})


@login_required
@require_POST
@once
def admit(request: PersonRequest, pk: int) -> HttpResponse:
    """Record the admission that a body decided: the seat and the shares, at once."""
    application = access.application(request.user, pk)
    form = quoted_by(request.user, AdmitForm(request.POST))
    answer = _answer(request, application, form, "admit_form", lambda: application_acts.admit_applicant(
        application, actor=request.user, **form.cleaned_data
    ))  # fmt: skip
    return answer or redirect("joining:application", pk)


@login_required
@require_POST
@once
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a refusal with its grounds."""
    application = access.application(request.user, pk)
    form = quoted_by(request.user, RefuseForm(request.POST))
    answer = _answer(request, application, form, "refuse_form", lambda: application_acts.refuse(
        application, actor=request.user, **form.cleaned_data
    ))  # fmt: skip
    return answer or redirect("joining:application", pk)


@login_required
@require_POST
@once
def ratify(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that the general meeting ratified an admission."""
    application = access.application(request.user, pk)
    form = quoted_by(request.user, RatifyForm(request.POST))
    answer = _answer(request, application, form, "ratify_form", lambda: application_acts.ratify(
        application, actor=request.user, **form.cleaned_data
    ))  # fmt: skip
    return answer or redirect("joining:application", pk)


def _answer(
    request: PersonRequest, application: Application, form: Any, name: str, act: Any
) -> HttpResponse | None:
    """Do the act; where it cannot be done, show the page again with the sentence and what was typed."""
    status = 422
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Done, and noted in the journal."))
            return None
    page = {**_page(application), "keeper": True, name: form}
    return render(request, "joining/application.html", page, status=status)


def _page(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "admit_form": AdmitForm(),
        "refuse_form": RefuseForm(),
        "ratify_form": RatifyForm(),
        "rules": _rules(),
        "membership": membership_rules(timezone.localdate(application.answered_at)),
    }


def _rules() -> ShareRules | None:
    try:
        return rules_on(timezone.localdate())
    except Refusal:
        return None
