"""post() promises that something will happen; drain() does what is due.

A "decide" errand runs under its own row's lock, in one transaction: a runner that dies lets go of
the lock and the next one takes over at once. The others take a lease first and run outside any
transaction: "code" and "send" talk to the world and must hold no lock while they wait, "work" may last
for minutes. A lease is renewed for as long as its worker lives; whoever lost theirs, because they stood
still or their database was away, neither renews it nor puts the errand off.
"""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from core.clock import database_now, ticks
from core.outbox.models import Errand
from core.outbox.watch import forget_gone, leave_word

log = logging.getLogger(__name__)
_turns = itertools.count()
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
# Somebody sits before the screen: what they wait for is tried again soon, however often it failed.
LONGEST_WAITS = {"code": timedelta(seconds=15)}
# What the errands of these lanes held is wiped once it is done, and what went wrong is told without
# the words of the other side, which may repeat what it was sent.
CONFIDENTIAL = {"code"}


def post(
    kind: str, *, key: str, due_at: datetime | None = None, expires_at: datetime | None = None, behind: int = 0,
    **payload: Any,
) -> None:  # fmt: skip
    """Promise an errand, in the caller's transaction; the same key twice is one errand.

    `due_at` is an aware instant, now when left out; after `expires_at` it is not done any more. Where there is a queue
    in its lane, one that stands further `behind` is done after the others.
    """
    lane, _handler = settings.ERRANDS[kind]
    row = Errand(kind=kind, lane=lane, payload=payload, key=key, expires_at=expires_at, behind=behind)
    if due_at is not None:
        row.due_at = due_at
    Errand.objects.bulk_create([row], ignore_conflicts=True)


def insist(kind: str, *, key: str, **payload: Any) -> None:
    """Promise an errand that must not be missing: post it, or wake the one that was given up."""
    post(kind, key=key, **payload)
    _anew(Errand.objects.filter(key=key).exclude(done_at=None), Now())


def waits(key: str) -> bool:
    """Whether an errand is still to be done."""
    return Errand.objects.filter(key=key, done_at=None).exists()


def cancel(key: str) -> None:
    """Forget an errand that nobody needs any more; without effect once it is done."""
    Errand.objects.filter(key=key, done_at=None).update(done_at=Now(), error="cancelled")


def reschedule(key: str, due_at: datetime) -> None:
    """Move an errand that is not done yet to another instant."""
    _anew(Errand.objects.filter(key=key, done_at=None), due_at)


def revive(key: str, due_at: datetime) -> None:
    """Make an errand due at an instant, whether it is waiting, or was cancelled or done before."""
    _anew(Errand.objects.filter(key=key), due_at)


def repeat(key: str, every: timedelta) -> None:
    """Make an errand that was done some time ago due again."""
    _anew(Errand.objects.filter(key=key, done_at__lte=database_now() - every), Now())


def _anew(errands: QuerySet[Errand], due_at: datetime | Now) -> None:
    """Give errands another instant; whoever has one in hand neither ends it nor puts it off over that instant."""
    errands.update(done_at=None, due_at=due_at, error="", tries=0, turn=F("turn") + 1)


def drain(lane: str, *, limit: int = 100) -> int:
    """Do at most `limit` due errands of a lane; return how many were tried."""
    run = _run_deciding if lane == "decide" else _run_leased
    leave_word(lane)
    forget_expired()
    count = 0
    while count < limit and run(lane):
        count += 1
        leave_word(lane)
    return count


def forget_expired() -> int:
    """Give up the errands that came too late, in any lane, and wipe what they held; return how many."""
    late = Errand.objects.expired()
    return late.update(done_at=Now(), payload={}, error="expired") if late.exists() else 0


def forget_over() -> int:
    """Forget the errands that had a life of their own, a day after its end: who signed in when is nobody's; return how many."""
    over = Errand.objects.filter(expires_at__lt=Now() - timedelta(days=1)).exclude(done_at=None)
    count, _each = over.delete()
    return count


def sweep() -> int:
    """Run the sweeps that settings name; return how much they found missing. One that fails keeps no other from running."""
    forget_gone()
    forget_over()
    return sum(_swept(name) for name in settings.SWEEPS)


def _swept(name: str) -> int:
    try:
        count: int = import_string(name)()
    except Exception:
        log.exception("the sweep %s failed, and is tried again with the next", name)
        return 0
    return count


@cache
def handler(kind: str) -> Callable[..., None]:
    """Find the function that settings name for this kind of errand."""
    _lane, name = settings.ERRANDS[kind]
    function: Callable[..., None] = import_string(name)
    return function


def _next(lane: str) -> Errand | None:
    # Two of three in turn, one by age: whoever asked for much waits longer, and not for ever.
    due = Errand.objects.due(lane, fairly=next(_turns) % 3 != 2)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return due.first()


def _run_deciding(lane: str) -> bool:
    errand = None
    try:
        with transaction.atomic():
            errand = _next(lane)
            if errand is None:
                return False
            handler(errand.kind)(**errand.payload)
            _finish(errand)
    except Exception as problem:
        # Here, because some of what fails fails as it is committed; and only where something was taken in hand.
        if errand is None:
            raise
        _put_off(errand, problem)
    return True


def _run_leased(lane: str) -> bool:
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
            errand.turn += 1
            Errand.objects.filter(pk=errand.pk).update(turn=errand.turn, due_at=database_now() + LEASE)
    return errand


def _held_row(errand: Errand) -> QuerySet[Errand]:
    """The row of an errand for as long as nobody took it over."""
    return Errand.objects.filter(pk=errand.pk, done_at=None, turn=errand.turn)


@contextmanager
def _leased_while(errand: Errand) -> Iterator[None]:
    """Renew the lease from a thread of its own: a worker that dies stops, and another one starts over."""
    lease = Lease(errand)
    keeper = threading.Thread(target=lease.keep_renewing, name=f"lease-{errand.pk}", daemon=True)
    token = _in_hand.set(lease)
    keeper.start()
    try:
        yield
    finally:
        _in_hand.reset(token)
        lease.over.set()
        keeper.join()


class Lease:
    """For how long an errand is ours; a clock that stops with nobody, so that who stood still knows it."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.over = threading.Event()
        self.until = ticks() + LEASE.total_seconds()

    def keep_renewing(self) -> None:
        """Renew it until it is over, or somebody else's."""
        while not self.over.wait(LEASE.total_seconds() / 3):
            try:
                self.renew()
            except Error:
                # SQLite has one writer, perhaps this very errand; then nobody else could take it either. A
                # database that went away is asked anew next time.
                log.info("the lease of errand %s could not be renewed", self.errand)
                connection.close()
        connection.close()

    def renew(self) -> None:
        """Put off the instant at which another may take it over, unless one has."""
        asked_at = ticks()
        if _held_row(self.errand).update(due_at=database_now() + LEASE):
            self.until = asked_at + LEASE.total_seconds()
        leave_word(self.errand.lane)


_in_hand: ContextVar[Lease | None] = ContextVar("in_hand", default=None)


def is_still_held() -> bool:
    """Whether the errand in hand was not taken over meanwhile; ask it before what cannot be taken back."""
    lease = _in_hand.get()
    return lease is None or (lease.until > ticks() and _held_row(lease.errand).exists())


def _do(errand: Errand) -> None:
    try:
        handler(errand.kind)(**errand.payload)
    except Exception as problem:
        _put_off(errand, problem)
    else:
        _finish(errand)


def _finish(errand: Errand) -> None:
    emptied: dict[str, Any] = {"payload": {}} if errand.lane in CONFIDENTIAL else {}
    # Whoever stood still until another took it over has finished nothing: that one will.
    _held_row(errand).update(done_at=Now(), tried_at=Now(), tries=errand.tries + 1, error="", **emptied)


def _put_off(errand: Errand, problem: Exception) -> None:
    """Try again later: 2, 4, 8… seconds, never more than the longest wait of the lane."""
    confidential = errand.lane in CONFIDENTIAL
    error = _without_words(problem) if confidential else repr(problem)[:2000]
    log.warning(
        "errand %s failed and will be tried again: %s", errand, error,
        exc_info=None if confidential else problem,
    )  # fmt: skip
    longest = LONGEST_WAITS.get(errand.lane, LONGEST_WAIT)
    wait = min(timedelta(seconds=2 ** min(errand.tries + 1, 12)), longest)
    now = database_now()
    _held_row(errand).update(tries=errand.tries + 1, tried_at=now, error=error, due_at=now + wait)


def _without_words(problem: Exception) -> str:
    """The kind of a failure, without any word of the answer that the other side sent."""
    number = getattr(problem, "smtp_code", getattr(problem, "errno", None))
    return f"{type(problem).__name__} {number}" if number else type(problem).__name__
