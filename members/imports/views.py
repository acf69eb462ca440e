from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.limits import limited
from core.replays.once import once
from core.spreadsheet import table_response
from members.imports import access, findings_in_words, import_page
from members.imports.actions import requesting
from members.imports.forms import ColumnsForm, FileForm
from members.imports.models import Import, State
from members.imports.shape import FileRefused, Shape
from members.people.access import PersonRequest, desk


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """All imports, the newest first."""
    desk(request.user)
    page = Paginator(Import.objects.select_related("added_by"), 30).get_page(request.GET.get("page"))
    return render(request, "imports/index.html", {"page": page})


@login_required
@limited("import", acts=True)
def new(request: PersonRequest) -> HttpResponse:
    """Bring a file."""
    desk(request.user)
    form = FileForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "members")}
    )
    if form.is_valid():
        try:
            shape = requesting.recognise(form.cleaned_data["file"])
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _take_in(request, form, shape)
    page = {"form": form, "steps": import_page.steps(None), "kinds": Import.Kind.choices}
    return render(request, "imports/new.html", page, status=422 if form.errors else 200)


@once
def _take_in(request: PersonRequest, form: FileForm, shape: Shape) -> HttpResponse:
    """Keep what was recognised: that took its time before any transaction began."""
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    return redirect("imports:match", requesting.receive(file, kind, shape=shape, actor=request.user).pk)


@login_required
@require_safe
@limited("table")
def table(request: PersonRequest, kind: str, format: str) -> HttpResponseBase:
    """An empty table to fill in, with the headings that are understood."""
    desk(request.user)
    if kind not in Import.Kind.values:
        raise Http404
    return table_response(format, kind, *import_page.empty_table(kind))


@login_required
@once
def match(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what each column is; what the headings say is chosen already."""
    job = access.job(request.user, pk)
    if job.state not in {State.RECEIVED, State.CHECKING, State.CHECKED}:
        return redirect("imports:show", pk)
    form = ColumnsForm(request.POST or None, job=job)
    if form.is_bound and form.is_valid():
        requesting.choose_columns(job, form.columns, actor=request.user)
        return redirect("imports:show", pk)
    page = {"form": form, "job": job, "steps": import_page.steps(job)}
    return render(request, "imports/match.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """Where an import stands: the work under way, what the check found, what became of it."""
    job = access.job(request.user, pk)
    if job.state == State.RECEIVED:
        return redirect("imports:match", pk)
    return render(request, "imports/show.html", import_page.state(job, request.GET))


@login_required
@require_safe
def region(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of that page that moves by itself while the work goes on."""
    page = import_page.state(access.job(request.user, pk), request.GET)
    return render(request, "imports/_state.html", {**page, "moved": True})


@login_required
@require_POST
@once
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Import what the check announced."""
    requesting.confirm(access.job(request.user, pk), actor=request.user)
    return redirect("imports:show", pk)


@login_required
@require_POST
@once
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Give an import up."""
    requesting.cancel(access.job(request.user, pk), actor=request.user)
    messages.success(request, _("Given up. The file is deleted, and nothing was imported."))
    return redirect("imports:index")


@login_required
@require_safe
@limited("table")
def errors(request: PersonRequest, pk: int, format: str) -> Any:
    """The errors to take along, as a table."""
    job = access.job(request.user, pk)
    return table_response(format, f"errors-{pk}", *findings_in_words.errors(job))
