"""Checking the journal against its seals, and its seals against one that somebody outside has kept."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from core import canonical
from core.clock import database_now
from core.journal.models import Entry, Seal
from core.journal.sealing import (
    FORMAT,
    GENESIS,
    SPANS_AT_ONCE,
    Facts,
    awaited,
    lines,
    read,
    recent,
    sealed_at,
    spans_in,
)
from core.journal.spans import Span, holds, united, without

FIRST = 1
KEYS = {"format", "no", "previous", "sealed_at", "upto", "missing", "late", "digest", "heads"}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which seal: the last one where a line belongs to none."""

    no: int
    why: str


class Journal:
    """The journal and its seals as they are found; each question reads what it needs, once."""

    def __init__(self) -> None:
        self.seals = list(Seal.objects.order_by("no"))
        self._stretches: dict[int, str] = {}

    def faults(self) -> list[Fault]:
        """Everything that is wrong: with the seals, with the lines under them, with lines that belong to none."""
        if self.chain:
            return self.chain
        wrong = [Fault(seal.no, why) for seal in self.seals if (why := self.stretch(seal))]
        return wrong + [Fault(self.seals[-1].no, why) for why in self._intruders()]

    @cached_property
    def chain(self) -> list[Fault]:
        """What is wrong with the seals themselves, whatever the lines say."""
        return list(_chain(self.seals))

    def stretch(self, seal: Seal) -> str:
        """What is wrong with the lines under a seal; nothing when they are those that it sealed."""
        if seal.no not in self._stretches:
            self._stretches[seal.no] = self._look(seal)
        return self._stretches[seal.no]

    def _look(self, seal: Seal) -> str:
        at = self.seals.index(seal)
        before = self.seals[at - 1].upto if at else 0
        missing = spans_in(seal.facts, "missing")
        rows = lines(before, spans_in(seal.facts, "late"), seal.upto)
        _numbers, digest = read(row for row in rows if not holds(missing, row[0]))
        if digest == seal.facts["digest"]:
            return ""
        return f"lines {before + 1} to {seal.upto} are not those that it sealed on {_moment_of(seal)}"

    def seal_of(self, number: int) -> Seal | None:
        """The seal that holds a line; None where none does yet, and where none will: no line is numbered below one."""
        if number < FIRST:
            return None
        at = bisect_left(self.seals, number, key=lambda seal: seal.upto)
        for seal in self.seals[at : at + 1]:
            if not holds(spans_in(seal.facts, "missing"), number):
                return seal
        return next((s for s in self.seals[at:] if holds(spans_in(s.facts, "late"), number)), None)

    def may_wait(self, number: int) -> bool:
        """Whether the next seal may hold a line: it came after the last one, or so late that its number was missing."""
        upto, now = self.seals[-1].upto if self.seals else 0, database_now()
        return number > upto or holds(awaited(recent(now), now), number)

    def known(self, fingerprint: str) -> Seal | None:
        """The seal with a fingerprint that somebody kept."""
        return next((seal for seal in self.seals if seal.hash == fingerprint), None)

    def sealed(self) -> int:
        """How many lines are under a seal."""
        return Entry.objects.filter(pk__gte=FIRST).count() - self.waiting()

    def waiting(self) -> int:
        """How many lines wait for the next seal."""
        upto = self.seals[-1].upto if self.seals else 0
        now = database_now()
        late = sum(rows.count() for rows in _within(awaited(recent(now), now)))
        return Entry.objects.filter(pk__gt=upto).count() + late

    def _intruders(self) -> Iterator[str]:
        """Lines whose number no seal holds, and none will: their transaction was undone long ago, or it is none at all."""
        for number in Entry.objects.filter(pk__lt=FIRST).order_by("pk").values_list("pk", flat=True):
            yield f"line {number} has a number that the journal gives to none"
        missing = united(*(spans_in(seal.facts, "missing") for seal in self.seals))
        late = united(*(spans_in(seal.facts, "late") for seal in self.seals))
        now = database_now()
        for rows in _within(without(without(missing, late), awaited(recent(now), now))):
            for number in rows.order_by("pk").values_list("pk", flat=True):
                yield f"line {number} was written into a stretch that had been sealed"


def _chain(seals: Iterable[Seal]) -> Iterator[Fault]:
    previous, expected, before = GENESIS, 1, list[Facts]()
    for seal in seals:
        if seal.no != expected:
            yield Fault(seal.no, f"seal no. {expected} is missing before it")
        if seal.previous != previous:
            yield Fault(seal.no, "it does not follow the seal before it")
        if why := _itself(seal, before):
            yield Fault(seal.no, why)
            return
        previous, expected = seal.hash, seal.no + 1
        before.append(seal.facts)


def _itself(seal: Seal, before: list[Facts]) -> str:
    facts = seal.facts
    if (
        not isinstance(facts, dict)
        or facts.get("format") != FORMAT
        or set(facts) != KEYS
        or not _shaped(facts)
    ):
        return f"it is not of the format “{FORMAT}”"
    try:
        is_intact = canonical.sha256(facts) == seal.hash
    except ValueError:
        is_intact = False
    if not is_intact or (facts["no"], facts["previous"], facts["upto"]) != (
        seal.no,
        seal.previous,
        seal.upto,
    ):
        return "it was changed after it was made"
    if (late := spans_in(facts, "late")) and without(late, awaited(before, sealed_at(facts))):
        return "it holds lines that came too late for it"
    return ""


def _shaped(facts: Facts) -> bool:
    """Whether each value of a seal is of its kind: somebody who rewrites a seal may write anything into it."""
    try:
        if datetime.fromisoformat(facts["sealed_at"]).tzinfo is None:
            return False
        spans = [*facts["missing"], *facts["late"]]
        whole = [facts["no"], facts["upto"], *(end for span in spans for end in span)]
    except (TypeError, ValueError):
        return False
    if not (
        isinstance(facts["missing"], list)
        and isinstance(facts["late"], list)
        and isinstance(facts["heads"], dict)
    ):
        return False
    numbers = all(
        isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63 for number in whole
    )
    return numbers and all(len(span) == 2 and span[0] <= span[1] for span in spans)


def _within(spans: list[Span]) -> Iterator[QuerySet[Entry]]:
    """The lines whose numbers are in some spans, some spans at a time."""
    for at in range(0, len(spans), SPANS_AT_ONCE):
        condition = Q()
        for span in spans[at : at + SPANS_AT_ONCE]:
            condition |= Q(pk__range=span)
        yield Entry.objects.filter(condition)


def _moment_of(seal: Seal) -> str:
    return str(seal.facts["sealed_at"])[:16].replace("T", " ") + " UTC"
