"""The register that new members meet: who is known already, by number, e-mail, SIREN or name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from governance.exchange.imports.cells import key
from governance.exchange.imports.kinds.who import LEGAL, Who, same
from governance.exchange.imports.verdicts import Row
from members.people.models import College, Member, Person

Named = tuple[Row, Who]


class Colleges:
    """The colleges by code or by name, however they are written."""

    def __init__(self) -> None:
        self.all = list(College.objects.all())
        self.found: dict[str, College | None] = {}
        for college in self.all:
            # A name that two colleges bear names neither.
            self.found[key(college.name)] = None if key(college.name) in self.found else college
        self.found |= {key(college.code): college for college in self.all}

    def get(self, text: str) -> College | None:
        return self.found.get(key(text))

    def codes(self) -> str:
        return ", ".join(college.code for college in self.all)[:120]


class Known:
    """What the register knows of the people of some lines, asked in a few questions whatever their number.

    Seats from `first` on do not count: they came with this very file.
    """

    def __init__(self, lines: Iterable[Named], first: int) -> None:
        lines = list(lines)
        self.seats: Any = Member.objects.filter(number__lt=first).select_related("person", "college")
        numbers = [row.get("number") for row, _who in lines if row.get("number")]
        sirens = [row.get("siren") for row, _who in lines if row.get("siren")]
        self.numbers = {seat.number: seat for seat in self.seats.filter(number__in=numbers)}
        self.sirens = {s.siren: s for s in self.seats.filter(kind=LEGAL, siren__in=sirens)} if sirens else {}
        self.people = _people({who.email for _row, who in lines if who.email})
        of_people = self.seats.filter(person__in=[person.pk for person in self.people.values()])
        self.by_person = {seat.person_id: seat for seat in of_people} if self.people else {}
        self.homonyms = self._homonyms(lines)

    def _homonyms(self, lines: list[Named]) -> dict[str, list[Member]]:
        """The seats of those who bear the same name as somebody whom nothing else tells apart."""
        alone = [who for row, who in lines if not (who.email or row.get("siren") or row.get("number"))]
        if not alone:
            return {}
        families = {word for who in alone for word in _spellings(who.family)}
        titles = {word for who in alone for word in _spellings(who.title)}
        found: dict[str, list[Member]] = {}
        for seat in self.seats.filter(Q(person__family_name__in=families) | Q(name__in=titles)):
            found.setdefault(key(str(seat)), []).append(seat)
        return found

    def of(self, person: Person | None) -> Member | None:
        """The seat that somebody holds."""
        return self.by_person.get(person.pk) if person else None


def _spellings(name: str) -> set[str]:
    """The ways in which tables write a name; the database knows capitals from small letters."""
    return {name, name.title(), name.upper(), name.capitalize()} - {""}


def _people(emails: set[str]) -> dict[str, Person]:
    """The people known by these addresses; a second address is theirs once they have proven it."""
    found = {person.email: person for person in Person.objects.filter(email__in=emails) if person.email}
    others = EmailAddress.objects.filter(email__in=emails - set(found), verified=True).select_related("user")
    return found | {address.email: address.user for address in others}


def differences(row: Row, who: Who, seat: Member, college: College | None) -> list[tuple[str, str]]:
    """The fields in which a line says otherwise than the register, with what the register says.

    An empty cell says nothing. What members choose themselves (language, directory, notices) is theirs: a file
    is not asked about it.
    """
    email = seat.person.email if seat.person else who.email
    named = who.name if same(who.name, str(seat)) else None
    pairs: list[tuple[str, Any, Any]] = [
        ("name", who.name, named),
        ("kind", row.get("kind"), seat.kind),
        ("siren", row.get("siren"), seat.siren),
        ("email", row.get("email"), email),
        ("college", college.pk if college else None, seat.college_id),
    ]
    kept = (
        "admitted_on", "admitted_by", "left_on", "left_because", "left_by", "suspended_from", "suspended_to",
        "suspended_because",
    )  # fmt: skip
    pairs += [(name, row.get(name), getattr(seat, name)) for name in kept]
    return [(name, _shown(name, seat)) for name, said, held in pairs if said is not None and said != held]


def _shown(name: str, seat: Member) -> str:
    held: Any = str(seat.college) if name == "college" else getattr(seat, name, None)
    if name == "email":
        held = seat.person.email if seat.person else ""
    if name == "name":
        held = seat
    if name == "kind":
        held = seat.get_kind_display()
    return held.isoformat() if isinstance(held, date) else str(held or "")
