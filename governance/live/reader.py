"""The live reader of the journal: speaks after the commit, and never fails an act."""

from django.db import transaction

from core.journal.models import Entry
from governance.live.bus import publish

# Participation moves with each ballot and is the same for everyone: nobody's own page changes.
SHARED_ONLY = {"ballot.cast"}


def announce(entry: Entry) -> None:
    """Tell the hubs which topics changed, once the line is really there."""
    topics, personal = tuple(entry.topics), entry.kind not in SHARED_ONLY
    if topics:
        transaction.on_commit(lambda: publish(topics, personal=personal), robust=True)
