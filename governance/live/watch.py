"""What is wrong with live pages: they are never needed, and nobody would say that they stand still."""

from collections.abc import Iterator

import redis
from django.conf import settings
from django.utils.translation import gettext as _

from core.broker import client, presence
from core.outbox.watch import Trouble
from governance.live.bus import CHANNEL


def of_live() -> Iterator[Trouble]:
    """Whether the bus is there, and somebody listens who passes on what it says; an embedded house is one process."""
    if not settings.REDIS_URL:
        return
    if not presence.known() or (heard := _listeners()) is None:
        yield Trouble(_("Redis does not answer. Pages do not move by themselves until it does."))
    elif not heard:
        yield Trouble(_("Live pages: no process is doing this. They do not move by themselves."))


def _listeners() -> int | None:
    try:
        [(_channel, count)] = client().pubsub_numsub(CHANNEL)
    except redis.RedisError as problem:
        presence.missed(problem)
        return None
    return int(count)
