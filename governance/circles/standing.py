"""Where a person stands today: seats they act for, circles they sit in and lead, groups.

Doors ask this once a request; one query, whatever the house holds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from core.second_factor import check_proofs, proven_twice
from governance.circles.models import Mandate, Membership, Role
from members.people.models import Duty, Member, Person, Representative, StaffRole, Stake, on_day
from members.people.staff import KEEPERS

LEADING = (Role.Kind.LEADER, Role.Kind.FACILITATOR, Role.Kind.SECRETARY)


@dataclass(frozen=True)
class Standing:
    """Facts about one person on one day; empty for a visitor."""

    person: Person | None = None
    seats: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    # Circles in which they hold a role, whichever it is.
    roles: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    # Only those that count: see Person.duties. `held` is what is written, for words and never for doors.
    duties: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
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
    def is_inside(self) -> bool:
        """Has a place here: a seat they act for, a circle or a role in one, a stakeholder group, a duty that counts.

        To be signed in is not one, since anybody makes an account. Who is who here is for those who are inside.
        """
        return self.is_stakeholder or bool(self.roles) or bool(self.duties)

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

    def voices(self) -> Q:
        """Filter lines of a roll down to those that are this person's: carried by them, or of a seat they act for.

        Whoever gave their voice to somebody else is on the roll all the same.
        """
        if self.person is None:
            return Q(pk__in=[])
        return Q(bearer=self.person) | Q(member__in=self.seats)

    def may_lead(self, circle_id: int | None) -> bool:
        """May lead a decision of this circle, or of all members when it is None."""
        if self.is_admin or self.leads_all:
            return True
        return circle_id is not None and circle_id in self.leads


def standing_of(user: Any, day: date | None = None) -> Standing:
    """Look up where a user stands; a visitor stands nowhere. Kept on the user for the request."""
    if user is None or not user.is_authenticated:
        return Standing()
    standing = getattr(user, "_standing", None)
    if standing is None or day is not None:
        [standing] = standings_of([user], day)
        user._standing = standing
    return standing


def name_is_kept(person: Person) -> bool:
    """Whether somebody is called as the registers call them: they have, or had, a seat, or a place that was given to them."""
    [standing] = standings_of([person])
    placed = standing.seats or standing.circles or standing.roles or standing.held
    return bool(placed) or Member.objects.filter(person=person).exists()


def standings_of(people: Sequence[Person], day: date | None = None) -> list[Standing]:
    """Look up where several people stand, in one query; in their order.

    A duty counts for whoever is here through a session that has proven who they are. The author of a text or the
    reader of a mail stands where their seats, circles and groups are.
    """
    check_proofs(person for person in people if getattr(person, "proof_holds", None) is None)
    places: dict[int, list[tuple[str, int, bool]]] = {}
    for person_pk, kind, pk, at_the_centre in _places(
        {person.pk for person in people}, day or timezone.localdate()
    ):
        places.setdefault(person_pk, []).append((kind, pk, bool(at_the_centre)))
    return [_standing(person, places.get(person.pk, [])) for person in people]


def _standing(person: Person, places: Iterable[tuple[str, int, bool]]) -> Standing:
    kinds = ("seat", "circle", "role", "lead", "group", "duty")
    keys: dict[str, set[int]] = {kind: set() for kind in kinds}
    leads_all = False
    for kind, pk, at_the_centre in places:
        keys[kind].add(pk)
        # Whoever leads the circle at the centre leads what concerns all members.
        leads_all = leads_all or (kind == "lead" and at_the_centre)
    held = {str(duty) for k, duty in enumerate(Duty) if k in keys["duty"]}
    held |= {str(Duty.ADMINISTRATOR)} if person.is_staff else set()
    return Standing(
        person=person,
        duties=frozenset(held if held and proven_twice(person) else ()),
        held=frozenset(held),
        seats=frozenset(keys["seat"]),
        circles=frozenset(keys["circle"]),
        leads=frozenset(keys["lead"]),
        roles=frozenset(keys["lead"] | keys["role"]),
        groups=frozenset(keys["group"]),
        leads_all=leads_all,
    )


def _places(people: Collection[int], day: date) -> Any:
    """All the places of some people in one query: (person, kind, id, whether it is the centre)."""
    centre = Case(When(role__circle__parent=None, then=Value(1)), default=Value(0))
    leading = Case(When(role__kind__in=LEADING, then=Value("lead")), default=Value("role"))
    which_duty = Case(*(When(duty=duty, then=Value(k)) for k, duty in enumerate(Duty)))
    on_register = Member.objects.on(day)
    terms = {"person__in": people}
    seat, circle, group, duty = (Value(kind) for kind in ("seat", "circle", "group", "duty"))
    places: list[tuple[Any, Any, Any, Any]] = [
        (on_register.filter(**terms), seat, F("pk"), Value(0)),
        (
            Representative.objects.filter(on_day(day), member__in=on_register, **terms),
            seat,
            F("member_id"),
            Value(0),
        ),
        (Membership.objects.filter(on_day(day), **terms), circle, F("circle_id"), Value(0)),
        (Stake.objects.filter(on_day(day), **terms), group, F("group_id"), Value(0)),
        (Mandate.objects.filter(on_day(day), **terms), leading, F("role__circle_id"), centre),
        (StaffRole.objects.filter(on_day(day), **terms), duty, which_duty, Value(0)),
    ]
    rows = [
        source.order_by()
        .annotate(place=kind, of=key, central=central)
        .values_list("person_id", "place", "of", "central")
        for source, kind, key, central in places
    ]
    return rows[0].union(*rows[1:], all=True)
