"""Files that no row names: whoever brought one was cut off before the end, by a kill, a rollback or a full disk.

Nobody sees such a file, nobody can remove it, and every backup of the files takes it along.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models

from core.clock import database_now
from core.journal.models import Entry

# Where files with a row of their own are kept, under DATA_DIR/media; nothing else is looked at.
FOLDERS = ("attachments", "imports")
# Far longer than any act takes, from the file to its row.
AGE = timedelta(days=1)
EVERY = 3600  # seconds


def forget_unnamed() -> int:
    """A sweep, once an hour: remove what has lain for a day and is named by no row."""
    if cache.add("leftovers", True, EVERY):
        remove_unnamed()
    return 0


def remove_unnamed() -> list[str]:
    """Remove them now; return their names.

    What is older than this database, or came into its folder within the last day, is left alone: a database that
    begins anew beside the files of another, or waits for its backup to be brought back, names none of them yet.
    """
    began = Entry.objects.order_by("pk").values_list("at", flat=True).first()
    if began is None:
        return []
    old = [path for path in _stored_files() if began < _arrived_at(path) < database_now() - AGE]
    names = {str(path.relative_to(settings.MEDIA_ROOT)): path for path in old}
    unnamed = sorted(names.keys() - named()) if names else []
    for name in unnamed:
        names[name].unlink(missing_ok=True)
    return unnamed


def named() -> set[str]:
    """The names of all files that a row of any table has."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
        for name in model._base_manager.values_list(field.name, flat=True)
        if name
    }


def _stored_files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in (Path(settings.MEDIA_ROOT) / folder).glob("*") if path.is_file())


def _arrived_at(path: Path) -> datetime:
    """When a file came to where it is; one that is unpacked from a backup keeps the day it was written, and not this one."""
    try:
        return datetime.fromtimestamp(path.stat().st_ctime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
