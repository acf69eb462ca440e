"""Who drains the outbox where there is no Celery: one thread a lane, beside the web server."""

import itertools
import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from core.outbox.actions import drain, sweep

log = logging.getLogger(__name__)
PAUSE = 0.5
BATCH = 100
SWEEP_EVERY = 60  # pauses


class Runner(threading.Thread):
    """A daemon thread that drains one lane until it is asked to stop."""

    def __init__(self, lane: str) -> None:
        super().__init__(name=f"runner-{lane}", daemon=True)
        self.lane = lane
        self.stopping = threading.Event()

    def run(self) -> None:
        for turn in itertools.count():
            if self.stopping.is_set():
                break
            if self.lane == "decide" and turn % SWEEP_EVERY == 0:
                self.attempt(sweep)
            done = self.attempt(lambda: drain(self.lane, limit=BATCH))
            self.stopping.wait(0 if done >= BATCH else PAUSE)
        connection.close()

    def attempt(self, work: Callable[[], int]) -> int:
        """Do some work; a failure is logged and tried again, the thread goes on."""
        close_old_connections()
        try:
            return work()
        except Exception:
            log.exception("the runner of lane %s will try again", self.lane)
            return 0

    def stop(self) -> None:
        """Ask the thread to stop after the errand in hand."""
        self.stopping.set()
