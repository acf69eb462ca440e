"""Who drains the outbox in the production shape: Celery beat asks every second."""

from celery import shared_task

from core.outbox.actions import drain, sweep


@shared_task(name="outbox.drain")
def drain_lane(lane: str) -> int:
    """Drain what is due; a message lost with its broker or worker costs a second, never an errand."""
    return drain(lane)


@shared_task(name="outbox.sweep")
def sweep_all() -> int:
    """Look for what should have an errand and has none."""
    return sweep()
