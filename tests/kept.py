"""Houses that were built once, by the real acts, and stand again at once for each test that begins in one.

A house is built in an empty database, in a transaction that is undone; its rows are kept. To stand it up is to put
the same rows back, with their numbers. On another day, or where there is something already, it is built anew.
"""

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction

from tests import make

# What every database has from its migrations on.
ALWAYS = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass
class House:
    """How a house is built, and what was kept of it: the day, the rows of each table, what the act gave back."""

    build: Callable[[], Any]
    day: date | None = None
    rows: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    given: bytes = b""

    def keep(self) -> "House":
        """Build it in an empty database, keep what that wrote, and leave nothing there."""
        number_from_one()
        with transaction.atomic():
            self.given = pickle.dumps(self.build())
            self.rows = {table: copied(table) for table in filled(tables())}
            self.numbers = last_numbers()
            transaction.set_rollback(True)
        self.day = make.today()
        return self

    def stand(self) -> Any:
        """Put it up; gives what its act gave, for this test alone."""
        if self.day != make.today() or filled(self.rows):
            return self.build()
        with transaction.atomic():
            for table, rows in self.rows.items():
                put(table, rows)
            go_on_after(self.numbers)
        return pickle.loads(self.given)  # noqa: S301 — written by this process


def tables() -> list[str]:
    """The tables that acts write to."""
    return sorted(set(connection.introspection.table_names()) - ALWAYS)


def filled(names: Iterable[str]) -> list[str]:
    """Those of some tables that have rows, in one question."""
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    return [name for (name,) in answers(asked)]


def copied(table: str) -> Any:
    """The rows of a table, as the database itself reads them again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
            return b"".join(bytes(part) for part in out)
    # The plus keeps a value as it is stored: a column by its bare name comes back as a value of Python.
    columns = ", ".join(f'+"{column}"' for _k, column, *_more in answers(f"PRAGMA table_info({table})"))
    return answers(f"SELECT {columns} FROM {table}")


def put(table: str, rows: Any) -> None:
    """Write rows that were copied."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def number_from_one() -> None:
    """Number what comes next from one, whatever was numbered before."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
    else:
        for table in tables():
            answers(
                f"SELECT setval(pg_get_serial_sequence('{table}', column_name), 1, false) FROM "
                f"information_schema.columns WHERE table_name = '{table}' AND is_identity = 'YES'"
            )


def last_numbers() -> dict[str, int]:
    """How far each table, or each sequence, has counted."""
    if connection.vendor == "postgresql":
        return dict(answers("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"))
    return dict(answers("SELECT name, seq FROM sqlite_sequence"))


def go_on_after(numbers: dict[str, int]) -> None:
    """Number what comes next after these."""
    if connection.vendor == "postgresql":
        # Never back: what another test has numbered is not numbered again.
        each = (
            f"setval('{name}', GREATEST({last}, (SELECT last_value FROM {name})))"
            for name, last in numbers.items()
        )
        answers(f"SELECT {', '.join(each)}")
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", list(numbers.items()))


def answers(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
