"""The only clock that decides anything: the database's.

Web nodes drift apart; the database is one. Acts read it with `database_now`, after taking the lock that matters,
in a statement of its own: PostgreSQL's now() stands still during a transaction. Everything else that asks for
the time or the day (`timezone.now`, `timezone.localdate`: whose term has ended, what is in force today) goes
by it too, as far as this process has heard it: whoever is half a second apart corrects themselves.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db import connection
from django.utils import timezone

_QUERY = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
}
# Below this many seconds a difference is the way of a message, and a slower answer says nothing of a clock.
BLUR = 0.5
_imposed: ContextVar[datetime | None] = ContextVar("imposed", default=None)
# By how many seconds the clock of this process was ahead of the database's when it last heard of it.
_ahead = 0.0


def database_now() -> datetime:
    """Read the database's clock, an aware instant in UTC."""
    imposed = _imposed.get()
    return _read() if imposed is None else imposed


def _read() -> datetime:
    asked_at = time.time()
    with connection.cursor() as cursor:
        cursor.execute(_QUERY[connection.vendor])
        (read,) = cursor.fetchone()
    moment: datetime = datetime.fromisoformat(read) if isinstance(read, str) else read
    hear(moment, asked_at=asked_at)
    return moment.astimezone(UTC)


def hear(database_time: datetime, *, asked_at: float) -> None:
    """Learn how far the clock of this process is ahead, from what the database answered to a question asked at an instant."""
    global _ahead
    process_time = time.time()
    ahead = (asked_at + process_time) / 2 - database_time.timestamp()
    if process_time - asked_at < BLUR:
        _ahead = ahead if abs(ahead) > BLUR else 0.0


class AnyDatetime(type):
    """The kind of a class of which every instant is an instance, by whichever class it was made."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Heard(datetime, metaclass=AnyDatetime):
    """The time by the database's clock, as far as it was heard, without asking."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.fromtimestamp(time.time() - _ahead, tz)


# What timezone.now() reads, and so every day and instant that a page, a model or a library asks Django for.
timezone.datetime = Heard  # type: ignore[attr-defined]


def skew() -> float:
    """Return by how many seconds the clock of this process is ahead of the database's; less than zero is behind."""
    asked_at = time.time()
    database_time = _read()
    return (asked_at + time.time()) / 2 - database_time.timestamp()


def imposed_now() -> datetime | None:
    """The instant that acts live at instead of now, if any."""
    return _imposed.get()


def ticks() -> float:
    """Seconds that passed for this machine, its sleep included; never set back, and compared with nothing else."""
    awake_or_not = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if awake_or_not is None else time.clock_gettime(awake_or_not)


@contextmanager
def living_at(instant: datetime) -> Iterator[None]:
    """Let acts live at another instant: for the demo's past year and for tests, never in a request."""
    token = _imposed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _imposed.reset(token)
