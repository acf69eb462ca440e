"""The durable reader of the journal: a line that concerns somebody becomes an errand, in the same transaction."""

from core.journal.models import Entry
from core.outbox import actions as outbox
from governance.notifications.kinds import OF_ENTRY


def wake(entry: Entry) -> None:
    """Post the fan-out of a line that somebody is told about; other lines cost nothing."""
    if entry.kind in OF_ENTRY:
        outbox.post("fan_out", key=f"fan_out:{entry.pk}", entry_id=entry.pk)
