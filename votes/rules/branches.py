"""Ties inside a count: where nothing stated breaks one, every way of breaking it is followed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, Protocol, TypeVar

from votes.rules.shapes import Option

WAYS = 200  # ends beyond these are not followed, nor ties beyond RUNS; the outcome then says so
RUNS = 1_000
Self = TypeVar("Self", bound="Count")


class Count(Protocol):
    """A count that goes on by itself until it ends, or until a tie that nothing stated breaks."""

    def run(self) -> Sequence[Option]:
        """Go on; return the options tied at a decision, or nothing at the end."""

    def taking(self: Self, option: Option) -> Self:
        """Return another count that stands where this one does, and takes `option`."""

    def key(self) -> Hashable:
        """Two counts of one key go on alike; None is like no other."""


class Ways(Generic[Self]):
    """The ends of one count, over the ways of breaking its ties; `complete` when none was left out.

    `ends` begins with the count in which the first of the tied, in list order, was taken each time.
    `first` stands at the first open tie: where not all could be followed, what it has decided is sure,
    and everything else is open.
    """

    def __init__(self, first: Self, ends: list[Self], complete: bool) -> None:
        self.first = first
        self.ends = ends
        self.complete = complete


def every_way(first: Self) -> Ways[Self]:
    """Run a count to its end along every way of breaking the ties that nothing stated breaks."""
    ends: list[Self] = []
    waiting = [first]
    seen: set[Hashable] = set()
    runs = 0
    while waiting and len(ends) < WAYS and runs < RUNS:
        count = waiting.pop()
        runs += 1
        tied = count.run()
        if not tied:
            ends.append(count)
        # The last added is followed first: the first of the tied.
        for option in reversed(tied):
            branch = count.taking(option)
            key = branch.key()
            if key is None or key not in seen:
                waiting.append(branch)
                seen.add(key)
    return Ways(first, ends, not waiting)
