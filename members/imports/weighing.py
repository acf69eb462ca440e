"""A file gone through from its first line to its last, by the check and by the import alike."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from members.imports import progress, reading
from members.imports.kinds import Kind
from members.imports.kinds.colleges import Colleges
from members.imports.kinds.members import Members
from members.imports.kinds.shares import Shares
from members.imports.models import Import
from members.imports.verdicts import Row, Task, Verdict, read_row

BATCH = 1000
KINDS: dict[str, type[Kind]] = {
    Import.Kind.COLLEGES: Colleges,
    Import.Kind.MEMBERS: Members,
    Import.Kind.SHARES: Shares,
}
# What an effect is counted as.
COUNTED = {
    "college_enters": "enters", "member_enters": "enters", "movement_enters": "enters",
    "college_changes": "changes", "member_address": "changes",
    "college_same": "same", "member_same": "same", "movement_same": "same",
}  # fmt: skip


class Weighing:
    """One passage through the file of an import, some lines at a time so that memory stays flat."""

    def __init__(self, job: Import, file: BinaryIO, task: Task) -> None:
        self.job, self.file, self.shape = job, file, job.form
        self.kind = KINDS[job.kind](task)
        self.counts: Counter[str] = Counter(
            {"lines": 0, "enters": 0, "changes": 0, "same": 0, "cautions": 0, "errors": 0}
        )
        self._seal = hashlib.sha256()

    @property
    def seal(self) -> str:
        """The fingerprint of all verdicts so far."""
        return self._seal.hexdigest()

    def __iter__(self) -> Iterator[list[Verdict]]:
        """The verdicts, in the order of the lines. Raises FileRefused where the file breaks off."""
        if self.kind.looks_ahead:
            self.kind.prepare(self._rows())
        rows = self._rows()
        while some := list(islice(rows, BATCH)):
            verdicts = self.kind.weigh(some)
            for verdict in verdicts:
                self._count(verdict)
            yield verdicts
            progress.report(self.job.pk, self.counts["lines"], self.shape.rows)

    def _rows(self) -> Iterator[Row]:
        columns, fields = self.job.columns, self.kind.fields
        for number, cells in reading.lines(self.file, self.shape):
            yield read_row(number, cells, columns, fields)

    def _count(self, verdict: Verdict) -> None:
        self.counts["lines"] += 1
        self.counts["errors"] += bool(verdict.problems)
        self.counts["cautions"] += bool(verdict.cautions)
        if not verdict.problems:
            self.counts[COUNTED[verdict.effect]] += 1
        self._seal.update(json.dumps([verdict.line, verdict.effect, verdict.facts], sort_keys=True).encode())


def as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    return {
        "effect": [verdict.effect, verdict.facts],
        "problems": [list(problem) for problem in verdict.problems],
        "cautions": [list(problem) for problem in verdict.cautions],
    }
