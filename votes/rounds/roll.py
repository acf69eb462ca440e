"""Writing a roll: a million lines are plain rows, not a million objects."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Refusal

COLUMNS = (
    "round_id", "member_id", "bearer_id", "name", "college", "weight", "wish", "how", "on_paper", "through_id",
)  # fmt: skip
_NAMED = ", ".join(COLUMNS)
Row = tuple[Any, ...]


class NoWeight(Refusal):
    """A line of a roll that would weigh nothing, or less."""


def write(rows: Iterable[Row]) -> None:
    """Add lines to `rounds_voice`, each as COLUMNS says; the caller holds a transaction."""
    if connection.vendor == "postgresql":
        _copy(rows)
        return
    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO rounds_voice ({_NAMED}) VALUES ({marks})",  # noqa: S608 — constants of this file
            list(rows),
        )


def _copy(rows: Iterable[Row]) -> None:
    """PostgreSQL takes rows as a stream, several times as fast as statements."""
    into = f"COPY rounds_voice ({_NAMED}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(into) as stream:
        for row in rows:
            stream.write_row(row)


def weighed(rows: Iterable[Row]) -> Iterator[Row]:
    """Let through lines that weigh one or more. Raises NoWeight, naming the line."""
    weight, name = COLUMNS.index("weight"), COLUMNS.index("name")
    for row in rows:
        if row[weight] < 1:
            raise NoWeight(
                _("%(name)s would weigh %(weight)d: every voice of a roll weighs one or more.")
                % {"name": row[name], "weight": row[weight]}
            )
        yield row
