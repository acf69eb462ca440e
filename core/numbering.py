"""Numbers without gap or clash: members, proposals, decisions."""

from django.conf import settings
from django.db import connection, models
from django.db.models import Max


def queue_up(model: type[models.Model]) -> None:
    """Let one numbering transaction in at a time; readers go on. SQLite has one writer anyway.

    Whoever may not change a table may not lock it either: where rows are only ever added, and each takes its
    number here, the queue is a lock of its own.
    """
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if table in settings.APPEND_ONLY:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"numbering {table}"])
            else:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def next_number(model: type[models.Model], field: str = "number", **within: object) -> int:
    """Return one more than the highest number, alone until the end of the transaction."""
    queue_up(model)
    rows = model._default_manager.filter(**within)
    return (rows.aggregate(top=Max(field))["top"] or 0) + 1
