"""The bus between processes: one small message says which topics changed.

Without Redis, pages and sockets are one process and the message goes straight to its hub. With it, a
plain PUBLISH leaves from the web process: no event loop, no channel layer, a twentieth of a millisecond.
Live is best effort: no act waits for a bus that is away. Once it is back, whoever had something to say
meanwhile says that everything may have changed.
"""

import json
from collections.abc import Callable, Sequence
from threading import Event

import redis
from django.conf import settings

from core.broker import client, presence

CHANNEL = "assemblage.live"
EVERYTHING = "*"

_local: list[Callable[[Sequence[str], bool], None]] = []
_unsaid = Event()


def listen_here(hear: Callable[[Sequence[str], bool], None]) -> None:
    """Let the hub of this process hear what this process publishes; without Redis only."""
    _local[:] = [hear]


def publish(topics: Sequence[str], *, personal: bool) -> None:
    """Say that topics changed; `personal` when a person's own view of them did too."""
    if not settings.REDIS_URL:
        for hear in _local:
            hear(topics, personal)
        return
    if presence.known():
        _send(topics, personal)
    else:
        _unsaid.set()


def _send(topics: Sequence[str], personal: bool) -> None:
    try:
        client().publish(CHANNEL, json.dumps({"topics": list(topics), "personal": personal}))
    except redis.RedisError as problem:
        _unsaid.set()
        presence.missed(problem)


def _catch_up() -> None:
    """Say what could not be said while the bus was away."""
    if _unsaid.is_set():
        _unsaid.clear()
        _send([EVERYTHING], personal=True)


presence.on_return(_catch_up)
