"""Errands of the outbox about proposals; each may safely run twice."""

from django.db import transaction

from core.outbox import actions as outbox
from governance.proposals import actions
from votes.rounds.models import Round


def settle(round_id: int) -> None:
    """Close a round at its time. A round that was cancelled, or settled early, asks for nothing."""
    round_ = Round.objects.get(pk=round_id)
    if round_.cancelled_at is None:
        actions.settle(round_id)


def sweep() -> int:
    """Post the errand of any due round that has none left; return how many were found.

    Nothing should ever be found: this is the belt beside the braces.
    """
    found = Round.objects.due().filter(subject__startswith="proposal.")
    with transaction.atomic():
        for round_ in found:
            outbox.insist("settle", key=f"settle:{round_.pk}", round_id=round_.pk)
    return len(found)
