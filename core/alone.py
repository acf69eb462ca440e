"""One at a time: what two processes must not do at once, whoever does it and wherever they run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection

try:
    import fcntl
except ImportError:  # where there is none, files are not held in this way
    fcntl = None  # type: ignore[assignment]


log = logging.getLogger(__name__)
# Between two statements of what is done alone; a statement may last as long as it needs.
QUIET = 120


@contextmanager
def alone(task: str) -> Iterator[bool]:
    """Take the lock of a task, and yield whether it is ours; a process that dies gives its lock back with its connection.

    On PostgreSQL it is a lock of the server, which takes it back from whoever says nothing for `QUIET` seconds, because
    they stand still. In an embedded house it is one of a file in its folder. Outside any transaction.
    """
    held = _on_server if connection.vendor == "postgresql" else _in_folder
    with held(task) as is_alone:
        yield is_alone


@contextmanager
def _on_server(task: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"alone {task}"])
        is_alone = bool(cursor.fetchone()[0])
        if is_alone:
            cursor.execute("SELECT set_config('idle_session_timeout', %s, false)", [f"{QUIET}s"])
    try:
        yield is_alone
    finally:
        if is_alone:
            _let_go(task)


def _let_go(task: str) -> None:
    """Give the lock back; a connection that cannot say so is closed, and holds nothing from then on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"alone {task}"])
            cursor.execute("RESET idle_session_timeout")
    except Error:
        log.info("the lock of %s goes with its connection", task)
        connection.close()


@contextmanager
def _in_folder(task: str) -> Iterator[bool]:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{task}.lock").open("w") as file:
        yield fcntl is None or _held(file)


def _held(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
