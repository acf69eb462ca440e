"""Walking every address as somebody: what one might send there, and what that changes in the database."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

# What every visit may write: sessions, the list of them, and the counts of limits.
QUIET = {"django_session", "usersessions_usersession", "config_kept"}
# What a page of this house may ask for.
ANYTHING = {
    "body": "Words", "title": "Words", "because": "Words", "reason": "Words", "grounds": "Words", "why": "Words", "note": "Words",
    "choice": "for", "what": "Words", "decision": "D-2026-001", "person": "bob@example.example", "duty": "secretary",
    "holder": "1", "member": "1", "shares": "1", "given_name": "Ann", "family_name": "Other", "email": "other@example.example",
    "kept": "bob@example.example", "other": "alice@example.example", "answer": "Words", "understood": "on", "sure": "on",
    "action": "change", "college": "1", "language": "en", "theme": "auto", "code": "000000", "password": "Words",
}  # fmt: skip


def state() -> dict[str, str]:
    """A digest of every row of every table, but those that any visit writes."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in QUIET and model._meta.managed:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@contextmanager
def writes() -> Iterator[list[str]]:
    """The sentences that change something, as they are said to the database."""
    seen: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb, *rest = sql.split(None, 3)
        if verb.upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and not any(
            t in " ".join(rest[:2]) for t in QUIET
        ):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
