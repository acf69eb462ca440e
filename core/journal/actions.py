"""record(): the last line of every act, and the only way out to sockets, mail, feeds and webhooks."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from core.clock import imposed_now
from core.journal.lines import check
from core.journal.models import Entry

Reader = Callable[[Entry], None]


@cache
def readers(names: tuple[str, ...]) -> tuple[Reader, ...]:
    """Find the readers that settings name, once."""
    return tuple(import_string(name) for name in names)


def record(kind: str, *, actor: Any = None, topics: Sequence[str] = (), **facts: Any) -> Entry:
    """Write one line and hand it to the readers, inside the act's own transaction.

    Topics are the names of what changed, such as "round.12"; facts are JSON. A durable reader
    posts an errand here and now; a live reader waits for the commit. Raises TransactionManagementError
    outside a transaction, because a line without its act would be a lie, and UnknownLine where no room declares
    such a line.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the act's transaction")
    check(kind, facts)
    entry = Entry(kind=kind, actor_id=getattr(actor, "pk", None), topics=list(topics), facts=facts)
    if (instant := imposed_now()) is not None:
        entry.at = instant
    entry.save(force_insert=True)
    for read in readers(tuple(settings.JOURNAL_READERS)):
        read(entry)
    return entry


def record_all(lines: Iterable[tuple[str, Any, Sequence[str], dict[str, Any]]]) -> None:
    """Write many lines of one act: (kind, actor, topics, facts) each. No reader hears them.

    A hundred thousand seats that come in at once are one piece of news, told by one `record`; the lines keep
    what became of each row. Raises TransactionManagementError outside a transaction, UnknownLine as `record` does.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_all() belongs inside the act's transaction")
    instant = {"at": imposed_now()} if imposed_now() is not None else {}
    entries = []
    for kind, actor, topics, facts in lines:
        check(kind, facts)
        entries.append(
            Entry(kind=kind, actor_id=getattr(actor, "pk", None), topics=list(topics), facts=facts, **instant)
        )
    Entry.objects.bulk_create(entries, batch_size=1000)


def note_saved(kind: str, row: models.Model, touched: list[dict[str, Any]], *, actor: Any) -> None:
    """Note what the back office saved: which row, and which of its fields and which kinds of rows under it."""
    # Who sits where may have changed: whoever listens is asked again what they may hear.
    record(kind, actor=actor, topics=["office"], model=row._meta.label_lower, row=row.pk, touched=touched)
