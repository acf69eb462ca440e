"""The live reader of the journal: speaks after the commit, and never fails an act."""

from django.db import transaction

from core.journal.lines import line_of
from core.journal.models import Entry
from governance.live.bus import publish


def announce(entry: Entry) -> None:
    """Tell the hubs which topics changed, once the line is really there."""
    topics, line = tuple(entry.topics), line_of(entry.kind)
    personal = line is None or not line.shared_only
    if topics:
        transaction.on_commit(lambda: publish(topics, personal=personal), robust=True)
