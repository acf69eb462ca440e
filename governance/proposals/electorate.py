"""Who votes: all members, some colleges, or a circle; and the lines of the roll that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.circles.models import Circle, Membership
from members.people.models import Member, Representative, on_day
from votes.rounds.actions import Seat


@dataclass(frozen=True)
class Electorate:
    """All members when both are left out, the members of some colleges, or the people of a circle.

    `day` is the record date: who stands on the register that day is on the roll.
    """

    day: date
    colleges: tuple[str, ...] = ()
    circle: Circle | None = None

    def seats(self) -> list[Seat]:
        """The lines of the roll, in a steady order."""
        if self.circle is not None:
            return _circle_seats(self.circle, self.day)
        return _member_seats(self.colleges, self.day)

    def to_json(self) -> dict[str, Any]:
        """What the round keeps, to say later who was asked."""
        if self.circle is not None:
            facts: dict[str, Any] = {"kind": "circle", "circle": self.circle.pk, "name": self.circle.name}
        elif self.colleges:
            facts = {"kind": "colleges", "colleges": list(self.colleges)}
        else:
            facts = {"kind": "members"}
        return {**facts, "day": self.day.isoformat()}


def _member_seats(colleges: Sequence[str], day: date) -> list[Seat]:
    members = Member.objects.voting(day).as_of(day).select_related("person")
    if colleges:
        members = members.filter(college_code__in=colleges)  # type: ignore[misc]
    acting = dict(Representative.objects.filter(on_day(day)).values_list("member_id", "person_id"))
    return [
        Seat(
            name=str(member),
            member_id=member.pk,
            bearer_id=member.person_id or acting.get(member.pk),
            college=member.college_code,
        )
        for member in members.order_by("number")
    ]


def _circle_seats(circle: Circle, day: date) -> list[Seat]:
    places = Membership.objects.filter(on_day(day), circle=circle).select_related("person")
    return [
        Seat(name=str(place.person), bearer_id=place.person_id)
        for place in places.order_by("person__family_name", "person__given_name", "pk")
    ]


class MisplacedElectorate(Refusal):
    """An electorate that this kind of vote cannot have."""


def check(decision_type: str, electorate: Electorate) -> None:
    """Refuse a statutory vote of a circle, or a circle's vote of all members."""
    if electorate.circle is None and decision_type == "circle":
        raise MisplacedElectorate(
            _("A circle's vote is for the people of a circle. Choose the circle, or another kind of vote.")
        )
    if electorate.circle is not None and decision_type in {"ordinary", "extraordinary"}:
        raise MisplacedElectorate(
            _("The statutes keep this kind of vote for the members. Choose the members, or a circle's vote.")
        )
