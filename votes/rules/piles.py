"""Papers on the table of a transferable vote: piles by option, and by the value that each paper still has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from votes.rules.papers import Ranking
from votes.rules.shapes import Number, Option

Paper = tuple[Ranking, int, Number]  # a ranking, the place that holds it now, its voices
Held = dict[Number, list[list[Paper]]]  # value → chunks of papers; a chunk never changes


@dataclass
class Piles:
    """Who is left, what each pile holds and weighs. Values are in units: `unit` of them are one vote.

    A paper is worth the same as every other paper that came the same way, so papers are moved pile by
    pile and values computed once a pile, however many papers there are.
    """

    unit: int
    remaining: dict[Any, None]
    held: dict[Any, Held]
    totals: dict[Any, Number]
    lost: Number = 0

    @classmethod
    def sorted_by_first(cls, options: Sequence[Option], papers: Mapping[Ranking, Number], unit: int) -> Piles:
        """Lay each paper on the pile of its first option, at full value."""
        fresh: dict[Any, list[Paper]] = {option: [] for option in options}
        for ranking, voices in papers.items():
            fresh[ranking[0]].append((ranking, 0, voices))
        held: dict[Any, Held] = {option: {unit: [chunk]} for option, chunk in fresh.items()}
        totals = {option: unit * _voices(chunk) for option, chunk in fresh.items()}
        return cls(unit, dict.fromkeys(options), held, totals)

    def copy(self) -> Piles:
        """The same table again; moving papers on one leaves the other as it was."""
        held = {
            option: {value: list(chunks) for value, chunks in by_value.items()}
            for option, by_value in self.held.items()
        }
        return Piles(self.unit, dict(self.remaining), held, dict(self.totals), self.lost)

    def move(self, option: Option, revalued: Callable[[Number], Number]) -> dict[Any, Number]:
        """Move the papers of an option that is not left to their next options, at a new value.

        Returns what each option gained. What cannot go anywhere is lost.
        """
        gained: dict[Any, Number] = {}
        for value, chunks in self.held.pop(option).items():
            worth = revalued(value)
            if not worth:
                continue
            moved: dict[Any, list[Paper]] = {}
            for chunk in chunks:
                self.lost += worth * self._spread(chunk, moved)
            for following, papers in moved.items():
                gain = worth * _voices(papers)
                self.held[following].setdefault(worth, []).append(papers)
                self.totals[following] += gain
                gained[following] = gained.get(following, 0) + gain
        return gained

    def _spread(self, papers: Sequence[Paper], moved: dict[Any, list[Paper]]) -> Number:
        """Sort papers by their next option that is left; return the voices of those that have none."""
        remaining = self.remaining
        without: Number = 0
        for ranking, place, voices in papers:
            end = len(ranking)
            place += 1
            while place < end and ranking[place] not in remaining:
                place += 1
            if place == end:
                without += voices
            else:
                moved.setdefault(ranking[place], []).append((ranking, place, voices))
        return without

    def exact(self, amount: Number) -> Number:
        """Read an amount in units as votes."""
        return Fraction(amount) / self.unit


def _voices(papers: Sequence[Paper]) -> Number:
    return sum([paper[2] for paper in papers])


@dataclass(frozen=True)
class Stage:
    """The table at one moment of a count, in votes, and what was decided upon it.

    `moved` are the options whose papers moved then, `transfers` what others gained by it, `lost` what
    was lost until then: papers without a further option, and what cutting decimals costs.
    """

    tally: dict[Any, Number]
    lost: Number
    elected: list[Option] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    moved: list[Option] = field(default_factory=list)
    transfers: dict[Any, Number] = field(default_factory=dict)

    def copy(self) -> Stage:
        """The same stage, free to be continued otherwise."""
        return Stage(
            self.tally,
            self.lost,
            list(self.elected),
            list(self.excluded),
            list(self.moved),
            dict(self.transfers),
        )
