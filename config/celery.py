"""Celery and its timetable: beat asks for a drain, the worker drains.

Beat and the broker only make it prompt, and let several drain side by side: each worker also looks by
itself, every second, so that nothing that is due waits for a broker that is away or a beat that died.
A message holds no time: it is about now whenever it is read, and no clock but the database's judges it.
"""

import logging
import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import celeryd_after_setup, worker_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

log = logging.getLogger(__name__)
# How many unread messages may ask for the same: a worker that comes back finds no pile of them.
ENOUGH = 8
PAUSE = 1.0  # seconds between two looks of a worker by itself
LEAVE = 65.0  # seconds for the errand in hand when a worker is told to stop: a mail may take a minute

app = Celery("assemblage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["core.outbox"])
app.conf.beat_schedule = {
    lane: {"task": "outbox.drain", "schedule": every, "args": [lane], "options": {"queue": lane}}
    for lane, every in {"decide": 1.0, "code": 1.0, "send": 2.0, "work": 2.0}.items()
} | {"sweep": {"task": "outbox.sweep", "schedule": 30.0, "options": {"queue": "decide"}}}
app.conf.beat_scheduler = "config.celery:Timetable"
app.conf.task_default_queue = "decide"


class Timetable(PersistentScheduler):
    """Beat's own, except that it sends nothing into a queue in which enough messages wait unread."""

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **options: Any) -> Any:
        if producer is not None and unread(producer, entry.options["queue"]) >= ENOUGH:
            return None
        return super().apply_async(entry, producer=producer, advance=advance, **options)


def unread(producer: Any, queue: str) -> int:
    """How many messages of a queue nobody has taken; none where the broker cannot say."""
    with suppress(Exception):
        return int(producer.channel.queue_declare(queue=queue).message_count)
    return 0


_runners: list[Any] = []


@celeryd_after_setup.connect
def look_by_oneself(instance: Any, **_signal: Any) -> None:
    """Let a worker drain its lanes without being asked, from a thread for each; broker or no broker."""
    # Imported once Django is set up, because it knows the tables.
    from core.outbox.runner import Runner

    for lane in instance.app.amqp.queues.consume_from:
        _runners.append(Runner(lane, pause=PAUSE))
        _runners[-1].start()


@worker_shutdown.connect
def leave(**_signal: Any) -> None:
    """Stop looking, and let the errands in hand end."""
    for runner in _runners:
        runner.stop()
    for runner in _runners:
        runner.join(LEAVE)
