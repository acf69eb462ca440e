"""What is told of a seat: nothing is done to it behind the back of whoever acts for it."""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from governance.notifications.lines.shapes import Audience, Line, Reader, Reference, Told, Wording, fact
from members.people.access import seats
from members.people.models import Member, Person, Representative, on_day

MEMBER_CHANGED = (
    "member.suspended",
    "member.restored",
    "member.college_changed",
    "member.left",
    "member.preferences",
    "member.interest",
    "member.interest_ended",
    "member.represented",
)
SHARES_MOVED = (
    "shares.transfer",
    "shares.refund",
    "shares.cancellation",
    "shares.conversion",
    "shares.correction",
)


def _members(reader: Reader, keys: Collection[int]) -> Mapping[int, Member]:
    """Seats that the reader acts for, or keeps."""
    return seats(reader.person).in_bulk(keys)


def _touched(entry: Entry) -> list[int]:
    """The seats that a line changed, as its topics name them."""
    found = (topic.partition(".") for topic in entry.topics)
    return [int(key) for room, _dot, key in found if room == "member" and key.isdecimal()]


def acting(member_ids: Collection[int]) -> QuerySet[Person]:
    """Whoever acts for these seats today: their person, or who represents them."""
    represents = Representative.objects.filter(on_day(timezone.localdate()), member__in=member_ids)
    they = Q(seat__in=member_ids) | Q(pk__in=represents.values("person"))
    return Person.objects.filter(they, is_active=True).distinct()


MEMBER = fact(_members, "member")
# A movement touches two seats; each side is told of its own.
ANY_SEAT = Reference(_members, lambda entry: next(iter(_touched(entry)), None), optional=True)


def _whose(entry: Entry) -> Audience:
    """Whoever acts for the seat, when somebody else changed it or its shares."""
    if entry.actor_id is None:  # an import, or the demo: nobody did it to anybody
        return Audience()
    return Audience(acting(_touched(entry)).exclude(pk=entry.actor_id))


def _words(told: Told) -> Wording:
    changed = {
        "member.suspended": _("Your rights are suspended"),
        "member.restored": _("Your rights are whole again"),
        "member.college_changed": _("You change college"),
        "member.left": _("Your departure is recorded"),
        "member.preferences": _("The preferences of your seat were changed"),
        "member.interest": _("An interest was noted at your seat"),
        "member.interest_ended": _("An interest noted at your seat is over"),
        "member.represented": _("Who acts for the seat has changed"),
    }
    member = told.member
    return Wording(
        changed.get(told.entry.kind, _("A movement of your shares is in the register")),
        _("Somebody who keeps the register did this; it is noted in the journal."),
        _("See my seat"),
        _("You are told because you act for this seat."),
        "scale",
        reverse("members:seat", args=[member.number]) if member else reverse("home:me"),
    )


LINES = (Line("seat_touched", MEMBER_CHANGED + SHARES_MOVED, _whose, _words, {"member": ANY_SEAT}),)
