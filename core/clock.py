"""The only clock that decides anything: the database's.

Web nodes drift apart; the database is one. Read it after taking the lock that matters, in a
statement of its own: PostgreSQL's now() stands still during a transaction.
"""

from datetime import UTC, datetime

from django.db import connection

_QUERY = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
}


def database_now() -> datetime:
    """Read the database's clock, an aware instant in UTC."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY[connection.vendor])
        (instant,) = cursor.fetchone()
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    return instant.astimezone(UTC)
