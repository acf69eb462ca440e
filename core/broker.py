"""Redis, which may vanish at any time: how this process speaks to it, and knows that it is away.

It carries live frames, a cache and the limits, and nothing that is true. So nobody waits for it: what it does
not answer within a fifth of a second is taken for absent, and after one such failure nobody asks again until
a thread has seen it answer. However long it is away, one request of a process pays once.
"""

import logging
from collections.abc import Callable
from functools import cache
from threading import Event, Lock, Thread
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
PATIENCE = 0.2  # seconds for a connection, and for an answer
REST = 1.0  # seconds between two looks at a server that is away


def options() -> dict[str, Any]:
    """How every client of this process speaks to Redis: briefly, and once. Its own default is to insist for seconds."""
    return {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "retry": Retry(NoBackoff(), 0),
    }


class Presence:
    """Whether a server is there, as far as this process knows."""

    def __init__(self, ping: Callable[[], object]) -> None:
        self.ping = ping
        self.is_there = False
        self.looked = Event()
        self._looking = False
        self._lock = Lock()
        self._returning: list[Callable[[], None]] = []

    def on_return(self, act: Callable[[], None]) -> None:
        """Do something each time the server is seen again after an absence, before anybody else asks it."""
        self._returning.append(act)

    def known(self) -> bool:
        """Whether to ask it. The first caller waits for a first look, no longer than for an answer."""
        if not self.looked.is_set():
            self._look_out(pause=0)
            self.looked.wait(PATIENCE)
            self.looked.set()
        return self.is_there

    def missed(self, problem: Exception) -> None:
        """Note that it did not answer: it is left alone until a thread has seen it."""
        if self.is_there:
            log.warning("Redis does not answer (%s); the house goes on without it", type(problem).__name__)
        self.is_there = False
        self._look_out(pause=REST)

    def _look_out(self, *, pause: float) -> None:
        with self._lock:
            if not self._looking:
                self._looking = True
                Thread(target=self._look, args=(pause,), name="broker", daemon=True).start()

    def _look(self, first_pause: float) -> None:
        pause = Event()
        pause.wait(first_pause)
        while not self._answers():
            pause.wait(REST)
        if first_pause:
            log.warning("Redis answers again")
        for act in self._returning:
            act()
        with self._lock:
            self.is_there, self._looking = True, False
        self.looked.set()

    def _answers(self) -> bool:
        try:
            self.ping()
        except redis.RedisError:
            return False
        return True


@cache
def client() -> redis.Redis:
    """The client of this process; it is safe to share between threads."""
    return redis.Redis.from_url(settings.REDIS_URL, **options())


presence = Presence(lambda: client().ping())
