"""Acts on proxies: give, accept, decline, take back. Whoever gives and whoever holds are told at each step.

Nobody hands on what they were given, and nobody who gave their own voice away holds another's: so a proxy never
goes in a circle. Source: C. com. R225-79 (no substitution); the limits are those of the code social.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.files import check, fingerprint
from core.journal.actions import record
from governance.proxies import voices as pure
from governance.proxies.models import Proxy, Sitting
from governance.proxies.rules import SittingRules, sitting_rules
from members.people.models import Member, Person, on_day
from votes.rounds.models import Round, Voice

SCANS = (".pdf", ".png", ".jpg", ".jpeg")
SUGGESTED = 3
End = Proxy.End


class ProxyRefused(Refusal):
    """A proxy that cannot be given, with whom else to ask where there is somebody."""


class OverTheLimit(ProxyRefused):
    """Its holder carries as many proxies as the code allows."""


@dataclass(frozen=True)
class Paper:
    """A proxy that came on paper: when, and its scan."""

    received_at: datetime
    scan: "UploadedFile[Any] | None" = None


@dataclass(frozen=True)
class Given:
    """What is asked: a voice, for an occasion, to somebody or in blank, with what the holder should vote."""

    giver: Member
    occasion: Sitting | Round
    holder: Member | None
    instructions: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def give(asked: Given, *, actor: Person | None, paper: Paper | None = None) -> Proxy:
    """Give a voice; an earlier proxy for the same occasion ends with it.

    Over the limit it turns blank where the code says so; else it is refused: on line at once, with whom else to
    ask; on paper it is kept as refused, and its giver is told. Raises ProxyRefused, OverTheLimit or FileRefused.
    """
    occasion = _hold(asked.occasion)
    rules = _rules(occasion)
    _may_give(asked, occasion, rules)
    holder, end = asked.holder, ""
    if holder is not None and _is_full(occasion, holder, asked.giver, rules):
        if rules.proxy.overflow == "to_blank" and isinstance(occasion, Sitting):
            holder = None
        elif paper is None:
            raise OverTheLimit(_full(occasion, holder, asked.giver, rules))
        else:
            end = End.REFUSED
    proxy = _write(asked, occasion, holder, end, actor, paper)
    _tell("proxy.refused" if end else "proxy.given", proxy, actor)
    return proxy


def _hold(occasion: Sitting | Round) -> Sitting | Round:
    """One proxy at a time is given for an occasion: limits and order cannot be passed by two at once."""
    if isinstance(occasion, Sitting):
        return Sitting.objects.select_for_update().get(pk=occasion.pk)
    return Round.objects.select_for_update().get(pk=occasion.pk)


def record_day(occasion: Sitting | Round) -> date:
    """The day whose register counts for an occasion."""
    if isinstance(occasion, Sitting):
        return occasion.record_on
    return date.fromisoformat(occasion.electorate["day"])


def _rules(occasion: Sitting | Round) -> SittingRules:
    day = record_day(occasion)
    return sitting_rules(day, Member.objects.voting(day).count())


def _may_give(asked: Given, occasion: Sitting | Round, rules: SittingRules) -> None:
    giver, holder = asked.giver, asked.holder
    _is_time(occasion, giver)
    if holder is not None and holder.pk == giver.pk:
        raise ProxyRefused(_("A proxy goes to somebody else: choose another member."))
    if holder is None and (not isinstance(occasion, Sitting) or not rules.blank_to_chair):
        raise ProxyRefused(_("A proxy in blank is not possible here: name a member."))
    if holder is None and isinstance(occasion, Sitting) and occasion.chair_id in (None, giver.pk):
        raise ProxyRefused(_("A proxy in blank goes to the chair, and there is none but you: name a member."))
    _has_a_voice(giver, occasion)
    if holder is not None:
        _has_a_voice(holder, occasion)
        _stays(holder, occasion)
    _holds_nothing(giver, occasion)
    if (
        holder is not None
        and rules.proxy.same_college
        and _college(giver, occasion) != _college(holder, occasion)
    ):
        raise ProxyRefused(
            _("%(holder)s is of another college, and a proxy stays within its own: choose a member of yours.")
            % {"holder": holder}
        )


def _is_time(occasion: Sitting | Round, giver: Member) -> None:
    if isinstance(occasion, Sitting):
        if not occasion.takes_proxies:
            raise ProxyRefused(_("The meeting has begun: proxies are not taken any more."))
        return
    if not occasion.is_open(database_now()):
        raise ProxyRefused(_("This vote is closed: proxies are not taken any more."))
    if occasion.voices.filter(member=giver, voted_at__isnull=False).exists():
        raise ProxyRefused(
            _("The voice of %(member)s is in already: there is nothing to give.") % {"member": giver}
        )


def _has_a_voice(member: Member, occasion: Sitting | Round) -> None:
    """On the register with whole rights on the record day; for one vote, on its roll."""
    if isinstance(occasion, Round):
        on_roll = occasion.voices.filter(member=member).exists()
    else:
        on_roll = Member.objects.voting(occasion.record_on).filter(pk=member.pk).exists()
    if not on_roll:
        raise ProxyRefused(
            _("%(member)s has no voice here: only members on the roll give and hold proxies.")
            % {"member": member}
        )


def _stays(holder: Member, occasion: Sitting | Round) -> None:
    gave = Proxy.objects.of(occasion).standing().filter(giver=holder).first()
    if gave is not None:
        raise ProxyRefused(
            _("%(holder)s has given their own voice away, and will not be there: choose somebody else.")
            % {"holder": holder}
        )


def _holds_nothing(giver: Member, occasion: Sitting | Round) -> None:
    held = Proxy.objects.of(occasion).standing().filter(holder=giver).select_related("giver__person")
    names = ", ".join(str(proxy.giver) for proxy in held)
    if names:
        raise ProxyRefused(
            _(
                "%(giver)s carries the voice of %(names)s, which nobody can pass on: decline it first, so that they ask somebody else."
            )
            % {"giver": giver, "names": names}
        )


def _college(member: Member, occasion: Sitting | Round) -> str:
    day = record_day(occasion)
    return Member.objects.as_of(day).get(pk=member.pk).college_code


def held_by(holder: Member, occasion: Sitting | Round, *, but: Member | None = None) -> int:
    """How many named proxies a member holds for an occasion, one giver left out."""
    held = Proxy.objects.of(occasion).standing().filter(holder=holder)
    return (held.exclude(giver=but) if but is not None else held).count()


def _is_full(occasion: Sitting | Round, holder: Member, giver: Member, rules: SittingRules) -> bool:
    left = pure.remaining(rules.proxy, held_by(holder, occasion, but=giver))
    return left is not None and left < 1


def _full(occasion: Sitting | Round, holder: Member, giver: Member, rules: SittingRules) -> str:
    others = ", ".join(str(member) for member in who_else(occasion, giver, rules))
    said = {"holder": holder, "most": rules.proxy.most, "others": others}
    if not others:
        return _("%(holder)s carries %(most)s proxies already, the most that the code allows.") % said
    return (
        _(
            "%(holder)s carries %(most)s proxies already, the most that the code allows. You may ask %(others)s."
        )
        % said
    )


def who_else(occasion: Sitting | Round, giver: Member, rules: SittingRules) -> list[Member]:
    """Members who could still hold a proxy: they kept their own voice, have room left, and are listed to others."""
    day = record_day(occasion)
    standing = Proxy.objects.of(occasion).standing()
    roll: Any = Member.objects.voting(day).as_of(day).filter(in_directory=True).exclude(pk=giver.pk)
    roll = roll.exclude(pk__in=standing.values("giver")).select_related("person").order_by("number")
    if isinstance(occasion, Round):
        roll = roll.filter(voices__round=occasion)
    if rules.proxy.same_college:
        roll = roll.filter(college_code=_college(giver, occasion))
    held = Counter(standing.exclude(giver=giver).values_list("holder", flat=True))
    free = (member for member in roll.iterator(200) if pure.remaining(rules.proxy, held[member.pk]) != 0)
    return list(islice(free, SUGGESTED))


def _write(
    asked: Given, occasion: Sitting | Round, holder: Member | None, end: str, actor: Person | None, paper: Paper | None
) -> Proxy:  # fmt: skip
    now = database_now()
    _end_earlier(asked.giver, occasion, now, actor)
    of = {"sitting": occasion} if isinstance(occasion, Sitting) else {"round": occasion}
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
        _carry(occasion, asked.giver, holder)
    return proxy


def _end_earlier(giver: Member, occasion: Sitting | Round, now: datetime, actor: Person | None) -> None:
    for earlier in Proxy.objects.of(occasion).standing().filter(giver=giver):
        finish(earlier, End.REPLACED, actor=actor, now=now)


def _carry(round_: Round, giver: Member, holder: Member | None) -> None:
    """Let the holder's person vote for the giver; without a holder, the giver's own person again."""
    carrier = holder or giver
    bearer = round_.voices.get(member=carrier).bearer_id if holder else _own_bearer(giver, record_day(round_))
    how = "proxy" if holder else ""
    Voice.objects.filter(round=round_, member=giver).update(bearer=bearer, how=how)


def _own_bearer(member: Member, day: date) -> int | None:
    if member.person_id:
        return member.person_id
    return member.representatives.filter(on_day(day)).values_list("person", flat=True).first()


def finish(
    proxy: Proxy, end: str, *, actor: Person | None, because: str = "", now: datetime | None = None
) -> None:
    """End a standing proxy, and say so to both; in a vote, the giver's voice is theirs again."""
    proxy.ended_at, proxy.end, proxy.because = now or database_now(), end, because
    proxy.save(update_fields=["ended_at", "end", "because"])
    if proxy.round is not None:
        _carry(proxy.round, proxy.giver, None)
    _tell(f"proxy.{end}", proxy, actor)


@transaction.atomic
def accept(proxy: Proxy, *, actor: Person) -> None:
    """Say that one will carry it; it stood already, and now its giver knows."""
    proxy = _standing(proxy)
    if proxy.accepted_at is None:
        proxy.accepted_at = database_now()
        proxy.save(update_fields=["accepted_at"])
        _tell("proxy.accepted", proxy, actor)


@transaction.atomic
def decline(proxy: Proxy, *, because: str = "", actor: Person) -> None:
    """Say that one will not carry it, in time for the giver to ask somebody else."""
    proxy = _standing(proxy)
    _unused(proxy)
    finish(proxy, End.DECLINED, actor=actor, because=because)


@transaction.atomic
def revoke(proxy: Proxy, *, actor: Person) -> None:
    """Take one's voice back, as long as it was not used."""
    proxy = _standing(proxy)
    _unused(proxy)
    finish(proxy, End.REVOKED, actor=actor)


def _standing(proxy: Proxy) -> Proxy:
    """Lock the occasion, then the proxy: the same order as those who give."""
    _hold(proxy.occasion)
    rows = Proxy.objects.select_for_update(of=("self",)).select_related("giver", "holder", "sitting", "round")
    locked = rows.get(pk=proxy.pk)
    if not locked.stands:
        raise ProxyRefused(
            _("This proxy does not stand any more: %(end)s.") % {"end": locked.get_end_display()}
        )
    return locked


def _unused(proxy: Proxy) -> None:
    if proxy.sitting is not None and proxy.sitting.closed_at is not None:
        raise ProxyRefused(_("The meeting is over: this proxy was used."))
    if proxy.round is None:
        return
    # The voice is locked as a ballot locks it: it is taken back before it is used, or not at all.
    voice = Voice.objects.select_for_update().get(round=proxy.round, member=proxy.giver)
    if voice.voted_at is not None:
        raise ProxyRefused(_("This voice is in already: the proxy was used."))
    if not proxy.round.is_open(database_now()):
        raise ProxyRefused(_("This vote is closed: nothing can be changed any more."))


def _tell(kind: str, proxy: Proxy, actor: Person | None) -> None:
    occasion = proxy.occasion
    topics = [occasion.topic, *(f"member.{pk}" for pk in (proxy.giver_id, proxy.holder_id) if pk)]
    record(kind, actor=actor, topics=topics, proxy=proxy.pk, giver=proxy.giver_id, holder=proxy.holder_id)
