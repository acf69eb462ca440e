"""What is told of a seat: nothing is done to it behind the back of whoever acts for it."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.prose.days import date_format
from governance.circles.marks import marked
from governance.notifications.kinds.shapes import Audience, Line, Reader, Reference, Told, Wording, fact
from members.people.access import seats
from members.people.models import Member, Person, Representative, on_day
from members.people.staff import ADMINISTRATORS, staff

MEMBER_CHANGED = (
    "member.suspended",
    "member.restored",
    "member.college_changed",
    "member.left",
    "member.preferences",
    "member.interest",
    "member.interest_ended",
    "member.represented",
    "member.corrected",
)
HANDED_OVER = "member.handed_over"
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
        "member.corrected": _("Your seat was corrected in the register"),
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


def _lost(reader: Reader, keys: Collection[int]) -> Mapping[int, Member]:
    """Seats that the reader keeps, or acted for until somebody took them over: the journal holds that."""
    taken = Entry.objects.filter(kind=HANDED_OVER, facts__person=reader.person.pk, facts__member__in=keys)
    theirs = {entry.facts["member"] for entry in taken}
    return {**Member.objects.select_related("person").in_bulk(theirs), **_members(reader, keys)}


def _losing(entry: Entry) -> Audience:
    """Whoever acts for the seat no more; administrators too, where a keeper took it or no mail could warn anybody."""
    people = Person.objects.filter(pk=entry.facts["person"] or 0, is_active=True)
    told = {person.pk: person for person in people}
    if entry.facts["own"] or entry.facts["unwarned"]:
        told |= {person.pk: person for person in staff(ADMINISTRATORS).exclude(pk=entry.actor_id or 0)}
    return Audience(told.values())


def _by(entry: Entry) -> dict[str, str]:
    return {"by": marked(entry.actor) if entry.actor is not None else ""}


def _taken(told: Told) -> Wording:
    """To whoever acted for it: that they do no more. To administrators: whom to ask."""
    entry, member = told.entry, told.member
    if entry.facts["person"] != told.reader.person.pk:
        return _taken_over(told)
    number = _("no. %(number)d") % {"number": member.number}
    seat = f"{number} · {member}" if member.kind == Member.Kind.LEGAL else number
    until = entry.facts["until"]
    return Wording(
        _("You act for a seat until %(day)s: %(seat)s") % {"day": date_format(date.fromisoformat(until)), "seat": seat}
        if until
        else _("You no longer act for a seat: %(seat)s") % {"seat": seat},
        _("%(by)s, who keeps the register, did this. If it is not right, say so at once to those who administer this site.")
        % _by(entry),
        _("My space"),
        _("You are told because you acted for this seat."),
        "scale",
        reverse("home:me"),
    )  # fmt: skip


def _taken_over(told: Told) -> Wording:
    number = _("no. %(number)d") % {"number": told.member.number}
    return Wording(
        _("Somebody else acts for a seat: %(seat)s") % {"seat": f"{number} · {told.member}"},
        _("%(by)s named themselves. Ask whoever acted for this seat whether they know.") % _by(told.entry)
        if told.entry.facts["own"]
        else _("%(by)s did this, and no mail could warn whoever acted for this seat: ask them in person or by letter.")
        % _by(told.entry),
        _("See the seat"),
        _("You are told because you administer this site."),
        "scale",
        reverse("members:seat", args=[told.member.number]),
    )  # fmt: skip


def _taken_withheld(entry: Entry) -> Wording:
    return Wording(
        _("Somebody else acts for a seat of the register"),
        _("Sign in with your second factor to read it."),
        _("Open the desk"),
        _("You are told because you administer this site."),
        "scale",
        reverse("home:desk"),
    )


LINES = (
    Line("seat_touched", MEMBER_CHANGED + SHARES_MOVED, _whose, _words, {"member": ANY_SEAT}),
    Line("seat_lost", (HANDED_OVER,), _losing, _taken, {"member": fact(_lost, "member")}, _taken_withheld),
)
