from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from core.clock import database_now
from core.replays.once import FIELD
from members.people.access import PersonRequest
from votes.ballots import access
from votes.ballots.actions import AlreadyVoted, cast_ballot
from votes.ballots.booth import MotionPapers, Papers, carried_along, is_final, may_mark, must_carry, papers
from votes.ballots.forms import MotionBallotForm
from votes.ballots.secrecy import Receipt, SecretlyCastOtherwise, cast_secret, new_code
from votes.ballots.wording import shared_out
from votes.rounds.models import Voice

Forms = Papers | MotionPapers | MotionBallotForm


@sensitive_post_parameters()
@login_required
@never_cache
def booth(request: PersonRequest, round_id: int) -> HttpResponse:
    """Vote: by one click for or against, or by marking papers, which are read back where a vote is final."""
    if request.method != "POST":
        return _show(request, access.voices(request.user, round_id))
    try:
        return _sent(request, round_id)
    except AlreadyVoted as refusal:
        return _already(request, access.voices(request.user, round_id), refusal)


@sensitive_variables()
def _sent(request: PersonRequest, round_id: int) -> HttpResponse:
    if request.POST.keys() & {"paper", "split", "code"}:
        return _marked(request, round_id)
    # The act itself lends the voices, under lock.
    form = MotionBallotForm(request.POST)
    if not form.is_valid():
        voices = access.voices(request.user, round_id)
        # Of a choice between options, a form that came without its paper is given one.
        return _show(request, voices, form if voices[0].round.is_motion else None, status=422)
    return _cast(request, round_id, form)


@sensitive_variables()
def _cast(request: PersonRequest, round_id: int, form: Forms) -> HttpResponse:
    cast_ballot(request.user, round_id, form.choices(), code=request.POST.get(FIELD, ""))
    return redirect("ballots:receipt", round_id)


@sensitive_variables()
def _already(request: PersonRequest, voices: list[Voice], refusal: AlreadyVoted) -> HttpResponse:
    """Say what is in the box, as far as anybody may see it, and how to go on."""
    page = {**_page(voices), "sentence": str(refusal)}
    page["left"] = [voice for voice in page["voices"] if not voice.voted_at]
    if isinstance(refusal, SecretlyCastOtherwise):
        page["receipts"] = _named(refusal.receipts, voices)
    return render(request, "ballots/already.html", page, status=409)


def _named(receipts: Sequence[Receipt], voices: list[Voice]) -> list[tuple[str, Receipt]]:
    names = {voice.pk: voice.name for voice in voices}
    return [(names[receipt.voice_id], receipt) for receipt in receipts]


@sensitive_variables()
def _marked(request: PersonRequest, round_id: int) -> HttpResponse:
    """Take the papers that were marked: say what is wrong, read them back, or cast them."""
    voices = access.voices(request.user, round_id)
    must_carry(voices, request.POST)
    forms = papers(voices, request.POST)
    if not forms.is_valid():
        return _show(request, voices, forms, status=422)
    if "mark" in request.POST:
        return _show(request, voices, forms)
    # Who has nothing left to mark is told so by the act itself, instead of reading back what cannot be cast.
    marks = any(may_mark(voice, voices[0].round) for voice in voices)
    if marks and is_final(voices[0].round) and "cast" not in request.POST:
        return _read_back(request, voices, forms)
    if voices[0].round.secret:
        return _cast_secret(request, voices, forms)
    return _cast(request, round_id, forms)


@sensitive_variables()
def _read_back(request: PersonRequest, voices: list[Voice], forms: Papers | MotionPapers) -> HttpResponse:
    page = {
        **_page(voices),
        "readings": forms.read_back(),
        "carried": carried_along(request.POST, forms.voices),
    }
    return render(request, "ballots/review.html", page)


@sensitive_variables()
def _cast_secret(request: PersonRequest, voices: list[Voice], forms: Papers | MotionPapers) -> HttpResponse:
    """Cast, and answer with the receipts themselves: no page can ever show them again."""
    round_ = voices[0].round
    code = request.POST.get("code", "")
    receipts = cast_secret(request.user, round_.pk, forms.choices(), code=code)
    page = {**_page(voices), "receipts": _named(receipts, voices)}
    return render(request, "ballots/secret_receipt.html", page)


@login_required
@never_cache
@require_safe
def receipt(request: PersonRequest, round_id: int) -> HttpResponse:
    """Show what was recorded for each voice, its time and its code; of a secret vote, only that it is in."""
    voices = access.voices(request.user, round_id)
    if not any(voice.voted_at for voice in voices):
        return redirect("ballots:booth", round_id)
    if voices[0].round.secret:
        page = _page(voices)
        page["settled"] = [voice for voice in page["settled"] if voice.voted_at]
        return render(request, "ballots/voted.html", page)
    return render(request, "ballots/receipt.html", _page(voices))


@sensitive_variables()
def _show(
    request: PersonRequest, voices: list[Voice], form: Forms | None = None, *, status: int = 200
) -> HttpResponse:
    page = {**_page(voices), "form": form or papers(voices)}
    page["code"] = request.POST.get("code") or new_code()
    return render(request, "ballots/booth.html", page, status=status)


def _page(voices: list[Voice]) -> dict[str, Any]:
    round_ = voices[0].round
    ballots = [voice.ballot for voice in voices if hasattr(voice, "ballot")]
    now = database_now()
    page: dict[str, Any] = {
        "round": round_,
        "voices": [voice for voice in voices if may_mark(voice, round_)],
        "settled": [voice for voice in voices if not may_mark(voice, round_)],
        "now": now,
        "is_open": round_.is_open(now),
        "is_final": is_final(round_),
        "ballots": ballots,
    }
    if round_.is_motion:
        page["shared_out"] = shared_out([ballot.content for ballot in ballots])
    return page
