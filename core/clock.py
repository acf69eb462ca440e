"""The only clock that decides anything: the database's.

Web nodes drift apart; the database is one. Read it after taking the lock that matters, in a
statement of its own: PostgreSQL's now() stands still during a transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection

_QUERY = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
}
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def database_now() -> datetime:
    """Read the database's clock, an aware instant in UTC."""
    if (instant := _told.get()) is not None:
        return instant
    with connection.cursor() as cursor:
        cursor.execute(_QUERY[connection.vendor])
        (read,) = cursor.fetchone()
    moment: datetime = datetime.fromisoformat(read) if isinstance(read, str) else read
    return moment.astimezone(UTC)


def told() -> datetime | None:
    """The instant that acts are told to live at, if any."""
    return _told.get()


@contextmanager
def telling(instant: datetime) -> Iterator[None]:
    """Let acts live at another instant: for the demo's past year and for tests, never in a request."""
    token = _told.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
