"""New seats written many at a time, each with all that `admit` would have written: person, address, journal."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from core.journal.actions import record_all
from members.imports.kinds.entering import Entering, address
from members.imports.kinds.identities import LEGAL
from members.imports.verdicts import Task, Verdict
from members.people.models import Member, Person, Representative


def enter_seats(verdicts: list[Verdict], task: Task) -> None:
    """Enter the new seats, and the new addresses of those who have one already."""
    _enter([verdict.plan for verdict in verdicts if verdict.effect == "member_enters"], task)
    moved = [verdict for verdict in verdicts if verdict.effect == "member_address"]
    for verdict in moved:
        verdict.plan.postal_address = verdict.facts["becomes"]
    Member.objects.bulk_update([verdict.plan for verdict in moved], ["postal_address"])
    facts = {"import": task.number, "fields": ["postal_address"]}
    record_all(("member.preferences", task.actor, [f"member.{verdict.plan.pk}"], facts) for verdict in moved)


def _enter(seats: list[Entering], task: Task) -> None:
    people = _people(seats)
    members = Member.objects.bulk_create([_member(seat, people[seat.number]) for seat in seats])
    Representative.objects.bulk_create(
        [
            Representative(member=member, person=people[member.number], from_on=member.admitted_on)
            for member in members
            if member.kind == LEGAL and people[member.number] is not None
        ]
    )
    record_all(
        ("member.admitted", task.actor, [f"member.{m.pk}"], {"number": m.number, "import": task.number})
        for m in members
    )


def _people(seats: list[Entering]) -> dict[int, Person | None]:
    """The human being of each seat, by its number; one address is one person, known before or new."""
    by_email: dict[str, Person] = {}
    people: dict[int, Person | None] = {}
    fresh: list[Person] = []
    for seat in seats:
        person = seat.person or by_email.get(seat.identity.email)
        if person is None and (seat.identity.person or seat.identity.email):
            person = _person(seat)
            fresh.append(person)
        if person is not None and seat.identity.email:
            by_email[seat.identity.email] = person
        people[seat.number] = person
    _name([seat for seat in seats if seat.person is not None])
    Person.objects.bulk_create(fresh)
    # The first code typed back proves that the address is theirs.
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=person.email, primary=True) for person in fresh if person.email]
    )
    return people


def _person(seat: Entering) -> Person:
    return Person(
        email=seat.identity.email or None,
        given_name=seat.identity.given_name,
        family_name=seat.identity.family_name,
        language=seat.row.get("language", settings.LANGUAGE_CODE),
        password=make_password(None),
    )


def _name(seats: list[Entering]) -> None:
    """Somebody who signed in before without a name takes the one of their line."""
    nameless = [s for s in seats if s.person and not (s.person.given_name or s.person.family_name)]
    for seat in nameless:
        assert seat.person is not None
        seat.person.given_name, seat.person.family_name = seat.identity.given_name, seat.identity.family_name
    Person.objects.bulk_update([s.person for s in nameless if s.person], ["given_name", "family_name"])


def _member(seat: Entering, person: Person | None) -> Member:
    facts: dict[str, Any] = {
        name: seat.row.get(name)
        for name in (
            "admitted_on", "left_on", "suspended_from", "suspended_to", "e_notice_on",
        )
    }  # fmt: skip
    words = ("siren", "admitted_by", "left_because", "left_by", "suspended_because")
    facts |= {name: seat.row.get(name, "") for name in words}
    legal = seat.identity.kind == LEGAL
    return Member(
        number=seat.number, kind=seat.identity.kind, person=None if legal else person,
        name=seat.identity.title if legal else "", postal_address=address(seat.row), college=seat.college,
        in_directory=seat.row.get("in_directory", True), **facts,
    )  # fmt: skip
