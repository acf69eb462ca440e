"""How far a long piece of work is: told through the cache, because nobody sees an open transaction.

It is a courtesy. Where the cache is away or another process has it, the page says that work goes on, and no more.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

log = logging.getLogger(__name__)
KEPT = 600  # seconds


@dataclass(frozen=True)
class Progress:
    """Lines done, of about how many."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Never a hundred before it is over: the total of a workbook is a guess."""
        return min(99, 100 * self.done // max(1, self.total))


def tell(key: Any, done: int, total: int) -> None:
    """Say how far the work is."""
    try:
        cache.set(f"import:{key}", (done, total), KEPT)
    except Exception:
        log.info("progress of import %s is not told", key, exc_info=True)


def read(key: Any) -> Progress | None:
    """How far the work is, if that is known."""
    try:
        kept = cache.get(f"import:{key}")
    except Exception:
        return None
    return Progress(*kept) if kept else None
