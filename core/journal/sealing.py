"""Sealing the journal: stretch after stretch, each seal holding the one before and the digest of its lines.

Lines are written by many transactions at once, and take their numbers before they are committed: a line may appear after
others with higher numbers. Nothing makes them wait for each other, least of all ballots. So a seal says exactly
which lines it holds: those above the last line of the seal before, up to its own last line, but for the numbers that were
`missing`; and those that were missing from a seal of the day before, and are there now (`late`). A number that is missing
for longer belonged to a transaction that was undone: no seal will hold it, and a line that turns up there is a forgery.

Between the writing of a line and its seal, whoever owns the database can still change it unseen. What was sealed
before somebody outside noted a seal cannot be changed unseen at all.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from core import canonical
from core.clock import database_now
from core.journal.models import Entry, Seal
from core.journal.spans import Span, between, holds, spans_of, united, without
from core.numbering import queue_up

FORMAT = "assemblage journal 1"
GENESIS = "0" * 64
# No transaction lasts so long: a number that is missing for longer was undone.
AWAITED = timedelta(days=1)
# Beyond this many spans, lines are read from the first to the last of them, and looked up here.
SPANS_AT_ONCE = 200
FIELDS = ("pk", "at", "kind", "actor_id", "topics", "facts")

Row = tuple[Any, ...]
Facts = dict[str, Any]


@transaction.atomic
def seal() -> Seal | None:
    """Seal the lines that no seal holds yet, one sealer at a time; return the last seal, the new one if there was anything."""
    queue_up(Seal)
    last, now = Seal.objects.order_by("no").last(), database_now()
    upto = last.upto if last else 0
    numbers, digest = read(lines(upto, awaited(recent(now), now)))
    if not numbers:
        return last
    fresh = [span for span in numbers if span[0] > upto]
    facts: Facts = {
        "format": FORMAT,
        "no": last.no + 1 if last else 1,
        "previous": last.hash if last else GENESIS,
        "sealed_at": now.astimezone(UTC).isoformat(),
        "upto": fresh[-1][1] if fresh else upto,
        "missing": _written(between(fresh, upto)),
        "late": _written([span for span in numbers if span[1] <= upto]),
        "digest": digest,
        # What else stood at that moment: the register of decisions, as settings name it.
        "heads": {name: import_string(path)() for name, path in sorted(settings.SEALED_ALONG.items())},
    }
    return Seal.objects.create(
        no=facts["no"],
        upto=facts["upto"],
        facts=facts,
        previous=facts["previous"],
        hash=canonical.sha256(facts),
    )


def _written(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def spans_in(facts: Facts, name: str) -> list[Span]:
    """The spans that a seal names, as pairs."""
    return [(first, last) for first, last in facts[name]]


def recent(at: datetime) -> list[Facts]:
    """What the seals of the day before an instant say, oldest first."""
    seals: list[Facts] = []
    for facts in Seal.objects.order_by("-no").values_list("facts", flat=True).iterator(chunk_size=100):
        if sealed_at(facts) < at - AWAITED:
            break
        seals.insert(0, facts)
    return seals


def awaited(seals: Iterable[Facts], at: datetime) -> list[Span]:
    """The numbers that some seals of the day before an instant miss, and none of them holds."""
    waiting: list[Span] = []
    for facts in seals:
        if sealed_at(facts) >= at - AWAITED:
            waiting = united(waiting, spans_in(facts, "missing"))
        waiting = without(waiting, spans_in(facts, "late"))
    return waiting


def sealed_at(facts: Facts) -> datetime:
    """When a seal was made, by the database's clock."""
    return datetime.fromisoformat(facts["sealed_at"])


def lines(after: int, among: list[Span], upto: int | None = None) -> Iterator[Row]:
    """Read the lines above a number (to another one, if there is), and those of some spans; in the order of their numbers.

    One statement: what it sees is the journal of one moment.
    """
    condition = Q(pk__gt=after) if upto is None else Q(pk__gt=after, pk__lte=upto)
    for span in among if len(among) <= SPANS_AT_ONCE else [(among[0][0], among[-1][1])]:
        condition |= Q(pk__range=span)
    rows = Entry.objects.filter(condition).order_by("pk").values_list(*FIELDS).iterator(chunk_size=2000)
    for row in rows:
        above = row[0] > after and (upto is None or row[0] <= upto)
        if above or holds(among, row[0]):
            yield row


def read(rows: Iterable[Row]) -> tuple[list[Span], str]:
    """The numbers of some lines, and their digest: a line of text for each, its number and the hash of what it says."""
    digest = hashlib.sha256()

    def numbers() -> Iterator[int]:
        for row in rows:
            digest.update(f"{row[0]} {line_sha256(row)}\n".encode())
            yield row[0]

    return spans_of(numbers()), digest.hexdigest()


def line_sha256(row: Row) -> str:
    """Hash what a line says, in one writing, whatever the database that keeps it."""
    number, at, kind, actor, topics, facts = row
    content = {
        "no": number,
        "at": at.astimezone(UTC).isoformat(),
        "kind": kind,
        "actor": actor,
        "topics": topics,
        "facts": facts,
    }
    return hashlib.sha256(canonical.write(content).encode("utf-8", "surrogatepass")).hexdigest()
