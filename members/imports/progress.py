"""How far a long piece of work is: told through the cache, because nobody sees an open transaction.

It is a courtesy. Where the cache is away or another process has it, the page says that work goes on, and no more.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.cache import cache

from core.prose.shares import percentage

LASTS = 600  # seconds


@dataclass(frozen=True)
class Progress:
    """Lines done, of about how many."""

    done: int
    total: int

    @property
    def part(self) -> int:
        """How far a bar of a hundred is filled, never wholly before it is over: the total of a workbook is a guess."""
        return min(99, 100 * self.done // max(1, self.total))

    @property
    def share(self) -> str:
        """The same as a percentage, to be read."""
        return percentage(Fraction(self.part, 100), places=0)


def report(key: Any, done: int, total: int) -> None:
    """Say how far the work is; a cache that is away keeps nothing, and fails nothing."""
    cache.set(f"import:{key}", (done, total), LASTS)


def read(key: Any) -> Progress | None:
    """How far the work is, if that is known."""
    stored = cache.get(f"import:{key}")
    return Progress(*stored) if stored else None
