import json
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.paper import pdf_response
from core.spreadsheet import table_response
from governance.circles.models import Circle
from governance.circles.standing import standing_of
from governance.code.history import compare, reigns
from governance.code.models import Edition
from governance.code.queries import articles
from governance.decisions import chain
from governance.decisions.models import Decision
from governance.portal import papers, queries
from governance.proposals import access, showing
from votes.rounds.models import Round

VERIFIER = Path(settings.BASE_DIR) / "governance/decisions/verify_register.py"


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The register: every decision this reader may see, and what is being decided now."""
    search = queries.Search.read(request.GET)
    found = queries.decisions(standing_of(request.user), search)
    page = Paginator(found, 12).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/decisions.html",
        {
            "page": page,
            "search": search,
            "now_open": queries.open_now(),
            "integrity": queries.integrity(),
            "circles": Circle.objects.only("slug", "name"),
            "years": Decision.objects.order_by("-year").values_list("year", flat=True).distinct(),
            "door": "decisions",
        },
    )


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The live region of the portal: what is being decided now, and the newest entries."""
    found = queries.decisions(standing_of(request.user), queries.Search())
    page = Paginator(found, 12).get_page(1)
    return render(request, "portal/_now.html", {"now_open": queries.open_now(), "page": page})


@require_safe
def decision(request: HttpRequest, year: int, rank: int) -> HttpResponse:
    """One entry of the register, with its ground and its seal."""
    visible = Decision.objects.visible_to(standing_of(request.user)).select_related("circle")
    entry = get_object_or_404(visible, year=year, rank=rank)
    page = {"decision": entry, "door": "decisions", "sealed": chain.seal(entry.facts()) == entry.hash}
    round_ = Round.objects.filter(pk=entry.ground.get("round", 0)).first()
    if round_ is not None:
        page |= showing.ground(entry, round_)
    return render(request, "portal/decision.html", page)


@require_safe
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Follow one proposal without an account: its stage, participation, result and decision."""
    proposal = access.readable(request.user, number)
    page = {
        **showing.live_page(proposal),
        "version": proposal.latest,
        **showing.amendment(proposal),
        "topic": proposal.topic,
        "door": "decisions",
    }
    if proposal.decision is not None and proposal.round is not None:
        page |= showing.ground(proposal.decision, proposal.round)
    return render(request, "portal/follow.html", page)


@require_safe
def functioning(request: HttpRequest) -> HttpResponse:
    """The rules in force, today or on a day of the past, and the circles: how we work."""
    day = queries.asked_day(request.GET.get("day", ""))
    edition = Edition.objects.in_force(day)
    page = {
        "edition": edition,
        "day": day,
        "is_today": day == timezone.localdate(),
        "articles": articles(edition) if edition else [],
        "circles": queries.circles(),
        "colleges": showing.college_names(),
        "door": "functioning",
    }
    return render(request, "portal/functioning.html", page)


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Every edition of the code social, with the days on which it applied."""
    found = reigns()
    page = {"reigns": found, "today": timezone.localdate(), "door": "functioning"}
    if len(found) > 1:
        page |= {"first": found[-2].edition, "second": found[-1].edition}
    return render(request, "portal/code.html", page)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition, whole, whether it applies or not."""
    found = get_object_or_404(Edition.objects.enacted(), number=number)
    page = {
        "edition": found,
        "articles": articles(found),
        "colleges": showing.college_names(),
        "door": "functioning",
    }
    return render(request, "portal/edition.html", page)


@require_safe
def edition_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """One edition on paper."""
    found = get_object_or_404(Edition.objects.enacted(), number=number)
    return pdf_response(
        f"code-{number}", "code", papers.code(found, articles(found), showing.college_names())
    )


@require_safe
def compare_editions(request: HttpRequest) -> HttpResponse:
    """What changed between any two editions, in words and in values."""
    editions = list(Edition.objects.enacted())
    if len(editions) < 2:
        return redirect("portal:code")
    by_number = {str(one.number): one for one in editions}
    before = by_number.get(request.GET.get("from", ""), editions[-2])
    after = by_number.get(request.GET.get("to", ""), editions[-1])
    page = {
        "editions": editions,
        "before": before,
        "after": after,
        "changes": compare(before, after),
        "colleges": showing.college_names(),
        "door": "functioning",
    }
    return render(request, "portal/compare.html", page)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How to check the register oneself, and what the last check found."""
    page = {"integrity": queries.integrity(), "door": "decisions"}
    return render(request, "portal/verify.html", page)


@require_safe
def secrecy(request: HttpRequest) -> HttpResponse:
    """What a secret vote protects from in this house, what it does not, and how anyone can check."""
    return render(request, "portal/secrecy.html", {"door": "functioning"})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The register as JSON, one entry a line, oldest first."""
    lines = (
        json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in queries.public_entries()
    )
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register.jsonl"'
    return response


@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The public entries of the register as a table, oldest first."""
    return table_response(kind, "register-of-decisions", papers.decisions_head(), papers.decisions_rows())


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """The stand-alone program that checks an export; it needs nothing but Python."""
    if not VERIFIER.exists():
        raise Http404
    return FileResponse(VERIFIER.open("rb"), as_attachment=True, filename="verify_register.py")
