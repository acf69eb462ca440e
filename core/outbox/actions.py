"""post() promises that something will happen; drain() does what is due.

A "decide" errand runs under its own row's lock, in one transaction: a runner that dies lets go of
the lock and the next one takes over at once. A "send" errand takes a lease first and runs outside
any transaction, because it talks to the world and must hold no lock while it waits. A "work" errand
may last for minutes: it takes a lease too, and renews it for as long as its worker lives.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from core.clock import database_now
from core.outbox.models import Errand

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)


def post(kind: str, *, key: str, due_at: datetime | None = None, **payload: Any) -> None:
    """Promise an errand, in the caller's transaction; the same key twice is one errand.

    `due_at` is an aware instant, now when left out.
    """
    lane, _handler = settings.ERRANDS[kind]
    row = Errand(kind=kind, lane=lane, payload=payload, key=key)
    if due_at is not None:
        row.due_at = due_at
    Errand.objects.bulk_create([row], ignore_conflicts=True)


def insist(kind: str, *, key: str, **payload: Any) -> None:
    """Promise an errand that must not be missing: post it, or wake the one that was given up."""
    post(kind, key=key, **payload)
    Errand.objects.filter(key=key).exclude(done_at=None).update(done_at=None, due_at=Now())


def cancel(key: str) -> None:
    """Forget an errand that nobody needs any more; without effect once it is done."""
    Errand.objects.filter(key=key, done_at=None).update(done_at=Now(), error="cancelled")


def reschedule(key: str, due_at: datetime) -> None:
    """Move an errand that is not done yet to another instant."""
    Errand.objects.filter(key=key, done_at=None).update(due_at=due_at)


def revive(key: str, due_at: datetime) -> None:
    """Make an errand due at an instant, whether it is waiting, or was cancelled or done before."""
    Errand.objects.filter(key=key).update(done_at=None, due_at=due_at, error="")


def overdue(lane: str, by: timedelta) -> int:
    """How many errands of a lane wait for longer than they should."""
    return Errand.objects.filter(lane=lane, done_at=None, due_at__lt=database_now() - by).count()


def drain(lane: str, *, limit: int = 100) -> int:
    """Do at most `limit` due errands of a lane; return how many were tried."""
    run = {"decide": _run_deciding, "send": _run_sending, "work": _run_working}[lane]
    count = 0
    while count < limit and run(lane):
        count += 1
    return count


def sweep() -> int:
    """Run the sweeps that settings name; return how much they found missing."""
    return sum(import_string(name)() for name in settings.SWEEPS)


@cache
def handler(kind: str) -> Callable[..., None]:
    """Find the function that settings name for this kind of errand."""
    _lane, name = settings.ERRANDS[kind]
    found: Callable[..., None] = import_string(name)
    return found


def _next(lane: str) -> Errand | None:
    due = Errand.objects.due(lane)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return due.first()


def _run_deciding(lane: str) -> bool:
    with transaction.atomic():
        errand = _next(lane)
        if errand is None:
            return False
        try:
            with transaction.atomic():
                handler(errand.kind)(**errand.payload)
        except Exception as problem:
            _put_off(errand, problem)
        else:
            _finish(errand)
    return True


def _run_sending(lane: str) -> bool:
    errand = _lease(lane)
    if errand is None:
        return False
    _do(errand)
    return True


def _run_working(lane: str) -> bool:
    errand = _lease(lane)
    if errand is None:
        return False
    with _leased_while(errand):
        _do(errand)
    return True


def _lease(lane: str) -> Errand | None:
    with transaction.atomic():
        errand = _next(lane)
        if errand is not None:
            _renew(errand)
    return errand


def _renew(errand: Errand) -> None:
    Errand.objects.filter(pk=errand.pk, done_at=None).update(due_at=database_now() + LEASE)


@contextmanager
def _leased_while(errand: Errand) -> Iterator[None]:
    """Renew the lease from a thread of its own: a worker that dies stops, and another one starts over."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                _renew(errand)
            except DatabaseError:
                # SQLite has one writer, perhaps this very errand; then nobody else could take it either.
                log.info("the lease of errand %s could not be renewed", errand)
        connection.close()

    keeper = threading.Thread(target=keep, name=f"lease-{errand.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _do(errand: Errand) -> None:
    try:
        handler(errand.kind)(**errand.payload)
    except Exception as problem:
        _put_off(errand, problem)
    else:
        _finish(errand)


def _finish(errand: Errand) -> None:
    Errand.objects.filter(pk=errand.pk).update(done_at=Now(), tries=errand.tries + 1, error="")


def _put_off(errand: Errand, problem: Exception) -> None:
    """Try again later: 2, 4, 8… seconds, never more than an hour."""
    log.warning("errand %s failed and will be tried again", errand, exc_info=problem)
    wait = min(timedelta(seconds=2 ** min(errand.tries + 1, 12)), LONGEST_WAIT)
    Errand.objects.filter(pk=errand.pk).update(
        tries=errand.tries + 1, error=repr(problem)[:2000], due_at=database_now() + wait
    )
