"""The notices about a seat: nothing is done to it behind the back of whoever acts for it."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import MY_SPACE, Audience, NoticeContent, NoticeKind, Reference, Wording, fact
from core.prose.days import date_format
from members.people.access import seats
from members.people.models import Member, Person, Representative, on_day
from members.people.notices.keepers import at_desk, because_they_administer, because_they_keep, keepers
from members.people.staff import ADMINISTRATORS, staff

HANDED_OVER = "member.handed_over"


def _members(reader: Person, keys: Collection[int]) -> Mapping[int, Member]:
    """Seats that the reader acts for, or keeps."""
    members: Mapping[int, Member] = seats(reader).in_bulk(keys)
    return members


def _touched(entry: Entry) -> list[int]:
    """The seats that a line changed, as its topics name them."""
    topics = (topic.partition(".") for topic in entry.topics)
    return [int(key) for room, _dot, key in topics if room == "member" and key.isdecimal()]


def acting(member_ids: Collection[int]) -> QuerySet[Person]:
    """Whoever acts for these seats today: their person, or who represents them."""
    represents = Representative.objects.filter(on_day(timezone.localdate()), member__in=member_ids)
    acts_for_one = Q(seat__in=member_ids) | Q(pk__in=represents.values("person"))
    people: QuerySet[Person] = Person.objects.filter(acts_for_one, is_active=True)
    return people.distinct()


MEMBER = fact(_members, "member")
# A movement touches two seats; each side is told of its own.
ANY_SEAT = Reference(_members, lambda entry: next(iter(_touched(entry)), None), optional=True)


def _acting_for_the_seat(entry: Entry) -> Audience:
    """Whoever acts for the seat, when somebody else changed it or its shares."""
    if entry.actor_id is None:  # an import, or the demo: nobody did it to anybody
        return Audience()
    return Audience(acting(_touched(entry)).exclude(pk=entry.actor_id))


def _words(notice: NoticeContent) -> Wording:
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
    member = notice.member
    return Wording(
        changed.get(notice.entry.kind, _("A movement of your shares is in the register")),
        _("Somebody who keeps the register did this; it is noted in the journal."),
        _("See my seat"),
        _("You are told because you act for this seat."),
        "scale",
        reverse("members:seat", args=[member.number]) if member else MY_SPACE,
    )


def _lost(reader: Person, keys: Collection[int]) -> Mapping[int, Member]:
    """Seats that the reader keeps, or acted for until somebody took them over: the journal holds that."""
    entries = Entry.objects.filter(kind=HANDED_OVER, facts__person=reader.pk, facts__member__in=keys)
    member_ids = {entry.facts["member"] for entry in entries}
    return {**Member.objects.select_related("person").in_bulk(member_ids), **_members(reader, keys)}


def _losing(entry: Entry) -> Audience:
    """Whoever acts for the seat no more; administrators too, where a keeper took it or no mail could warn anybody."""
    people = Person.objects.filter(pk=entry.facts["person"] or 0, is_active=True)
    audience = {person.pk: person for person in people}
    if entry.facts["own"] or entry.facts["unwarned"]:
        audience |= {person.pk: person for person in staff(ADMINISTRATORS).exclude(pk=entry.actor_id or 0)}
    return Audience(audience.values())


def _handed_over(notice: NoticeContent) -> Wording:
    """To whoever acted for it: that they do no more. To administrators: whom to ask."""
    entry, member = notice.entry, notice.member
    if entry.facts["person"] != notice.reader.pk:
        return _taken_over(notice)
    number = _("no. %(number)d") % {"number": member.number}
    seat = f"{number} · {member}" if member.kind == Member.Kind.LEGAL else number
    until = entry.facts["until"]
    return Wording(
        _("You act for a seat until %(day)s: %(seat)s") % {"day": date_format(date.fromisoformat(until)), "seat": seat}
        if until
        else _("You no longer act for a seat: %(seat)s") % {"seat": seat},
        _("%(by)s, who keeps the register, did this. If it is not right, say so at once to those who administer this site.")
        % {"by": notice.by},
        _("My space"),
        _("You are told because you acted for this seat."),
        "scale",
        MY_SPACE,
    )  # fmt: skip


def _taken_over(notice: NoticeContent) -> Wording:
    number = _("no. %(number)d") % {"number": notice.member.number}
    return Wording(
        _("Somebody else acts for a seat: %(seat)s") % {"seat": f"{number} · {notice.member}"},
        _("%(by)s named themselves. Ask whoever acted for this seat whether they know.") % {"by": notice.by}
        if notice.entry.facts["own"]
        else _("%(by)s did this, and no mail could warn whoever acted for this seat: ask them in person or by letter.")
        % {"by": notice.by},
        _("See the seat"),
        because_they_administer(),
        "scale",
        reverse("members:seat", args=[notice.member.number]),
    )  # fmt: skip


def _resigned(notice: NoticeContent) -> Wording:
    day = date_format(date.fromisoformat(notice.entry.facts["on"]))
    return Wording(
        _("%(name)s leaves") % {"name": notice.member},
        _("The last day is %(day)s. The refund of the shares is yours to enter.") % {"day": day},
        _("See the seat"),
        because_they_keep(),
        "log-out",
        reverse("members:seat", args=[notice.member.number]),
    )


TOUCHED = NoticeKind("seat_touched", _acting_for_the_seat, _words, {"member": ANY_SEAT})
LOST = NoticeKind(
    "seat_lost",
    _losing,
    _handed_over,
    {"member": fact(_lost, "member")},
    withheld=at_desk(
        lambda entry: _("Somebody else acts for a seat of the register"), "scale", because_they_administer
    ),
)
RESIGNED = NoticeKind(
    "member_resigned",
    keepers,
    _resigned,
    {"member": MEMBER},
    withheld=at_desk(lambda entry: _("A member leaves"), "log-out"),
)
