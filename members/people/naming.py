"""Names that people give themselves: never one that the register keeps for somebody else, and noted in the journal.

Whoever has a place that a decision gave (a seat, a circle, a role, a duty) is called as the registers call them, and
has that corrected at the desk. Everybody else chooses, and is marked as what they are wherever their name stands.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from core.prose.names import look, looks_within
from members.people.models import Member, Organisation, Person

NAMESAKES = 50  # people of one look who are asked about, at most
SHORTEST = 5  # letters of a name that is looked for inside another


def is_registered(person: Person) -> bool:
    """Whether the registers hold somebody's name; a room above answers, since it knows who sits in which circle."""
    registered: bool = import_string(settings.NAME_KEPT)(person)
    return registered


def is_taken(given_name: str, family_name: str, *, by: Person) -> bool:
    """Whether a name is, or passes for, that of somebody whom the registers name, or of an organisation."""
    name = f"{given_name} {family_name}"
    whole = look(name)
    within = {part for part in looks_within(name) if part == whole or len(part) >= SHORTEST}
    alike = Person.objects.filter(name_look__in=within, merged_into=None).exclude(pk=by.pk)
    # A name of one word is found as a whole only: it stands inside too many others.
    alike = [
        person
        for person in alike[:NAMESAKES]
        if person.name_look == whole or (person.given_name and person.family_name)
    ]
    return any(is_registered(person) for person in alike) or bool(within & _organisations())


def _organisations() -> set[str]:
    legal = Member.objects.filter(kind=Member.Kind.LEGAL).values_list("name", flat=True)
    return {look(name) for name in [*legal, *Organisation.objects.values_list("name", flat=True)]} - {""}
