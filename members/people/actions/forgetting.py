"""The act by which somebody is forgotten, in every room at once."""

from django.db import transaction

from core.journal.actions import record
from members.people.forgetting import NotYet, obstacles, rooms
from members.people.models import Person


@transaction.atomic
def forget(person: Person) -> None:
    """Erase what the law lets go of a person, by their own will. Raises NotYet; nothing is half-erased."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if standing := obstacles(person):
        raise NotYet(standing[0])
    for room in rooms():
        room.forget(person)
    record("person.forgotten", topics=[f"person.{person.pk}"], person=person.pk)
