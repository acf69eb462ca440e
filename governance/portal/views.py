from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import standalone
from core.ed25519 import fingerprint
from core.limits import dear_work, limited
from core.paper import paper_response, shared_pdf
from core.spreadsheet import table_response
from governance.circles.models import Circle
from governance.circles.standing import standing_of
from governance.code.history import changes_between, reigns
from governance.code.models import Edition
from governance.code.queries import articles_with_values
from governance.decisions import publishing
from governance.decisions.anchors import witnesses
from governance.decisions.integrity import is_sealed
from governance.decisions.models import Decision
from governance.portal import exports, queries
from governance.proposals import access, amendment, detail_page
from governance.proposals.vote.desk import result_page
from members.people.queries import college_names
from votes.rounds.models import Round


@require_safe
@limited("search", field="q")
def decisions(request: HttpRequest) -> HttpResponse:
    """The register: every decision this reader may see, and what is being decided now."""
    search = queries.Search.read(request.GET)
    entries = queries.decisions(standing_of(request.user), search)
    page = Paginator(entries, 12).get_page(request.GET.get("page"))
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
    entries = queries.decisions(standing_of(request.user), queries.Search())
    page = Paginator(entries, 12).get_page(1)
    return render(request, "portal/_now.html", {"now_open": queries.open_now(), "page": page})


@require_safe
def decision(request: HttpRequest, year: int, rank: int) -> HttpResponse:
    """One entry of the register, with its ground and its seal."""
    visible = Decision.objects.visible_to(standing_of(request.user)).select_related("circle")
    entry = get_object_or_404(visible, year=year, rank=rank)
    page = {"decision": entry, "door": "decisions", "sealed": is_sealed(entry)}
    round_ = Round.objects.filter(pk=entry.ground.get("round", 0)).first()
    if round_ is not None:
        page |= result_page.ground(entry, round_)
    return render(request, "portal/decision.html", page)


@require_safe
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Follow one proposal without an account: its stage, participation, result and decision."""
    proposal = access.known(request.user, number)
    page = {
        **detail_page.live_page(proposal),
        "version": proposal.latest,
        **amendment.amendment(proposal),
        "topic": proposal.topic,
        "door": "decisions",
    }
    if proposal.decision is not None and proposal.round is not None:
        page |= result_page.ground(proposal.decision, proposal.round)
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
        "articles": articles_with_values(edition) if edition else [],
        "circles": queries.circles(),
        "colleges": college_names(),
        "door": "functioning",
    }
    return render(request, "portal/functioning.html", page)


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Every edition of the code social, with the days on which it applied."""
    past_and_present = reigns()
    page = {"reigns": past_and_present, "today": timezone.localdate(), "door": "functioning"}
    if len(past_and_present) > 1:
        page |= {"first": past_and_present[-2].edition, "second": past_and_present[-1].edition}
    return render(request, "portal/code.html", page)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition, whole, whether it applies or not."""
    enacted = get_object_or_404(Edition.objects.enacted(), number=number)
    page = {
        "edition": enacted,
        "articles": articles_with_values(enacted),
        "colleges": college_names(),
        "today": timezone.localdate(),
        "door": "functioning",
    }
    return render(request, "portal/edition.html", page)


@require_safe
@limited("paper")
def edition_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """One edition on paper."""
    enacted = get_object_or_404(Edition.objects.enacted(), number=number)
    content = exports.code(enacted, articles_with_values(enacted), college_names())
    return paper_response(f"code-{number}", shared_pdf("code", content, dear_work(request)))


@require_safe
@limited("compare")
def compare_editions(request: HttpRequest) -> HttpResponse:
    """What changed between any two editions, in words and in values."""
    editions = list(Edition.objects.enacted())
    if len(editions) < 2:
        return redirect("portal:code")
    by_number = {str(edition.number): edition for edition in editions}
    before = by_number.get(request.GET.get("from", ""), editions[-2])
    after = by_number.get(request.GET.get("to", ""), editions[-1])
    page = {
        "editions": editions,
        "before": before,
        "after": after,
        "changes": changes_between(before, after),
        "colleges": college_names(),
        "door": "functioning",
    }
    return render(request, "portal/compare.html", page)


@require_safe
@limited("check")
def verify(request: HttpRequest) -> HttpResponse:
    """How to check the register oneself, and what the last check found."""
    header = publishing.register_header()
    page = {
        "integrity": queries.integrity(),
        "header": header,
        "key": fingerprint(header["public_key"]),
        "door": "decisions",
    }
    return render(request, "portal/verify.html", page)


@require_safe
def anchors(request: HttpRequest) -> HttpResponse:
    """The fingerprints of each day, as they were sent to those who keep them elsewhere."""
    page = Paginator(queries.anchors(), 31).get_page(request.GET.get("page"))
    sent = bool(witnesses(timezone.localdate()))
    return render(
        request,
        "portal/anchors.html",
        {"page": page, "last": queries.last_seal(), "sent": sent, "door": "decisions"},
    )


@require_safe
def secrecy(request: HttpRequest) -> HttpResponse:
    """What a secret vote protects from in this house, what it does not, and how anyone can check."""
    return render(request, "portal/secrecy.html", {"door": "functioning"})


@require_safe
@limited("table", dear=True)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The register as JSON, one entry a line, oldest first, below a line that says what it is (docs/proofs.md)."""
    response = StreamingHttpResponse(
        publishing.register_file(), content_type="application/x-ndjson; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="register.jsonl"'
    return response


@require_safe
@limited("table", dear=True)
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The public entries of the register as a table, oldest first."""
    return table_response(kind, "register-of-decisions", exports.decisions_head(), exports.decisions_rows())


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone program that checks an export; it needs nothing but Python."""
    response = HttpResponse(
        standalone.build("governance.decisions.verifier"), content_type="text/x-python; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="verify_register.py"'
    return response
