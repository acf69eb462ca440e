"""The bus between processes: one small message says which topics changed.

Without Redis, pages and sockets are one process and the message goes straight to its hub. With it, a
plain PUBLISH leaves from the web process: no event loop, no channel layer, a twentieth of a millisecond.
Live is best effort: a bus that does not answer is left alone for a moment, and no act waits for it.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from functools import cache

import redis
from django.conf import settings

log = logging.getLogger(__name__)
CHANNEL = "assemblage.live"
PATIENCE = 0.2  # seconds
REST = 2.0  # seconds without trying, after a failure

_local: list[Callable[[Sequence[str], bool], None]] = []
_rest_until = 0.0


def listen_here(hear: Callable[[Sequence[str], bool], None]) -> None:
    """Let the hub of this process hear what this process publishes; without Redis only."""
    _local[:] = [hear]


def publish(topics: Sequence[str], *, personal: bool) -> None:
    """Say that topics changed; `personal` when a person's own view of them did too."""
    if not settings.REDIS_URL:
        for hear in _local:
            hear(topics, personal)
        return
    global _rest_until
    if time.monotonic() < _rest_until:
        return
    try:
        client().publish(CHANNEL, json.dumps({"topics": list(topics), "personal": personal}))
    except redis.RedisError:
        _rest_until = time.monotonic() + REST
        log.warning("live: the bus does not answer; pages will catch up", exc_info=True)


@cache
def client() -> redis.Redis:
    """The connection of this process, made when first needed."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
