"""The kinds of import: what each reads, checks and writes. All of them are spoken to alike."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from members.imports.columns import Field
from members.imports.verdicts import Problem, Row, Task, Verdict


class Kind:
    """One kind of import, in the middle of one: `weigh` is handed the lines in order, some at a time.

    `weigh` only reads; `write` enters what was weighed and found right, in the caller's transaction. What was
    on the register before the first line is what counts as known, whether or not the lines before were written.
    """

    fields: ClassVar[tuple[Field, ...]] = ()
    # Whose numbers it gives out, and must be alone to give out while it writes.
    numbered: ClassVar[tuple[type[models.Model], ...]] = ()
    # Columns of which at least one must be there.
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __init__(self, task: Task) -> None:
        self.task = task

    @classmethod
    def settle(cls, columns: dict[str, int]) -> dict[str, int]:
        """Think a guess of columns over, once all headings are known."""
        return columns

    def prepare(self, rows: Iterable[Row]) -> None:
        """Look through the whole file beforehand; called for kinds that `looks_ahead` only."""

    @property
    def looks_ahead(self) -> bool:
        return False

    def weigh(self, rows: list[Row]) -> list[Verdict]:
        """Say what each line would do, and what is wrong with it."""
        raise NotImplementedError

    def finish(self) -> list[tuple[int, Problem]]:
        """What only the end of the file shows to be wrong, line by line."""
        return []

    def write(self, verdicts: list[Verdict]) -> None:
        """Enter lines that are right, in their order."""
        raise NotImplementedError

    @classmethod
    def table(cls) -> tuple[list[str], list[list[Any]]]:
        """Headings to fill in, and what there is already if it is short."""
        return [str(field.label) for field in cls.fields], []
