"""The register that new members meet: who is known already, by number, e-mail, SIREN or name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from members.imports.cells import key
from members.imports.kinds.identities import LEGAL, Identity, same_words
from members.imports.verdicts import Row
from members.people.models import College, Member, Person, Representative, on_day

Named = tuple[Row, Identity]
_DATED = (
    "admitted_on", "admitted_by", "left_on", "left_because", "left_by", "suspended_from", "suspended_to",
    "suspended_because",
)  # fmt: skip


class Colleges:
    """The colleges by code or by name, however they are written."""

    def __init__(self) -> None:
        self.all = list(College.objects.all())
        self.by_name_or_code: dict[str, College | None] = {}
        for college in self.all:
            # A name that two colleges bear names neither.
            self.by_name_or_code[key(college.name)] = (
                None if key(college.name) in self.by_name_or_code else college
            )
        self.by_name_or_code |= {key(college.code): college for college in self.all}

    def get(self, text: str) -> College | None:
        return self.by_name_or_code.get(key(text))

    def codes(self) -> str:
        return ", ".join(college.code for college in self.all)[:120]


class Known:
    """What the register knows of the people of some lines, asked in a few questions whatever their number.

    Seats from `first` on do not count: they came with this very file.
    """

    def __init__(self, lines: Iterable[Named], first: int, today: date) -> None:
        lines = list(lines)
        self.seats: Any = Member.objects.filter(number__lt=first).select_related("person", "college")
        numbers = [row.get("number") for row, _identity in lines if row.get("number")]
        sirens = [row.get("siren") for row, _identity in lines if row.get("siren")]
        self.numbers = {seat.number: seat for seat in self.seats.filter(number__in=numbers)}
        self.sirens = {s.siren: s for s in self.seats.filter(kind=LEGAL, siren__in=sirens)} if sirens else {}
        self.people = _people({identity.email for _row, identity in lines if identity.email})
        of_people = self.seats.filter(person__in=[person.pk for person in self.people.values()])
        self.by_person = {seat.person_id: seat for seat in of_people} if self.people else {}
        self.homonyms = self._homonyms(lines)
        legal = [seat.pk for seat in [*self.numbers.values(), *self.sirens.values()] if seat.kind == LEGAL]
        legal += [seat.pk for seats in self.homonyms.values() for seat in seats if seat.kind == LEGAL]
        terms = Representative.objects.filter(on_day(today), member__in=legal).select_related("person")
        self.acting = {term.member_id: term.person for term in terms} if legal else {}

    def _homonyms(self, lines: list[Named]) -> dict[str, list[Member]]:
        """The seats of those who bear the same name as somebody whom nothing else tells apart."""
        alone = [
            identity
            for row, identity in lines
            if not (identity.email or row.get("siren") or row.get("number"))
        ]
        if not alone:
            return {}
        families = {word for identity in alone for word in _spellings(identity.family_name)}
        titles = {word for identity in alone for word in _spellings(identity.title)}
        homonyms: dict[str, list[Member]] = {}
        for seat in self.seats.filter(Q(person__family_name__in=families) | Q(name__in=titles)):
            homonyms.setdefault(key(str(seat)), []).append(seat)
        return homonyms

    def of(self, person: Person | None) -> Member | None:
        """The seat that somebody holds."""
        return self.by_person.get(person.pk) if person else None


def _spellings(name: str) -> set[str]:
    """The ways in which tables write a name; the database knows capitals from small letters."""
    return {name, name.title(), name.upper(), name.capitalize()} - {""}


def _people(emails: set[str]) -> dict[str, Person]:
    """The people known by these addresses; a second address is theirs once they have proven it."""
    people = {person.email: person for person in Person.objects.filter(email__in=emails) if person.email}
    proven = EmailAddress.objects.filter(email__in=emails - set(people), verified=True).select_related("user")
    return people | {address.email: address.user for address in proven}


def differences(
    row: Row, identity: Identity, seat: Member, college: College | None, acting: Person | None
) -> list[tuple[str, str]]:
    """The fields in which a line says otherwise than the register, with what the register says.

    An empty cell says nothing. What members choose themselves (language, directory, notices) is theirs: a file
    is not asked about it. `acting` is whoever represents the seat, for an organisation.
    """
    person = seat.person or acting or Person()
    named = next((name for name in ("name", "family_name", "organisation") if row.get(name)), "name")
    pairs: list[tuple[str, Any, Any]] = [
        (named, None if same_words(identity.name, str(seat)) else identity.name, str(seat)),
        ("kind", row.get("kind"), seat.kind),
        ("siren", row.get("siren"), seat.siren),
        ("email", row.get("email"), person.email or ""),
        ("college", college.pk if college else None, seat.college_id),
    ]
    if seat.kind == LEGAL and identity.person:
        pairs.append(
            ("given_name", None if same_words(identity.person, str(person)) else identity.person, person)
        )
    pairs += [(name, row.get(name), getattr(seat, name)) for name in _DATED]
    return [
        (name, _in_words(name, held, seat)) for name, cell, held in pairs if cell is not None and cell != held
    ]


def _in_words(name: str, held: Any, seat: Member) -> str:
    """What the register says, as a sentence quotes it; days as JSON has them."""
    words = {"kind": seat.get_kind_display(), "college": str(seat.college)}
    if isinstance(held, Person) and held.pk is None:
        return ""
    return held.isoformat() if isinstance(held, date) else words.get(name) or str(held or "")
