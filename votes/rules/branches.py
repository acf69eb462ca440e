"""Ties inside a count: where nothing stated breaks one, every way of breaking it is followed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, Protocol, TypeVar

from votes.rules.shapes import Option

WAYS = 200  # finished counts beyond this are not followed; the outcome then says so
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
    """

    def __init__(self, ends: list[Self], complete: bool) -> None:
        self.ends = ends
        self.complete = complete


def every_way(first: Self) -> Ways[Self]:
    """Run a count to its end along every way of breaking the ties that nothing stated breaks."""
    ends: list[Self] = []
    waiting = [first]
    seen: set[Hashable] = set()
    while waiting and len(ends) < WAYS:
        count = waiting.pop()
        tied = count.run()
        if not tied:
            ends.append(count)
        # The last added is followed first: the first of the tied.
        for option in reversed(tied):
            other = count.taking(option)
            key = other.key()
            if key is None or key not in seen:
                waiting.append(other)
    return Ways(ends, not waiting)
