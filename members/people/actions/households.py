"""Acts within a household: going on as somebody else of it."""

from django.db import transaction

from core.journal.actions import record
from members.people.models import Person


@transaction.atomic
def note_switch(person: Person, housemate: Person) -> None:
    """Note that somebody goes on as another of their household, who is told."""
    record("person.switched", actor=person, topics=[f"person.{housemate.pk}"], person=housemate.pk)
