"""Where a person stands today: seats they act for, circles they sit in and lead, groups.

Doors ask this once a request; one query, whatever the house holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Value, When
from django.utils import timezone

from governance.circles.models import Mandate, Membership, Role
from members.people.models import Duty, Member, Person, StaffRole, Stake, on_day
from members.people.staff import KEEPERS

LEADING = (Role.Kind.LEADER, Role.Kind.FACILITATOR, Role.Kind.SECRETARY)


@dataclass(frozen=True)
class Standing:
    """Facts about one person on one day; empty for a visitor."""

    person: Person | None = None
    seats: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    duties: frozenset[str] = frozenset()
    leads_all: bool = False

    @property
    def is_member(self) -> bool:
        """Acts for at least one seat of the register."""
        return bool(self.seats)

    @property
    def is_insider(self) -> bool:
        """Holds a seat or sits in a circle: sees what members see."""
        return self.is_member or bool(self.circles) or self.is_admin

    @property
    def is_stakeholder(self) -> bool:
        """Is known to the house in any way."""
        return self.is_insider or self.reads_all or bool(self.groups)

    @property
    def is_admin(self) -> bool:
        return Duty.ADMINISTRATOR in self.duties

    @property
    def keeps(self) -> bool:
        """Keeps the registers: prepares what is decided about members."""
        return bool(self.duties & KEEPERS)

    @property
    def reads_all(self) -> bool:
        """Reads every text and decision, whatever its circle: administrators and auditors. Never a ballot."""
        return self.is_admin or Duty.AUDITOR in self.duties

    def may_lead(self, circle_id: int | None) -> bool:
        """May lead a decision of this circle, or of all members when it is None."""
        if self.is_admin or self.leads_all:
            return True
        return circle_id is not None and circle_id in self.leads


def standing_of(user: Any, day: date | None = None) -> Standing:
    """Look up where a user stands; a visitor stands nowhere. Kept on the user for the request."""
    if user is None or not user.is_authenticated:
        return Standing()
    kept = getattr(user, "_standing", None)
    if kept is None or day is not None:
        kept = _look_up(user, day or timezone.localdate())
        user._standing = kept
    return kept


def _look_up(person: Person, day: date) -> Standing:
    found: dict[str, set[int]] = {
        "seat": set(),
        "circle": set(),
        "lead": set(),
        "group": set(),
        "duty": set(),
    }
    leads_all = False
    for kind, pk, at_the_centre in _places(person, day):
        found[kind].add(pk)
        # Whoever leads the circle at the centre leads what concerns all members.
        leads_all = leads_all or (kind == "lead" and bool(at_the_centre))
    duties = {str(duty) for k, duty in enumerate(Duty) if k in found["duty"]}
    return Standing(
        person=person,
        duties=frozenset(duties | ({str(Duty.ADMINISTRATOR)} if person.is_staff else set())),
        seats=frozenset(found["seat"]),
        circles=frozenset(found["circle"]),
        leads=frozenset(found["lead"]),
        groups=frozenset(found["group"]),
        leads_all=leads_all,
    )


def _places(person: Person, day: date) -> Any:
    """All the places of a person in one query: (kind, id, whether it is the centre)."""
    centre = Case(When(role__circle__parent=None, then=Value(1)), default=Value(0))
    which_duty = Case(*(When(duty=duty, then=Value(k)) for k, duty in enumerate(Duty)))
    places = [
        (Member.objects.on(day).carried_by(person, day), "seat", F("pk"), Value(0)),
        (Membership.objects.filter(on_day(day), person=person), "circle", F("circle_id"), Value(0)),
        (Stake.objects.filter(on_day(day), person=person), "group", F("group_id"), Value(0)),
        (
            Mandate.objects.filter(on_day(day), person=person, role__kind__in=LEADING),
            "lead",
            F("role__circle_id"),
            centre,
        ),
        (StaffRole.objects.filter(on_day(day), person=person), "duty", which_duty, Value(0)),
    ]
    rows = [
        found.order_by()
        .annotate(place=Value(kind), of=which, central=central)
        .values_list("place", "of", "central")
        for found, kind, which, central in places
    ]
    return rows[0].union(*rows[1:], all=True)
