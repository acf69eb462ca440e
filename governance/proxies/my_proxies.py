"""The proxies that concern a person: at a meeting, in one vote, and those that await their answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from governance.meetings import access
from governance.meetings.models import AgendaItem, Meeting
from governance.proxies.eligibility import has_its_own
from governance.proxies.forms import CHOICES
from governance.proxies.models import Proxy, choices_of
from governance.proxies.rules import MeetingRules
from governance.proxies.voices import remaining
from members.people.models import Member, Person
from votes.rounds.models import Round, Voice
from votes.rounds.participation import in_steps

Page = dict[str, Any]


@dataclass(frozen=True)
class ProxyWithWishes:
    """A proxy with what its giver wishes: (question, choice), for the questions they spoke of."""

    proxy: Proxy
    wishes: list[tuple[str, str]]


@dataclass(frozen=True)
class MySeat:
    """One of my seats at an occasion: the proxy it gave, those it carries, how many more it may."""

    seat: Member
    own_proxy: ProxyWithWishes | None
    carried: list[ProxyWithWishes]
    room: int | None
    present: bool
    left: bool  # it was there, and left the open meeting
    give: str  # the address where it gives its voice
    # Its proxy counts for nobody as the meeting stands: whoever holds it is not checked in.
    lost: bool = False

    @property
    def voices(self) -> int:
        """How many voices this seat carries, its own included."""
        return len(self.carried) + (self.own_proxy is None)


def my_seats_at(
    user: Person, occasion: Meeting | Round, agenda: list[AgendaItem], rules: MeetingRules
) -> list[MySeat]:
    """The seats a person acts for, as they stand at an occasion."""
    seats = access.my_seats(user)
    theirs = Q(giver__in=seats) | Q(holder__in=seats) | Q(holder=None, meeting__chair__in=seats)
    standing = Proxy.objects.of(occasion).standing().filter(theirs)
    named = standing.select_related("giver__person", "holder__person", "meeting__chair__person")
    proxies = [ProxyWithWishes(proxy, wishes(proxy, agenda)) for proxy in named]
    present, left = _present_and_left(occasion)
    per_person = rules.proxy.counted_per == "person"
    return [
        MySeat(
            seat=seat,
            own_proxy=next((entry for entry in proxies if entry.proxy.giver_id == seat.pk), None),
            carried=_carried_by(seat, proxies),
            room=_room(rules, proxies, sharing=list(seats) if per_person else [seat.pk]),
            present=seat.pk in present,
            left=seat.pk in left,
            give=_where_to_give(occasion, seat),
            lost=seat.pk not in present and _is_lost(occasion, seat, proxies, present),
        )
        for seat in seats.values()
    ]


def _present_and_left(occasion: Meeting | Round) -> tuple[set[int], set[int]]:
    """The seats that are in a meeting, and those that left while it is open; nobody is in a vote by itself."""
    if not isinstance(occasion, Meeting):
        return set(), set()
    present = set(occasion.attendances.filter(left_at=None).values_list("member", flat=True))
    if not occasion.is_open:
        return present, set()
    came = set(occasion.attendances.filter(mistake="").values_list("member", flat=True))
    return present, came - present


def _carried_by(seat: Member, proxies: list[ProxyWithWishes]) -> list[ProxyWithWishes]:
    """The proxies that a seat carries, those that name it before those in blank."""
    named = [entry for entry in proxies if entry.proxy.holder_id == seat.pk]
    return [*named, *(entry for entry in proxies if _in_blank_to(entry.proxy, seat))]


def _in_blank_to(proxy: Proxy, seat: Member) -> bool:
    return proxy.holder_id is None and proxy.meeting is not None and proxy.meeting.chair_id == seat.pk


def _room(rules: MeetingRules, proxies: list[ProxyWithWishes], *, sharing: list[int]) -> int | None:
    """How many more may be held by the seats that share one limit."""
    return remaining(rules.proxy, sum(entry.proxy.holder_id in sharing for entry in proxies))


def _is_lost(
    occasion: Meeting | Round, seat: Member, proxies: list[ProxyWithWishes], present: set[int]
) -> bool:
    """Whether nobody who is in the open meeting holds the proxy that a seat gave."""
    open_ = isinstance(occasion, Meeting) and occasion.is_open
    own_proxies = (entry.proxy for entry in proxies if entry.proxy.giver_id == seat.pk)
    return open_ and any(_held_by_nobody(proxy, present) for proxy in own_proxies)


def _held_by_nobody(proxy: Proxy, present: set[int]) -> bool:
    holder = proxy.holder_id or (proxy.meeting.chair_id if proxy.meeting else None)
    return holder not in present


def _where_to_give(occasion: Meeting | Round, seat: Member) -> str:
    if isinstance(occasion, Meeting):
        return reverse("proxies:give", args=[occasion.pk, seat.number])
    return reverse("proxies:give_in_round", args=[occasion.pk, seat.number])


def in_vote(user: Person, round_: Round, voices: Iterable[Voice]) -> Page:
    """The proxies of one vote that concern a person: given, held, and the seats whose voice they may still give.

    `voices` are those they carry there; a vote taken in a meeting follows the proxies of the meeting.
    """
    if not has_its_own(round_):
        return {}
    seats = access.my_seats(user)
    is_own = Q(giver__in=seats) | Q(holder__in=seats)
    standing = list(
        Proxy.objects.of(round_).standing().filter(is_own).select_related("giver__person", "holder__person")
        .annotate(used=Exists(Voice.objects.filter(
            round=round_, member=OuterRef("giver"), voted_at__isnull=False)))
    )  # fmt: skip
    held = [proxy for proxy in standing if proxy.holder_id in seats]
    holding = {proxy.holder_id for proxy in held}
    free = {voice.member_id for voice in voices if voice.voted_at is None} - holding
    return {
        # Whoever gave their voice would see the moment at which their holder votes.
        "quiet": in_steps(round_),
        "given": [proxy for proxy in standing if proxy.giver_id in seats],
        "held": held,
        "mine": [seat for seat in seats.values() if seat.pk in free]
        if round_.electorate.get("proxies")
        else [],
    }


def awaiting_answer(user: Person) -> list[Proxy]:
    """The voices entrusted to a person that they have not answered for, and may still."""
    own_seats = Member.objects.carried_by(user, timezone.localdate())
    meeting = Q(meeting__isnull=False, meeting__opened_at=None, meeting__closed_at=None)
    vote = Q(round__closed_at=None, round__cancelled_at=None, round__closes_at__gt=Now())
    waiting = Proxy.objects.standing().filter(meeting | vote, holder__in=own_seats, accepted_at=None)
    return list(waiting.select_related("giver__person", "meeting", "round")[:6])


def wishes(proxy: Proxy, agenda: list[AgendaItem]) -> list[tuple[str, str]]:
    """What the giver of a proxy wishes on each question they spoke of, in words."""
    words = dict(CHOICES)
    choices = ((str(item), choices_of(proxy.instructions, item.number)) for item in agenda)
    return [(question, str(words[choice])) for question, choice in choices if choice in words]
