from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.clock import database_now
from members.people.access import PersonRequest
from votes.ballots import access
from votes.ballots.actions import cast_ballot
from votes.ballots.forms import MotionBallotForm
from votes.ballots.wording import shared_out
from votes.rounds.models import Voice


@login_required
@never_cache
def booth(request: PersonRequest, round_id: int) -> HttpResponse:
    """Vote: one POST records the voices, whichever button sent it."""
    form = None
    if request.method == "POST":
        # The act itself lends the voices, under lock; only a split ballot must know them beforehand.
        split = access.voices(request.user, round_id) if "split" in request.POST else []
        form = MotionBallotForm(request.POST, voices=split)
        if form.is_valid():
            cast_ballot(request.user, round_id, form.choices())
            return redirect("ballots:receipt", round_id)
    voices = access.voices(request.user, round_id)
    page = _page(voices, form or MotionBallotForm(voices=voices))
    return render(request, "ballots/booth.html", page, status=422 if form else 200)


@login_required
@never_cache
@require_safe
def receipt(request: PersonRequest, round_id: int) -> HttpResponse:
    """Show what was recorded for each voice, its time and its code."""
    voices = access.voices(request.user, round_id)
    if not any(voice.voted_at for voice in voices):
        return redirect("ballots:booth", round_id)
    return render(request, "ballots/receipt.html", _page(voices, None))


def _page(voices: list[Voice], form: MotionBallotForm | None) -> dict[str, object]:
    round_ = voices[0].round
    ballots = [voice.ballot for voice in voices if hasattr(voice, "ballot")]
    now = database_now()
    return {
        "round": round_,
        "voices": voices,
        "form": form,
        "now": now,
        "is_open": round_.is_open(now),
        "ballots": ballots,
        "shared_out": shared_out([ballot.content for ballot in ballots]),
    }
