"""Somebody passes on what moves, as the live process does: a page of the desk says when nobody is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from core.broker import client
from governance.live.bus import CHANNEL


@contextmanager
def passed_on() -> Iterator[None]:
    if not settings.REDIS_URL:
        yield
        return
    listening = client().pubsub()
    listening.subscribe(CHANNEL)
    listening.get_message(timeout=1)
    try:
        yield
    finally:
        listening.close()
