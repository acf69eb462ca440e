"""Acts on proxies: give, accept, decline, take back. Whoever gives and whoever holds are told at each step."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.clock import database_now
from core.files import check, fingerprint
from core.journal.actions import record
from governance.meetings.models import Meeting
from governance.proxies.giving import (
    Given,
    OverTheLimit,
    Paper,
    ProxyRefused,
    in_time_for_who_came,
    is_full,
    is_not_in_yet,
    may_be_received,
    may_give,
    of_its_own,
    own_bearer,
    too_many,
    under_one_limit,
)
from governance.proxies.models import Proxy
from governance.proxies.rules import MeetingRules, rules_of
from members.people.models import Member, Person
from votes.rounds.models import Round, Voice

SCANS = (".pdf", ".png", ".jpg", ".jpeg")
End = Proxy.End


@transaction.atomic
def give(asked: Given, *, actor: Person | None, paper: Paper | None = None) -> Proxy:
    """Give a voice; an earlier proxy for the same occasion ends with it, unless this one is refused.

    Over the limit it turns blank where the code says so; else it is refused: on line at once, with whom else to
    ask; on paper it is kept as refused, and its giver is told. What counts is when it was received, not when it was
    written here: paper that came before another proxy takes its place, and paper that came before what its own giver
    gave later is kept as replaced. Raises Refusal, as ProxyRefused, OverTheLimit or FileRefused.
    """
    occasion = _hold(asked.occasion)
    rules = rules_of(occasion)
    may_give(asked, occasion, rules)
    if paper is not None:
        may_be_received(paper.received_at)
        in_time_for_who_came(asked.giver, occasion, paper.received_at, rules)
    holder, end, displaced = asked.holder, "", list[Proxy]()
    if paper is not None and _gave_later(asked.giver, occasion, paper):
        end = End.REPLACED
    else:
        if holder is not None and paper is not None:
            displaced = make_room(occasion, holder, asked.giver, paper.received_at, rules, actor)
        holder, end = _within_limit(asked, occasion, rules, paper)
        is_not_in_yet(asked.giver, occasion)
        displaced += [] if end else _end_earlier(asked.giver, occasion, actor)
    proxy = _write(asked, occasion, holder, end, actor, paper)
    took_the_place(proxy, displaced)
    tell(f"proxy.{end}" if end else "proxy.given", proxy, actor)
    return proxy


def _within_limit(
    asked: Given, occasion: Meeting | Round, rules: MeetingRules, paper: Paper | None
) -> tuple[Member | None, str]:
    """Who holds what is asked, and how it ends at once where they hold enough. Raises OverTheLimit."""
    holder = asked.holder
    if holder is None or not is_full(occasion, holder, asked.giver, rules):
        return holder, ""
    if may_turn_blank(occasion, rules, asked.giver, asked.instructions):
        return None, ""
    if paper is None:
        raise OverTheLimit(too_many(occasion, holder, asked.giver, rules))
    return holder, End.REFUSED


def _gave_later(giver: Member, occasion: Meeting | Round, paper: Paper) -> bool:
    """Whether a giver gave something after a paper was received: that took its place, whatever became of it since."""
    later = Proxy.objects.of(occasion).filter(giver=giver, given_at__gt=paper.received_at)
    return later.exclude(end__in=(End.MISTAKE, End.REFUSED)).exists()


def _hold(occasion: Meeting | Round) -> Meeting | Round:
    """One proxy at a time is given for an occasion: limits and order cannot be passed by two at once."""
    if isinstance(occasion, Meeting):
        return Meeting.objects.select_for_update().get(pk=occasion.pk)
    return Round.objects.select_for_update().get(pk=occasion.pk)


def make_room(
    occasion: Meeting | Round, holder: Member, giver: Member, received_at: datetime, rules: MeetingRules,
    actor: Person | None,
) -> list[Proxy]:  # fmt: skip
    """Where a holder carries enough, the latest received gives way to what came before it; say which did, if one did."""
    if not is_full(occasion, holder, giver, rules):
        return []
    held = (
        Proxy.objects.of(occasion)
        .standing()
        .filter(holder__in=under_one_limit(holder, occasion, rules), given_at__gt=received_at)
    )
    latest = held.select_related("giver", "holder", "meeting", "round").in_order().last()
    if latest is None or is_used(latest):
        return []
    if may_turn_blank(occasion, rules, latest.giver, latest.instructions):
        turn_blank(latest)
    else:
        finish(latest, End.REFUSED, actor=actor)
    return [latest]


def may_turn_blank(
    occasion: Meeting | Round, rules: MeetingRules, giver: Member, instructions: Mapping[str, str]
) -> bool:  # fmt: skip
    """Whether a proxy over the limit goes to the chair in blank: as one could be given, and never one that says how to vote."""
    if rules.proxy.overflow != "to_blank" or not isinstance(occasion, Meeting) or instructions:
        return False
    given = occasion.proxies.standing().filter(giver=occasion.chair_id)
    return occasion.chair_id not in (None, giver.pk) and not given.exists()


def turn_blank(proxy: Proxy) -> None:
    """Let a proxy go to the chair, because whom it names holds enough."""
    proxy.holder, proxy.meant_for = None, proxy.holder
    proxy.save(update_fields=["holder", "meant_for"])


def took_the_place(proxy: Proxy, displaced: Iterable[Proxy]) -> None:
    """Remember which proxies ended, or turned blank, because of another: should that be a mistake, they stand again."""
    Proxy.objects.filter(pk__in=[one.pk for one in displaced]).update(displaced_by=proxy)


def is_used(proxy: Proxy) -> bool:
    """Whether a voice was cast by a proxy for one vote."""
    votes = Voice.objects.filter(round=proxy.round_id, member=proxy.giver_id)
    return proxy.round_id is not None and votes.filter(voted_at__isnull=False).exists()


def _write(
    asked: Given, occasion: Meeting | Round, holder: Member | None, end: str, actor: Person | None, paper: Paper | None
) -> Proxy:  # fmt: skip
    now = database_now()
    of = {"meeting": occasion} if isinstance(occasion, Meeting) else {"round": occasion}
    proxy = Proxy(
        **of, giver=asked.giver, holder=holder, meant_for=asked.holder if holder is None else None,
        order=(Proxy.objects.of(occasion).aggregate(top=Max("order"))["top"] or 0) + 1,
        given_at=paper.received_at if paper else now, given_by=actor, on_paper=paper is not None,
        instructions=dict(asked.instructions), ended_at=now if end else None, end=end,
    )  # fmt: skip
    if paper is not None and paper.scan is not None:
        proxy.scan_type = check(paper.scan, SCANS)
        proxy.scan_sha256 = fingerprint(paper.scan)
        proxy.scan = paper.scan  # type: ignore[assignment]
    proxy.save()
    if isinstance(occasion, Round) and not end:
        carry(occasion, asked.giver, holder)
    return proxy


def _end_earlier(giver: Member, occasion: Meeting | Round, actor: Person | None) -> list[Proxy]:
    """End what a giver gave before, and say what ended."""
    earlier = list(Proxy.objects.of(occasion).standing().filter(giver=giver))
    for proxy in earlier:
        finish(proxy, End.REPLACED, actor=actor)
    return earlier


def carry(round_: Round, giver: Member, holder: Member | None) -> None:
    """Let the holder's person vote for the giver; without a holder, the giver's own person again."""
    carrier = holder or giver
    bearer = round_.voices.get(member=carrier).bearer_id if holder else own_bearer(giver)
    how = "proxy" if holder else ""
    Voice.objects.filter(round=round_, member=giver).update(bearer=bearer, how=how)


def finish(proxy: Proxy, end: str, *, actor: Person | None, because: str = "") -> None:
    """End a standing proxy, and say so to both; in a vote, the giver's voice is theirs again."""
    proxy.ended_at, proxy.end, proxy.because = database_now(), end, because
    proxy.save(update_fields=["ended_at", "end", "because"])
    if proxy.round is not None:
        carry(proxy.round, proxy.giver, None)
    tell(f"proxy.{end}", proxy, actor)


@transaction.atomic
def accept(proxy: Proxy, *, actor: Person) -> None:
    """Say that one will carry it; it stood already, and now its giver knows. Raises ProxyRefused once it is settled."""
    proxy = standing(proxy)
    if proxy.accepted_at is not None:
        return
    unused(proxy)
    proxy.accepted_at = database_now()
    proxy.save(update_fields=["accepted_at"])
    tell("proxy.accepted", proxy, actor)


@transaction.atomic
def decline(proxy: Proxy, *, because: str = "", actor: Person) -> None:
    """Say that one will not carry it, in time for the giver to ask somebody else."""
    proxy = standing(proxy)
    unused(proxy)
    finish(proxy, End.DECLINED, actor=actor, because=because)


@transaction.atomic
def revoke(proxy: Proxy, *, actor: Person) -> None:
    """Take one's voice back, as long as it was not used."""
    proxy = standing(proxy)
    unused(proxy)
    finish(proxy, End.REVOKED, actor=actor)


def standing(proxy: Proxy) -> Proxy:
    """Lock the occasion, then the proxy: the same order as those who give."""
    _hold(proxy.occasion)
    rows = Proxy.objects.select_for_update(of=("self",)).select_related("giver", "holder", "meeting", "round")
    locked = rows.get(pk=proxy.pk)
    if not locked.stands:
        raise ProxyRefused(
            _("This proxy does not stand any more: %(end)s.") % {"end": locked.get_end_display()}
        )
    return locked


def unused(proxy: Proxy) -> None:
    """A proxy of a meeting is settled as it opens, one for a vote as its voice is in or the vote is over."""
    if proxy.meeting is not None:
        if not proxy.meeting.takes_proxies:
            raise ProxyRefused(
                _("The meeting is over: this proxy was used.")
                if proxy.meeting.closed_at is not None
                else _("The meeting has begun: proxies stand as they are. Who comes votes in person.")
            )
        return
    assert proxy.round is not None
    of_its_own(proxy.round)
    # The voice is locked as a ballot locks it: it is taken back before it is used, or not at all.
    voice = Voice.objects.select_for_update().get(round=proxy.round, member=proxy.giver)
    if voice.voted_at is not None:
        raise ProxyRefused(_("This voice is in already: the proxy was used."))
    if not proxy.round.is_open(database_now()):
        raise ProxyRefused(_("This vote is closed: nothing can be changed any more."))


def tell(kind: str, proxy: Proxy, actor: Person | None) -> None:
    """Say a step in the life of a proxy to both sides."""
    occasion = proxy.occasion
    topics = [occasion.topic, *(f"member.{pk}" for pk in (proxy.giver_id, proxy.holder_id) if pk)]
    record(kind, actor=actor, topics=topics, proxy=proxy.pk, giver=proxy.giver_id, holder=proxy.holder_id)
