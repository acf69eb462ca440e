"""The published box of a secret vote, for everybody: read it, download it, count it again, find one's ballot in it.

No line of these pages says who asked, and nothing that is asked is kept: a code travels in the body of a POST.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from core import canonical, standalone
from core.limits import limited
from votes.ballots.papers import Mark, words
from votes.rounds.models import Round
from votes.tally import access, published
from votes.tally.forms import FindForm
from votes.tally.masking import hides_all_marks


@never_cache
@require_safe
def box(request: HttpRequest, round_id: int) -> HttpResponse:
    """Say what is in the box, how to count it again, and where to look for one's ballot."""
    round_ = access.published_box(request.user, round_id)
    return render(request, "tally/box.html", _page(round_, FindForm()))


@never_cache
@require_safe
@limited("table")
def box_json(request: HttpRequest, round_id: int) -> HttpResponse:
    """Download the box: every ballot without a name, and what it takes to count them (docs/proofs.md)."""
    round_ = access.published_box(request.user, round_id)
    content = canonical.write(published.box(round_)) + "\n"
    response = HttpResponse(content, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="box-{round_.pk}.json"'
    return response


@require_safe
@limited("table")
def recount_py(request: HttpRequest, round_id: int) -> HttpResponse:
    """Download the program that counts the box again; it is the same for every vote."""
    access.published_box(request.user, round_id)
    response = HttpResponse(standalone.build(settings.RECOUNT), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recount.py"'
    return response


@sensitive_post_parameters("code", "signature")
@sensitive_variables("form", "found", "page")
@never_cache
@require_POST
@limited("search")
def find(request: HttpRequest, round_id: int) -> HttpResponse:
    """Look for a ballot by its receipt; the answer is for whoever holds it, and kept nowhere."""
    round_ = access.published_box(request.user, round_id)
    form = FindForm(request.POST)
    page = _page(round_, form)
    if not form.is_valid():
        return render(request, "tally/box.html", page, status=422)
    match = published.find(round_, **form.cleaned_data)
    page |= {"found": match, "code": form.cleaned_data["code"]}
    if match.ballot is not None and "content" not in page["withheld"]:
        page["marks"] = marks(round_, match.ballot.content)
    return render(request, "tally/box.html", page)


def marks(round_: Round, content: str) -> list[Mark]:
    """What a ballot says, in words."""
    if not round_.is_motion:
        return words(round_.ballot_paper, content)
    sides = {"for": _("For"), "against": _("Against"), "abstain": _("Abstention")}
    return [Mark(sides.get(content, content))]


def _page(round_: Round, form: FindForm) -> dict[str, Any]:
    return {
        "round": round_,
        "form": form,
        "withheld": published.withheld(round_, round_.result.outcome),
        "few": hides_all_marks(round_.result.outcome),
        "ballots": round_.secret_ballots.count(),
        "fingerprints": published.fingerprints(round_),
    }
