"""The durable reader of the journal: a line that concerns somebody becomes an errand, in the same transaction."""

from core.journal.lines import notice_of
from core.journal.models import Entry
from core.outbox import actions as outbox


def wake(entry: Entry) -> None:
    """Post the fan-out of a line that somebody is told about; other lines cost nothing."""
    if notice_of(entry.kind) is not None:
        outbox.post("fan_out", key=f"fan_out:{entry.pk}", entry_id=entry.pk)
