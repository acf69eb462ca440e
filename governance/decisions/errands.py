"""Errands of the outbox about proofs: seal the journal every hour, anchor it every day. Each may safely run twice."""

from datetime import timedelta

from django.utils import timezone

from core.clock import database_now
from core.journal import sealing
from core.outbox import actions as outbox
from governance.decisions.actions import anchors

# What was written since could still be changed unseen by whoever owns the database.
EVERY = timedelta(hours=1)


def seal_journal() -> None:
    """Seal the lines that no seal holds yet."""
    sealing.seal()


def anchor(day: str) -> None:
    """Send the day's seal to those who keep it elsewhere."""
    anchors.anchor(day)


def sweep() -> int:
    """See to it that the journal is sealed every hour and anchored every day; nothing is ever missing."""
    outbox.post("seal_journal", key="seal_journal")
    outbox.repeat("seal_journal", EVERY)
    today = timezone.localdate(database_now()).isoformat()
    outbox.post("anchor", key=f"anchor:{today}", day=today)
    return 0
