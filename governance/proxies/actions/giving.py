"""A voice is given: on line, or on paper as it was received. Whoever gives and whoever holds are told."""

from django.db import transaction
from django.db.models import Max

from core.clock import database_now
from core.files import check, fingerprint
from governance.meetings.models import Meeting
from governance.proxies.actions.ending import carry, finish, hold_occasion, record_step
from governance.proxies.actions.reception import make_room, may_turn_blank, took_the_place
from governance.proxies.eligibility import (
    OverTheLimit,
    PaperProxy,
    ProxyRequest,
    in_time_for_who_came,
    is_not_in_yet,
    may_be_received,
    may_give,
)
from governance.proxies.limits import is_full, too_many
from governance.proxies.models import Proxy
from governance.proxies.rules import MeetingRules, rules_of
from members.people.models import Member, Person
from votes.rounds.models import Round

SCANS = (".pdf", ".png", ".jpg", ".jpeg")
End = Proxy.End


@transaction.atomic
def give(request: ProxyRequest, *, actor: Person | None, paper: PaperProxy | None = None) -> Proxy:
    """Give a voice; an earlier proxy for the same occasion ends with it, unless this one is refused.

    Over the limit it turns blank where the code says so; else it is refused: on line at once, with whom else to
    ask; on paper it is kept as refused, and its giver is told. What counts is when it was received, not when it was
    written here: paper that came before another proxy takes its place, and paper that came before what its own giver
    gave later is kept as replaced. Raises Refusal, as ProxyRefused, OverTheLimit or FileRefused.
    """
    occasion = hold_occasion(request.occasion)
    rules = rules_of(occasion)
    may_give(request, occasion, rules)
    if paper is not None:
        may_be_received(paper.received_at)
        in_time_for_who_came(request.giver, occasion, paper.received_at, rules)
    holder, end, displaced = request.holder, "", list[Proxy]()
    if paper is not None and _gave_later(request.giver, occasion, paper):
        end = End.REPLACED
    else:
        if holder is not None and paper is not None:
            displaced = make_room(occasion, holder, request.giver, paper.received_at, rules, actor)
        holder, end = _within_limit(request, occasion, rules, paper)
        is_not_in_yet(request.giver, occasion)
        displaced += [] if end else _end_earlier(request.giver, occasion, actor)
    proxy = _write(request, occasion, holder, end, actor, paper)
    took_the_place(proxy, displaced)
    record_step(f"proxy.{end}" if end else "proxy.given", proxy, actor)
    return proxy


def _within_limit(
    request: ProxyRequest, occasion: Meeting | Round, rules: MeetingRules, paper: PaperProxy | None
) -> tuple[Member | None, str]:
    """Who holds what is asked, and how it ends at once where they hold enough. Raises OverTheLimit."""
    holder = request.holder
    if holder is None or not is_full(occasion, holder, request.giver, rules):
        return holder, ""
    if may_turn_blank(occasion, rules, request.giver, request.instructions):
        return None, ""
    if paper is None:
        raise OverTheLimit(too_many(occasion, holder, request.giver, rules))
    return holder, End.REFUSED


def _gave_later(giver: Member, occasion: Meeting | Round, paper: PaperProxy) -> bool:
    """Whether a giver gave something after a paper was received: that took its place, whatever became of it since."""
    later = Proxy.objects.of(occasion).filter(giver=giver, given_at__gt=paper.received_at)
    return later.exclude(end__in=(End.MISTAKE, End.REFUSED)).exists()


def _write(
    request: ProxyRequest, occasion: Meeting | Round, holder: Member | None, end: str, actor: Person | None,
    paper: PaperProxy | None,
) -> Proxy:  # fmt: skip
    now = database_now()
    of = {"meeting": occasion} if isinstance(occasion, Meeting) else {"round": occasion}
    proxy = Proxy(
        **of, giver=request.giver, holder=holder, meant_for=request.holder if holder is None else None,
        order=(Proxy.objects.of(occasion).aggregate(top=Max("order"))["top"] or 0) + 1,
        given_at=paper.received_at if paper else now, given_by=actor, on_paper=paper is not None,
        instructions=dict(request.instructions), ended_at=now if end else None, end=end,
    )  # fmt: skip
    if paper is not None and paper.scan is not None:
        proxy.scan_type = check(paper.scan, SCANS)
        proxy.scan_sha256 = fingerprint(paper.scan)
        proxy.scan = paper.scan  # type: ignore[assignment]
    proxy.save()
    if isinstance(occasion, Round) and not end:
        carry(occasion, request.giver, holder)
    return proxy


def _end_earlier(giver: Member, occasion: Meeting | Round, actor: Person | None) -> list[Proxy]:
    """End what a giver gave before, and say what ended."""
    earlier = list(Proxy.objects.of(occasion).standing().filter(giver=giver))
    for proxy in earlier:
        finish(proxy, End.REPLACED, actor=actor)
    return earlier
