"""Acts on notices: ring bells, tell somebody by hand whom no mail can reach."""

from collections.abc import Iterable

from django.db import transaction

from core.clock import database_now
from core.journal.actions import record
from core.journal.models import Entry
from governance.notifications.models import Notice
from members.people.models import Person


@transaction.atomic
def tell_by_hand(notice: Notice, *, actor: Person) -> None:
    """Note that somebody without an address was told, by letter or in person, and by whom; once."""
    updated = Notice.objects.filter(pk=notice.pk, mailed_at=None).update(
        mailed_at=database_now(), told_by=actor
    )
    if updated:
        record("notice.told", actor=actor, topics=[f"person.{notice.person_id}"], entry=notice.entry_id)


@transaction.atomic
def ring(entry: Entry, people: Iterable[Person]) -> None:
    """Let the open pages of people know that they have a notice of a line."""
    record("notices.written", topics=[f"person.{person.pk}" for person in people], entry=entry.pk)
