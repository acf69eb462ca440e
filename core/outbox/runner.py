"""Who drains the outbox where there is no Celery: one thread a lane, beside the web server."""

import logging
import threading

from django.db import close_old_connections, connection

from core.outbox.actions import drain

log = logging.getLogger(__name__)
PAUSE = 0.5
BATCH = 100


class Runner(threading.Thread):
    """A daemon thread that drains one lane until it is asked to stop."""

    def __init__(self, lane: str) -> None:
        super().__init__(name=f"runner-{lane}", daemon=True)
        self.lane = lane
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            self.stopping.wait(0 if self.once() >= BATCH else PAUSE)
        connection.close()

    def once(self) -> int:
        """Drain one batch; a failure is logged and tried again, the thread goes on."""
        close_old_connections()
        try:
            return drain(self.lane, limit=BATCH)
        except Exception:
            log.exception("the runner of lane %s will try again", self.lane)
            return 0

    def stop(self) -> None:
        """Ask the thread to stop after the errand in hand."""
        self.stopping.set()
