"""Whether a proxy may be given: for this occasion, at this moment, by this member, to that one, within the limit.

Nobody hands on what they were given, and nobody who gave their own voice away holds another's: so a proxy never
goes in a circle. Source: C. com. R225-79 (no substitution); the limits are those of the code social.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from governance.meetings.models import Meeting
from governance.proxies.limits import college_of
from governance.proxies.models import Proxy
from governance.proxies.rules import MeetingRules, takes_proxies
from members.people.models import Member
from votes.rounds.models import Round

# The longest notice that a code may ask for: nothing is received for a meeting before it is called.
LONGEST_NOTICE = timedelta(days=366)


class ProxyRefused(Refusal):
    """A proxy that cannot be given, with whom else to ask where there is somebody."""


class OverTheLimit(ProxyRefused):
    """Its holder carries as many proxies as the code allows."""


@dataclass(frozen=True)
class PaperProxy:
    """A proxy that came on paper: when, and its scan."""

    received_at: datetime
    scan: "UploadedFile[Any] | None" = None


@dataclass(frozen=True)
class ProxyRequest:
    """What is asked: a voice, for an occasion, to somebody or in blank, with what the holder should vote."""

    giver: Member
    occasion: Meeting | Round
    holder: Member | None
    instructions: Mapping[str, str] = field(default_factory=dict)


def has_its_own(round_: Round) -> bool:
    """Whether proxies are given for a vote by itself: not in a circle, nor in a meeting, which has its own."""
    return round_.electorate.get("kind") in {"members", "colleges"}


def may_give(request: ProxyRequest, occasion: Meeting | Round, rules: MeetingRules) -> None:
    """Raise ProxyRefused, with the way out, where a proxy cannot be given as it is asked; the limit aside."""
    giver, holder = request.giver, request.holder
    _is_taken(occasion, rules, holder)
    _is_time(occasion, giver, rules)
    if holder is not None and holder.pk == giver.pk:
        raise ProxyRefused(_("A proxy goes to somebody else: choose another member."))
    if holder is None and (not isinstance(occasion, Meeting) or not rules.blank_to_chair):
        raise ProxyRefused(_("A proxy in blank is not possible here: name a member."))
    if holder is None:
        _goes_to_the_chair(giver, occasion)
    if holder is None and request.instructions:
        raise ProxyRefused(
            _(
                "In blank, a voice goes with what the management presents or approves, and against the rest. To vote otherwise, name the member who carries the wishes."
            )
        )
    _has_a_voice(giver, occasion)
    if holder is not None:
        _has_a_voice(holder, occasion)
        _stays(holder, occasion)
    _holds_nothing(giver, occasion)
    if (
        holder is not None
        and rules.proxy.same_college
        and college_of(giver, occasion) != college_of(holder, occasion)
    ):
        raise ProxyRefused(
            _("%(holder)s is of another college, and a proxy stays within its own: choose a member of yours.")
            % {"holder": holder}
        )


def _is_taken(occasion: Meeting | Round, rules: MeetingRules, holder: Member | None) -> None:
    """Whether proxies are taken for this occasion at all."""
    if isinstance(occasion, Round):
        of_its_own(occasion)
        taken = bool(occasion.electorate.get("proxies"))
    else:
        taken = takes_proxies(rules.code) or (holder is None and rules.blank_to_chair)
    if not taken:
        raise ProxyRefused(_("The code social takes no proxies here: each votes in person."))


def of_its_own(round_: Round) -> None:
    """Raise ProxyRefused in a vote for which proxies are not given by itself."""
    if not has_its_own(round_):
        raise ProxyRefused(
            _("Proxies for this vote are those of its meeting, as they stood when it opened.")
            if round_.electorate.get("kind") == "meeting"
            else _("In a circle, each votes in person.")
        )


def came_after(giver: Member, occasion: Meeting | Round, given_at: datetime, rules: MeetingRules) -> bool:
    """Whether whoever gave a proxy is in the meeting, or came after it was received: where the code says so, it ended."""
    if not isinstance(occasion, Meeting) or not rules.proxy.presence_cancels:
        return False
    theirs = occasion.attendances.filter(member=giver, mistake="")
    return theirs.filter(Q(left_at=None) | Q(arrived_at__gt=given_at)).exists()


def _is_time(occasion: Meeting | Round, giver: Member, rules: MeetingRules) -> None:
    if isinstance(occasion, Meeting):
        if not occasion.takes_proxies:
            raise ProxyRefused(_("The meeting has begun: proxies are not taken any more."))
        if rules.proxy.presence_cancels and occasion.attendances.filter(member=giver, left_at=None).exists():
            raise ProxyRefused(
                _("%(member)s is noted as present: whoever comes votes in person.") % {"member": giver}
            )
        return
    if not occasion.is_open(database_now()):
        raise ProxyRefused(_("This vote is closed: proxies are not taken any more."))


def is_not_in_yet(giver: Member, occasion: Meeting | Round) -> None:
    """Raise ProxyRefused where a voice is cast already; asked once nothing else stands against what is given.

    Whoever asked for what cannot be would learn for nothing whether their holder has voted.
    """
    if isinstance(occasion, Round) and occasion.voices.filter(member=giver, voted_at__isnull=False).exists():
        raise ProxyRefused(
            _("The voice of %(member)s is in already: there is nothing to give.") % {"member": giver}
        )


def _has_a_voice(member: Member, occasion: Meeting | Round) -> None:
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


def _stays(holder: Member, occasion: Meeting | Round) -> None:
    gave = Proxy.objects.of(occasion).standing().filter(giver=holder).first()
    if gave is not None:
        raise ProxyRefused(
            _("%(holder)s has given their own voice away, and will not be there: choose somebody else.")
            % {"holder": holder}
        )


def _holds_nothing(giver: Member, occasion: Meeting | Round) -> None:
    standing = Proxy.objects.of(occasion).standing()
    if (
        isinstance(occasion, Meeting)
        and occasion.chair_id == giver.pk
        and standing.filter(holder=None).exists()
    ):
        raise ProxyRefused(
            _(
                "%(giver)s chairs, and members gave their voice in blank to the chair: another chair is named first."
            )
            % {"giver": giver}
        )
    held = standing.filter(holder=giver).select_related("giver__person")
    names = ", ".join(str(proxy.giver) for proxy in held)
    if names:
        raise ProxyRefused(
            _(
                "%(giver)s carries the voice of %(names)s, which nobody can pass on: decline it first, so that they ask somebody else."
            )
            % {"giver": giver, "names": names}
        )


def in_time_for_who_came(
    giver: Member, occasion: Meeting | Round, received_at: datetime, rules: MeetingRules
) -> None:
    """Raise ProxyRefused for a paper that came before its giver did: coming ended it, also where they left since."""
    if came_after(giver, occasion, received_at, rules):
        raise ProxyRefused(
            _("%(member)s came to the meeting after this proxy was received: whoever comes votes in person.")
            % {"member": giver}
        )


def may_be_received(instant: datetime) -> None:
    """Raise Refusal for a day on which nothing can have come for a meeting or a vote of today: to come, or long ago."""
    now = database_now()
    if instant > now:
        raise Refusal(_("This moment has not come yet: give the day it was received."))
    if instant < now - LONGEST_NOTICE:
        raise Refusal(_("This is more than a year ago: give the day it was received."))


def may_stand(proxy: Proxy, occasion: Meeting | Round, rules: MeetingRules) -> bool:
    """Whether a proxy that a mistake had ended may stand again, after what was given and who came meanwhile; the limit aside."""
    if (
        _gave_another(proxy, occasion)
        or came_after(proxy.giver, occasion, proxy.given_at, rules)
        or _of_another_agenda(proxy)
    ):
        return False
    try:
        _has_a_voice(proxy.giver, occasion)
        _holds_nothing(proxy.giver, occasion)
        if (holder := proxy.holder or proxy.meant_for) is not None:
            _has_a_voice(holder, occasion)
        if proxy.holder is not None:
            _stays(proxy.holder, occasion)
        elif proxy.meant_for is None:
            _goes_to_the_chair(proxy.giver, occasion)
    except ProxyRefused:
        return False
    return True


def _gave_another(proxy: Proxy, occasion: Meeting | Round) -> bool:
    """Whether its giver gave another one that stands, or gave one later: that took its place, whatever became of it since."""
    other_proxies = Proxy.objects.of(occasion).filter(giver=proxy.giver).exclude(pk=proxy.pk)
    later = Q(given_at__gt=proxy.given_at) | Q(given_at=proxy.given_at, order__gt=proxy.order)
    taken = later & ~Q(end__in=(Proxy.End.MISTAKE, Proxy.End.REFUSED))
    return other_proxies.filter(Q(ended_at=None) | taken).exists()


def _of_another_agenda(proxy: Proxy) -> bool:
    """Whether a proxy came along from a first call whose agenda is not that of this one any more. Source: C. com. R225-79."""
    return (
        proxy.carried_from_id is not None
        and proxy.meeting is not None
        and proxy.meeting.another_agenda_at is not None
    )


def _goes_to_the_chair(giver: Member, occasion: Meeting | Round) -> None:
    """Raise ProxyRefused where a proxy in blank goes to nobody, or to its own giver, or to a chair who gave their voice away."""
    if not isinstance(occasion, Meeting) or occasion.chair_id in (None, giver.pk):
        raise ProxyRefused(_("A proxy in blank goes to the chair, and there is none but you: name a member."))
    if occasion.chair is not None:
        _stays(occasion.chair, occasion)
