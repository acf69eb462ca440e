from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import Refusal
from core.limits import limited
from core.paper import pdf_response
from core.replays.once import once
from core.spreadsheet import table_response
from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.quoting import quoted_by
from members.people.staff import KEEPERS, READERS
from members.shares import access, exports, queries
from members.shares.forms import FORMS, Correction
from members.shares.models import Movement


@login_required
@require_safe
def register(request: PersonRequest) -> HttpResponse:
    """The capital and the accounts as of a day, and the register of movements."""
    access.desk(request.user, READERS)
    day, form = queries.chosen_day(request.GET)
    rows = queries.holdings(day)
    movements = Movement.objects.until(day).select_related("corrects", "corrected_by").order_by("-no")
    page = Paginator(movements, 50).get_page(request.GET.get("page"))
    accounts = Paginator(rows, 100).get_page(request.GET.get("accounts"))
    context = {
        "capital": queries.capital(day, rows),
        "accounts": accounts,
        "page": page,
        "form": form,
        "day": day,
        "keeper": access.at_desk(request.user, KEEPERS),
        "operations": [(name, Movement.Operation(name).label) for name in FORMS],
    }
    return render(request, "shares/register.html", context)


@login_required
@once
def enter(request: PersonRequest, operation: str) -> HttpResponse:
    """Enter a movement: fill in, see what it changes, then write it for ever."""
    access.desk(request.user)
    if operation not in FORMS:
        raise Http404
    form = quoted_by(request.user, FORMS[operation](request.POST or None))
    return _write(request, form, str(Movement.Operation(operation).label))


@login_required
@once
def correct(request: PersonRequest, no: int) -> HttpResponse:
    """Undo a line by another that names it."""
    wrong = access.line(request.user, no)
    form = Correction(request.POST or None, wrong=wrong)
    return _write(request, form, _("Correct line %(no)d") % {"no": no})


def _write(request: PersonRequest, form: Any, title: str) -> HttpResponse:
    """First the effect, then the act; a refusal stands beside what was typed."""
    page: dict[str, Any] = {"form": form, "title": title, "members": suggestions()}
    if not form.is_valid() or "change" in request.POST:
        return render(request, "shares/enter.html", page, status=422 if form.is_bound else 200)
    try:
        if "confirmed" not in request.POST:
            return render(
                request, "shares/enter.html", {**page, "preview": queries.preview(form, request.user)}
            )
        movement = form.enter(request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "shares/enter.html", page, status=409)
    messages.success(request, _("Entered in the register, line %(no)d.") % {"no": movement.no})
    return redirect("shares:register")


@login_required
@require_safe
def account(request: PersonRequest, number: int) -> HttpResponse:
    """One member's statement, as of a day."""
    member = access.account(request.user, number)
    day, form = queries.chosen_day(request.GET)
    page = {**queries.account(member, day), "form": form, "desk": access.at_desk(request.user)}
    return render(request, "shares/account.html", page)


@login_required
@require_safe
@limited("table", dear=True)
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """The register of movements to keep: a table, or paper."""
    access.desk(request.user, READERS)
    day, _form = queries.chosen_day(request.GET)
    movements = (
        Movement.objects.until(day).select_related("corrects", "holder_from", "holder_to").order_by("no")
    )
    if kind != "pdf":
        lines = map(exports.row, movements.iterator(chunk_size=2000))
        return table_response(kind, _name("register-of-movements", day), exports.head(), lines)
    rows = queries.holdings(day)
    data = exports.register(queries.capital(day, rows), rows, movements)
    return pdf_response(_name("register-of-movements", day), "movements", data)


@login_required
@require_safe
@limited("paper", dear=True)
def statement(request: PersonRequest, number: int, kind: str) -> HttpResponseBase:
    """A member's statement to keep: a table, or paper."""
    member = access.account(request.user, number)
    day, _form = queries.chosen_day(request.GET)
    balance = queries.account(member, day)
    name = _name(f"statement-{number}", day)
    if kind != "pdf":
        return table_response(kind, name, exports.head(), map(exports.row, balance["movements"]))
    return pdf_response(name, "statement", exports.statement(balance))


def _name(title: str, day: date) -> str:
    return f"{title}-{day.isoformat()}" if day != timezone.localdate() else title
