"""Who looks after the lanes, and what is wrong with them: so that somebody is told.

Whoever drains a lane leaves word of it every few seconds, with how far its clock is from the database's.
A lane without a recent word is looked after by nobody, whatever its queue, its broker or its supervisor say.
"""

import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import skew
from core.outbox.models import Drainer, Errand

EVERY = timedelta(seconds=5)
QUIET = timedelta(seconds=45)  # more than twice what a busy drainer takes to leave word
LATE = timedelta(minutes=2)
TIRED = 3  # failures after which an errand is worth a sentence of its own
MOST_SKEW = 5.0  # seconds
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong, in a sentence; `lane` is empty when it is not the matter of one."""

    sentence: str
    lane: str = ""


def me() -> str:
    """The name of this process among those that drain."""
    return f"{socket.gethostname()}:{os.getpid()}"


def leave_word(lane: str) -> None:
    """Note that this process looks after a lane, and how far its clock is off; at most every few seconds."""
    if Drainer.objects.filter(lane=lane, name=me(), seen_at__gt=Now() - EVERY).exists():
        return
    row = Drainer(lane=lane, name=me(), seen_at=Now(), skew=skew())
    Drainer.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["lane", "name"], update_fields=["seen_at", "skew"]
    )


def forget_gone() -> int:
    """Forget the drainers that left no word for a day; return how many."""
    count, _each = Drainer.objects.filter(seen_at__lt=Now() - FORGOTTEN_AFTER).delete()
    return count


def lanes() -> list[str]:
    """The lanes that errands of this house run in."""
    return sorted({lane for lane, _handler in settings.ERRANDS.values()})


def looked_after() -> set[str]:
    """The lanes that somebody looked after within the last moments."""
    return set(Drainer.objects.filter(seen_at__gte=Now() - QUIET).values_list("lane", flat=True))


def attended_here(lane: str) -> bool:
    """Whether a process of this machine, or of this container, looks after a lane."""
    recent = Drainer.objects.filter(lane=lane, seen_at__gte=Now() - QUIET)
    return recent.filter(name__startswith=f"{socket.gethostname()}:").exists()


def pending() -> QuerySet[Errand]:
    """The errands that are still to be done, and of which anybody may be told.

    How many reminders of an open secret vote there are says how many have not voted: of these nothing is counted.
    """
    return Errand.objects.filter(done_at=None).exclude(kind__in=settings.UNTOLD_ERRANDS)


def undone(*, failures: int) -> dict[str, tuple[int, int]]:
    """For each lane how many errands failed so many times at least, and how many should have been taken up long ago."""
    failed = Q(tries__gte=failures) & ~Q(error="")
    late = Q(due_at__lt=Now() - LATE) & (Q(expires_at=None) | Q(expires_at__gt=Now()))
    counted = (
        pending().values("lane").annotate(failed=Count("pk", filter=failed), late=Count("pk", filter=late))
    )
    return {row["lane"]: (row["failed"], row["late"]) for row in counted}


def clocks_apart() -> dict[str, float]:
    """The clocks that are off, and by how many seconds: this process's, and those of the drainers."""
    recent = Drainer.objects.filter(seen_at__gte=Now() - QUIET)
    clocks = {name: off for name, off in recent.values_list("name", "skew") if abs(off) > MOST_SKEW}
    if abs(own_skew := skew()) > MOST_SKEW:
        clocks[me()] = own_skew
    return clocks


# --- in words -------------------------------------------------------------------------------------


def troubles() -> list[Trouble]:
    """All that is wrong with what this house should be doing, in the language that is active."""
    return [trouble for name in settings.WATCHES for trouble in import_string(name)()]


def of_lanes(among: Iterable[str] | None = None, *, failures: int = TIRED) -> Iterator[Trouble]:
    """What is wrong with these lanes, or all of them: nobody there, work that fails, work that waits."""
    chosen = list(lanes() if among is None else among)
    attended, counted = looked_after(), undone(failures=failures)
    for lane in chosen:
        if lane not in attended:
            sentence = _("%(work)s: no process is doing this. What is due waits.")
            yield Trouble(sentence % {"work": title(lane)}, lane)
    for lane in chosen:
        failed, late = counted.get(lane, (0, 0))
        yield from _failing(lane, failed)
        yield from _waiting(lane, late)


def _failing(lane: str, count: int) -> Iterator[Trouble]:
    sentence = ngettext(
        "%(work)s: %(count)d task has failed and is being retried.",
        "%(work)s: %(count)d tasks have failed and are being retried.",
        count,
    )
    if count:
        yield Trouble(sentence % {"work": title(lane), "count": count}, lane)


def _waiting(lane: str, count: int) -> Iterator[Trouble]:
    sentence = ngettext(
        "%(work)s: %(count)d task has been waiting for more than two minutes.",
        "%(work)s: %(count)d tasks have been waiting for more than two minutes.",
        count,
    )
    if count:
        yield Trouble(sentence % {"work": title(lane), "count": count}, lane)


def of_clocks() -> Iterator[Trouble]:
    """Which clocks are off: no process decides by its own, but whoever reads its pages may be misled."""
    ahead = _("The clock of %(who)s is %(seconds)d seconds ahead of the database.")
    behind = _("The clock of %(who)s is %(seconds)d seconds behind the database.")
    for process, off in clocks_apart().items():
        yield Trouble((ahead if off > 0 else behind) % {"who": process, "seconds": round(abs(off))})


def title(lane: str) -> str:
    """What a lane does, in the words of whoever administers the site."""
    titles = {
        "decide": _("Closings and reminders"),
        "code": _("Sign-in codes"),
        "send": _("E-mails"),
        "work": _("Long tasks"),
    }
    return titles.get(lane, lane)
