"""Pages of the tellers' table: sign the roll, read slips, compare, agree, reconcile."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import limits
from core.legible import whole
from core.limits import limited
from core.replays.once import once
from core.spreadsheet import csv_response
from members.people.access import PersonRequest
from members.people.form_pages import confirm_page
from votes.rounds.models import Round
from votes.rounds.participation import in_steps
from votes.tellers import access, comparing, control_table, moments, table_pages
from votes.tellers.actions import agreement, readings
from votes.tellers.actions import roll as roll_acts
from votes.tellers.actions.readings import SlipKey
from votes.tellers.actions.roll import SignedLate, VotedAlready
from votes.tellers.control import control
from votes.tellers.forms import AgreeForm, SlipKeyForm, slip_form
from votes.tellers.models import Teller


@login_required
@never_cache
@require_safe
def roll(request: PersonRequest, round_id: int) -> HttpResponse:
    """The roll to sign, and where the reading stands."""
    round_ = access.table(request.user, round_id)
    return render(request, "tellers/roll.html", table_pages.roll_page(round_, request.user, request.GET))


@login_required
@require_POST
def mark(request: PersonRequest, round_id: int) -> HttpResponse:
    """Note that a voice signed the roll for a paper ballot."""
    round_ = access.table(request.user, round_id)
    voice, because = _voice(request, round_), _because(request)
    if in_steps(round_):
        limits.check(request, "probe")
    try:
        roll_acts.mark(round_.pk, voice, because=because, actor=request.user)
    except VotedAlready:
        if in_steps(round_):
            limits.take(request, "probe")
        raise
    except SignedLate as late:
        return _ask_why(request, round_, voice, late)
    return _back_to_roll(request, round_id)


@login_required
@require_POST
def unmark(request: PersonRequest, round_id: int) -> HttpResponse:
    """Take a mark off the roll."""
    round_ = access.table(request.user, round_id)
    voice = _voice(request, round_)
    if in_steps(round_):
        limits.take(request, "probe")
    try:
        roll_acts.unmark(round_.pk, voice, because=_because(request), actor=request.user)
    except SignedLate as late:
        return _ask_why(request, round_, voice, late)
    return _back_to_roll(request, round_id)


def _because(request: PersonRequest) -> str:
    return request.POST.get("because", "").strip()[:300]


def _ask_why(request: PersonRequest, round_: Round, voice: int, late: SignedLate) -> HttpResponse:
    """After the closing a signature is noted, or taken off, with a reason."""
    line = round_.voices.get(pk=voice)
    page = {"round": round_, "voice": line, "sentence": str(late), "signs": not line.on_paper}
    return render(request, "tellers/late.html", page, status=409)


def _voice(request: PersonRequest, round_: Round) -> int:
    voice = get_object_or_404(round_.voices, pk=whole(request.POST.get("voice")))
    return int(voice.pk)


def _back_to_roll(request: PersonRequest, round_id: int) -> HttpResponse:
    """The same words typed again, after a mark."""
    response = redirect("tellers:roll", round_id)
    if request.GET:
        response["Location"] += f"?{request.GET.urlencode()}"
    return response


@login_required
@require_POST
def begin(request: PersonRequest, round_id: int) -> HttpResponse:
    """Take one of the two places of those who read."""
    readings.begin_reading(access.table(request.user, round_id).pk, actor=request.user)
    return redirect("tellers:slips", round_id)


@login_required
@never_cache
@once
def slips(request: PersonRequest, round_id: int) -> HttpResponse:
    """Read slips, one after another; one's own only."""
    round_ = access.table(request.user, round_id)
    own_place = access.place(request.user, round_)
    line, form = None, slip_form(round_)
    if request.method == "POST":
        line = _line(request, round_)
        void, form = "void" in request.POST, slip_form(round_, request.POST)
        if void or form.is_valid():
            readings.write_slip(own_place, line, "" if void else form.content(), void=void)
            return _next_slip(round_id, line)
    if (elsewhere := _nothing_to_read(round_)) is not None:
        return elsewhere
    # What could not be read is asked for again, on the same line.
    query = request.POST if line else request.GET
    page = table_pages.slips_page(round_, request.user, own_place, query)
    where = page["line"]
    initial = {"voice": where.voice_id, "number": where.number, "college": where.college} if where else {}
    page |= {"form": form, "line_form": SlipKeyForm(initial=initial, colleges=table_pages.piles(round_))}
    return render(request, "tellers/slips.html", page, status=422 if line else 200)


def _nothing_to_read(round_: Round) -> HttpResponse | None:
    """Where a reader goes before the closing, and once the slips are forgotten."""
    if access.is_forgotten(round_):
        return redirect("tellers:control", round_.pk)
    return redirect("tellers:roll", round_.pk) if round_.closed_at is None else None


def _line(request: PersonRequest, round_: Round) -> SlipKey:
    form = SlipKeyForm(request.POST, colleges=table_pages.piles(round_))
    if not form.is_valid():
        raise comparing.CountsDisagree(
            " ".join(str(message) for errors in form.errors.values() for message in errors)
        )
    fields = form.cleaned_data
    if round_.secret:
        return SlipKey(number=fields["number"], college=fields["college"])
    return SlipKey(voice_id=fields["voice"])


def _next_slip(round_id: int, line: SlipKey) -> HttpResponse:
    response = redirect("tellers:slips", round_id)
    if line.college:
        response["Location"] += f"?college={line.college}"
    return response


@login_required
@require_POST
def drop(request: PersonRequest, round_id: int) -> HttpResponse:
    """Take back a slip that is not there."""
    round_ = access.table(request.user, round_id)
    line = _line(request, round_)
    readings.drop_slip(access.place(request.user, round_), line)
    return _next_slip(round_id, line)


@login_required
@require_POST
def done(request: PersonRequest, round_id: int) -> HttpResponse:
    """Say that one has read every slip."""
    round_ = access.table(request.user, round_id)
    readings.say_done(access.place(request.user, round_), actor=request.user)
    return redirect("tellers:compare" if moments.both_done(round_) else "tellers:roll", round_id)


@login_required
@require_POST
def resume(request: PersonRequest, round_id: int) -> HttpResponse:
    """Go on reading."""
    round_ = access.table(request.user, round_id)
    readings.take_up_again(access.place(request.user, round_), actor=request.user)
    return redirect("tellers:slips", round_id)


@login_required
@once
def free(request: PersonRequest, round_id: int) -> HttpResponse:
    """Free the place of a teller who cannot go on: ask once, saying what goes with it, then do it."""
    round_ = access.table(request.user, round_id)
    teller_id = request.POST.get("teller") or request.GET.get("teller")
    teller = Teller.objects.select_related("person").filter(round=round_, pk=whole(teller_id)).first()
    if teller is None:
        return redirect("tellers:roll", round_id)
    act = lambda: readings.free_place(round_.pk, teller.pk, actor=request.user)  # noqa: E731
    noted = teller.slips.count()
    lead = ngettext(
        "%(count)d slip that they noted is forgotten with it. Who takes the place reads every slip anew.",
        "%(count)d slips that they noted are forgotten with it. Who takes the place reads every slip anew.",
        noted,
    ) % {"count": noted}
    if request.POST.get("slips", str(noted)) != str(noted):
        raise moments.WrongReadingStage(
            _("They noted slips since you opened this page: open it again, and read how many.")
        )
    title = _("Free the place of %(name)s?") % {"name": teller}
    hidden_fields = {"teller": str(teller.pk), "slips": str(noted)}
    words = {"lead": lead, "action": _("Free this place"), "kept": hidden_fields}
    return confirm_page(request, act, title, reverse("tellers:roll", args=[round_id]), **words)


@login_required
@never_cache
@require_safe
def comparison(request: PersonRequest, round_id: int) -> HttpResponse:
    """Both readings side by side, for those who read; neither sees the other's before both are done."""
    round_ = access.table(request.user, round_id)
    access.place(request.user, round_)
    if (elsewhere := _nothing_to_read(round_)) is not None:
        return elsewhere
    if not moments.both_done(round_):
        return redirect("tellers:roll", round_id)
    page: dict[str, Any] = table_pages.comparison_page(round_, request.user, request.GET)
    return render(request, "tellers/compare.html", {**page, "form": AgreeForm()})


@login_required
@require_POST
@once
def agree(request: PersonRequest, round_id: int) -> HttpResponse:
    """Agree on the slips."""
    round_ = access.table(request.user, round_id)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    agreement.agree(round_.pk, remark=form.cleaned_data["remark"], actor=request.user)
    return redirect("tellers:control", round_id)


@login_required
@require_POST
def reopen(request: PersonRequest, round_id: int) -> HttpResponse:
    """Take the agreement back."""
    agreement.reopen(access.table(request.user, round_id).pk, actor=request.user)
    return redirect("tellers:roll", round_id)


@login_required
@never_cache
@require_safe
def control_sheet(request: PersonRequest, round_id: int) -> HttpResponse:
    """Every channel against the box."""
    round_ = access.table(request.user, round_id)
    reconciled = control(round_)
    page = {
        **table_pages.head(round_, request.user), "control": reconciled, "heads": control_table.table_head(),
        "table": control_table.table_of(round_, reconciled), "quiet": in_steps(round_),
    }  # fmt: skip
    return render(request, "tellers/control.html", page)


@login_required
@require_safe
@limited("table")
def control_csv(request: PersonRequest, round_id: int) -> HttpResponseBase:
    """The same, as a table."""
    round_ = access.table(request.user, round_id)
    rows = control_table.table_of(round_, control(round_))
    return csv_response(f"control-{round_id}", control_table.table_head(), rows)
