"""Acts on second factors: each that comes or goes is a line of the journal."""

from django.db import transaction

from core.journal.actions import record
from members.people.models import Person


@transaction.atomic
def note_factor(kind: str, person: Person) -> None:
    """Note that somebody has one factor more, or one less: `kind` says which."""
    record(kind, actor=person, topics=[f"person.{person.pk}"], person=person.pk)
