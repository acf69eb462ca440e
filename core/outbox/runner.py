"""Who drains the outbox without being asked: one thread a lane, beside the web server or in a worker."""

import itertools
import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from core.outbox.actions import drain, sweep

log = logging.getLogger(__name__)
PAUSE = 0.5  # seconds
BATCH = 100
MOST_PATIENT = 16
SWEEP_EVERY = 30.0  # seconds


class Runner(threading.Thread):
    """A daemon thread that drains one lane until it is asked to stop."""

    def __init__(self, lane: str, *, pause: float = PAUSE) -> None:
        super().__init__(name=f"runner-{lane}", daemon=True)
        self.lane = lane
        self.pause = pause
        self.stopping = threading.Event()
        self.patience = (
            1  # times the usual pause: more after each failure, so that a full disk is not asked for ever
        )

    def run(self) -> None:
        for turn in itertools.count():
            if self.stopping.is_set():
                break
            if self.lane == "decide" and turn % round(SWEEP_EVERY / self.pause) == 0:
                self.attempt(sweep)
            done = self.attempt(lambda: drain(self.lane, limit=BATCH))
            self.stopping.wait(0 if done >= BATCH else self.pause * self.patience)
        connection.close()

    def attempt(self, work: Callable[[], int]) -> int:
        """Do some work; a failure is logged and tried again, the thread goes on."""
        close_old_connections()
        try:
            done = work()
        except Exception:
            self.patience = min(2 * self.patience, MOST_PATIENT)
            log.exception("the runner of lane %s will try again", self.lane)
            return 0
        self.patience = 1
        return done

    def stop(self) -> None:
        """Ask the thread to stop after the errand in hand."""
        self.stopping.set()
