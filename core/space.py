"""A disk that is full: told to whoever needed room on it, and before it is to whoever administers."""

import errno
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.outbox.watch import Trouble

LITTLE = 500 * 1024 * 1024  # bytes: some fifty of the largest files, or a backup of a middling house


def is_full(problem: BaseException | None) -> bool:
    """Whether something failed because there was no room: for a file, for PostgreSQL, for SQLite."""
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT}
    if not isinstance(problem, OperationalError):
        return False
    return getattr(problem.__cause__, "sqlstate", None) == "53100" or "disk is full" in str(problem)


def of_space() -> Iterator[Trouble]:
    """How little room is left for files, and for the database where that is beside them."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LITTLE:
        sentence = _(
            "Only %(size)s are free on the disk where files are kept. Make room before it is full: then nothing that needs some is recorded."
        )
        yield Trouble(sentence % {"size": filesizeformat(free)})
