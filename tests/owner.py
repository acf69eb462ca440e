"""Whoever owns the database: the one who can take the guards of a table away, and put them back."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from core import append_only, frozen
from votes.rounds.models import Round


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """Let these tables be changed while the block lasts."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            for statement in [*append_only.to_take_down(table), *frozen.to_take_down(table)]:
                cursor.execute(statement)
    yield
    for table in tables:
        if table in settings.APPEND_ONLY:
            append_only.put_up(table)
        else:
            frozen.put_up(table, frozen.freeze_of(table))


def thawed() -> AbstractContextManager[None]:
    """Let what an opening froze, and what was counted, be changed while the block lasts."""
    return unguarded(*settings.FROZEN)


def rewrite(round_: Any, **values: Any) -> None:
    """Have a round be what its opening did not make it, as only the owner can: a state that no act leads to."""
    with thawed():
        Round.objects.filter(pk=getattr(round_, "pk", round_)).update(**values)
