"""Who votes: all members, some colleges, a circle, or a meeting; and the lines of the roll that follow."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refusal
from governance.circles.models import Circle, Membership
from governance.code.vocabulary import OF_MEMBERS
from governance.meetings.models import AgendaItem
from governance.proxies.attendance_sheet import AttendanceSheet, attendance_sheet
from members.people.models import Member, on_day
from members.people.queries import acting_today, all_vote
from votes.rounds.actions import RollSeat
from votes.rounds.explain import decision_name


@dataclass(frozen=True)
class Electorate:
    """All members when the rest is left out, the members of some colleges, the people of a circle, or those
    who take part in a meeting, for one question of its agenda.

    `day` is the record date: who stands on the register that day is on the roll.
    """

    day: date
    colleges: tuple[str, ...] = ()
    circle: Circle | None = None
    item: AgendaItem | None = None

    @cached_property
    def attendance(self) -> AttendanceSheet | None:
        """Who takes part in the meeting, gathered once; None elsewhere."""
        return attendance_sheet(self.item.meeting, self.item) if self.item is not None else None

    def seats(self, *, motion: bool = True) -> Iterable[RollSeat]:
        """The lines of the roll, in a steady order; read as they are taken where they may be very many.

        In a meeting it matters whether the vote is for or against: only then is anything chosen in advance.
        """
        if self.circle is not None:
            return _circle_seats(self.circle, self.day)
        if self.item is not None and self.attendance is not None:
            return _meeting_seats(self.attendance, self.item, motion=motion)
        return _member_seats(self.colleges, self.day)

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Electorate":
        """The same electorate, on the register of today; of a meeting, on that of its record date."""
        today = timezone.localdate()
        if facts["kind"] == "circle":
            return cls(today, circle=Circle.objects.get(pk=facts["circle"]))
        if facts["kind"] == "meeting":
            item = AgendaItem.objects.select_related("meeting").get(
                meeting=facts["meeting"], number=facts["item"]
            )
            return cls(item.meeting.record_on, item=item)
        return cls(today, colleges=tuple(facts.get("colleges", ())))

    def sizes(self) -> dict[str, int]:
        """How many lines the roll has, by college; "" in a circle."""
        if self.circle is not None or self.item is not None:
            return dict(Counter(seat.college for seat in self.seats()))
        rows = _members(self.colleges, self.day).values_list("college_code")
        return dict(rows.annotate(count=Count("pk")).order_by("college_code"))

    def nameless(self, *, motion: bool, by_hand: bool) -> dict[str, int]:
        """How many people in each college may cast a ballot that nobody knows by name: who carries several is one.

        Of a meeting, neither those that were cast in advance nor, unless there is paper, those that nobody carries.
        """
        if self.circle is not None:
            return self.sizes()
        if self.item is None or self.attendance is None:
            return self._people(by_hand=by_hand)
        known = self.attendance.in_advance(self.item) if motion else {}
        seats = (seat for seat in self.seats(motion=motion) if seat.bearer_id or by_hand)
        people = {
            (seat.college, seat.bearer_id or f"m{seat.member_id}")
            for seat in seats
            if seat.member_id not in known
        }
        return dict(Counter(college for college, _unit in people))

    def _people(self, *, by_hand: bool) -> dict[str, int]:
        """How many people the members of each college are: somebody who acts for several seats is one of them.

        A roll may be very long, and organisations are few: only who acts for these is looked at one by one.
        """
        members, acting = _members(self.colleges, self.day), acting_today()
        natural = members.filter(person__isnull=False)
        people = Counter(dict(natural.values_list("college_code").annotate(n=Count("pk")).order_by()))
        firms = members.filter(person=None).values_list("pk", "college_code")
        units = {(college, acting.get(pk) or (f"m{pk}" if by_hand else None)) for pk, college in firms}
        known = natural.filter(person__in=acting.values()).values_list("college_code", "person_id")
        people.update(college for college, unit in units - set(known) if unit is not None)
        return dict(people)

    def to_json(self) -> dict[str, Any]:
        """What the round keeps, to say later who was asked."""
        if self.circle is not None:
            facts: dict[str, Any] = {"kind": "circle", "circle": self.circle.pk, "name": self.circle.name}
        elif self.item is not None:
            meeting = self.item.meeting
            facts = {
                "kind": "meeting",
                "meeting": meeting.pk,
                "item": self.item.number,
                "name": meeting.title,
            }
        elif self.colleges:
            # Whether nobody else votes is said once: a register that is put right later does not change it.
            facts = {
                "kind": "colleges",
                "colleges": list(self.colleges),
                "all": all_vote(self.colleges, self.day),
            }
        else:
            facts = {"kind": "members"}
        return {**facts, "day": self.day.isoformat()}


def _members(colleges: Sequence[str], day: date) -> Any:
    members: Any = Member.objects.voting(day).as_of(day)
    return members.filter(college_code__in=colleges) if colleges else members


def _member_seats(colleges: Sequence[str], day: date) -> Iterator[RollSeat]:
    members = _members(colleges, day).named().order_by("number")
    acting = acting_today()
    for member in members.iterator(chunk_size=2000):
        yield _seat(member, bearer_id=member.person_id or acting.get(member.pk))


def _seat(
    member: Member, *, bearer_id: int | None, wish: str = "", how: str = "", through: Member | None = None
) -> RollSeat:  # fmt: skip
    return RollSeat(
        name=str(member), member_id=member.pk, bearer_id=bearer_id, college=member.college_code, wish=wish, how=how,
        through_id=through.pk if through else None,
    )  # fmt: skip


def _meeting_seats(sheet: AttendanceSheet, item: AgendaItem, *, motion: bool) -> list[RollSeat]:
    """The roll of one question in a meeting: whoever came carries their own voice and those given to them.

    What was chosen in advance is nobody's to carry; whoever is absent is on the roll and carried by nobody. Between
    options nothing is chosen in advance: blank proxies are the chair's, postal voters send a ballot on paper.
    The interested are left out, unless the code keeps them in what a majority is counted on.
    """
    acting, chosen = acting_today(), sheet.in_advance(item) if motion else {}
    seats = []
    for line in sheet.lines:
        if line.why == "interested" and sheet.rules.interested_leave_majority:
            continue
        carrier = None if line.member.pk in chosen or line.how == "postal" else line.carrier
        bearer = (carrier.person_id or acting.get(carrier.pk)) if carrier else None
        wish = sheet.wish(line.member, item) if carrier and line.how == "proxy" else ""
        seats.append(_seat(line.member, bearer_id=bearer, wish=wish, how=line.how, through=carrier))
    return seats


def _circle_seats(circle: Circle, day: date) -> list[RollSeat]:
    places = Membership.objects.filter(on_day(day), circle=circle).select_related("person")
    return [
        RollSeat(name=str(place.person), bearer_id=place.person_id)
        for place in places.order_by("person__family_name", "person__given_name", "pk")
    ]


class MisplacedElectorate(Refusal):
    """An electorate that this kind of vote cannot have."""


def check(decision_type: str, electorate: Electorate) -> None:
    """Refuse a statutory vote of a circle, a circle's vote of all members, a vote of a meeting before it opens."""
    if electorate.item is not None and not electorate.item.meeting.is_open:
        raise MisplacedElectorate(
            _("“%(meeting)s” is not open: this question is voted on while it meets.")
            % {"meeting": electorate.item.meeting}
        )
    _as_announced(decision_type, electorate)
    _forms_are_read(electorate)
    if electorate.circle is None and decision_type == "circle":
        raise MisplacedElectorate(
            _("A circle's vote is for the people of a circle. Choose the circle, or another kind of vote.")
        )
    if electorate.circle is not None and decision_type in OF_MEMBERS:
        raise MisplacedElectorate(
            _("The statutes keep this kind of vote for the members. Choose the members, or a circle's vote.")
        )


def _as_announced(decision_type: str, electorate: Electorate) -> None:
    """Refuse a vote of another kind than the agenda tells: who gave a proxy or a form knew that quorum and that majority."""
    item = electorate.item
    if item is not None and item.decision_type != decision_type:
        raise MisplacedElectorate(
            _("The agenda announces another kind of vote: %(kind)s. Take it off, and put it there anew.")
            % {"kind": decision_name(item.decision_type)}
        )


def _forms_are_read(electorate: Electorate) -> None:
    """Refuse a vote in a meeting while forms that count were not read alike by two people."""
    unread = len(electorate.attendance.unread) if electorate.attendance is not None else 0
    if unread:
        raise MisplacedElectorate(
            ngettext(
                "%(count)s form that came by post is not read alike by two people yet: finish that first, on the page of postal forms.",
                "%(count)s forms that came by post are not read alike by two people yet: finish that first, on the page of postal forms.",
                unread,
            )
            % {"count": unread}
        )
