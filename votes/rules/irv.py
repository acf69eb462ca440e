"""Instant run-off: the last is excluded, again and again, until one has a majority of the papers left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from votes.rules.branches import every_way
from votes.rules.pairwise import row_json
from votes.rules.papers import Ranking, Votes, quoted, strict_rankings, total
from votes.rules.schulze import one_seat
from votes.rules.seating import Json, Seating, seat_any
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

Stop = Literal["majority", "two_left"]
Exclusion = Literal["single", "batch"]
Paper = tuple[Ranking, int, Number]  # a ranking, the place that counts now, its voices


@dataclass(frozen=True)
class IrvRound:
    """The papers each option has at the start of a round; who is elected or excluded in it.

    `transfers` are the voices that go from the excluded to each option, `exhausted` those that rank
    nobody who is left, since the beginning.
    """

    tally: dict[Any, Number]
    exhausted: Number
    elected: list[Option] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    transfers: dict[Any, Number] = field(default_factory=dict)

    def to_json(self, number: int) -> Json:
        """Write the round under its number."""
        return {
            "round": number,
            "tally": row_json(self.tally),
            "elected": self.elected,
            "eliminated": self.excluded,
            "transfers": row_json(self.transfers),
            "exhausted": figure(self.exhausted),
        }


@dataclass(frozen=True)
class IrvOutcome:
    """The rounds, and the winner. Where ties could be broken several ways, the rounds of one of them."""

    rounds: list[IrvRound]
    seating: Seating
    valid: Number
    blank: Number
    every_way_followed: bool

    def to_json(self) -> Json:
        """Write winners and rounds."""
        return {
            **self.seating.to_json(),
            "first_round": row_json(self.rounds[0].tally),
            "final_round": row_json(self.rounds[-1].tally),
            "rounds": [round_.to_json(k) for k, round_ in enumerate(self.rounds, 1)],
            "valid": figure(self.valid),
            "blank": figure(self.blank),
            "every_way_followed": self.every_way_followed,
        }


def irv(
    votes: Votes,
    options: Sequence[Option],
    *,
    stop: Stop = "majority",
    exclusion: Exclusion = "single",
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> IrvOutcome:
    """Elect one option by excluding the lowest until one has more than half of the continuing papers.

    Shape: a vote is a tuple of options, best first, without equal places; an empty one is blank and in no
    majority. A paper counts for its first option that is left; it is exhausted when none is. Stops at
    more than half of the papers not exhausted ("majority"), or when two options are left ("two_left").
    "batch" excludes at once all those who together have fewer papers than the next one.
    A tie for exclusion goes to `tie_rule`, which names the least favoured; without one, or where it
    cannot part them, every way is followed and all possible winners are returned as tied. Two options
    left with equal papers are tied. Nobody voted: nobody is elected. Raises MalformedRule on equal places
    or more than one seat, UnknownChoice on a stranger.
    Source: Robert's Rules of Order, 12th ed., 45:62-69 (preferential voting).

    >>> votes = {("A",): 4, ("B", "C"): 3, ("C", "B"): 2}
    >>> irv(votes, "ABC").seating.winners
    ['B']
    """
    if stop not in ("majority", "two_left") or exclusion not in ("single", "batch"):
        raise MalformedRule(f"unknown words {quoted(stop)}, {quoted(exclusion)}")
    one_seat("irv", seats)
    papers, blank = strict_rankings(options, votes)
    valid = total(papers)
    ways = every_way(_Count.start(options, papers, stop, exclusion, tie_rule))
    winners = [[option] for end in ways.ends for option in end.winners] if valid else [[]]
    broken = tie_rule.name if tie_rule and any(end.by_rule for end in ways.ends) else None
    seating = seat_any(winners, 1, options, broken)
    if not ways.complete:
        seating = Seating(1, [], list(ways.first.tally), 1)
    return IrvOutcome(ways.ends[0].rounds, seating, valid, blank, ways.complete)


@dataclass
class _Count:
    """A count under way: the papers of each option that is left, in chunks that never change."""

    piles: dict[Any, list[list[Paper]]]
    tally: dict[Any, Number]
    stop: Stop
    exclusion: Exclusion
    tie_rule: TieRule | None
    exhausted: Number = 0
    rounds: list[IrvRound] = field(default_factory=list)
    winners: list[Option] = field(default_factory=list)
    taken: Option | None = None
    by_rule: bool = False

    @classmethod
    def start(
        cls,
        options: Sequence[Option],
        papers: Mapping[Ranking, Number],
        stop: Stop,
        exclusion: Exclusion,
        tie_rule: TieRule | None,
    ) -> _Count:
        """Sort the papers by first place."""
        piles: dict[Any, list[Paper]] = {option: [] for option in options}
        tally: dict[Any, Number] = dict.fromkeys(options, 0)
        for ranking, voices in papers.items():
            piles[ranking[0]].append((ranking, 0, voices))
            tally[ranking[0]] += voices
        chunks = {option: [pile] for option, pile in piles.items()}
        return cls(chunks, tally, stop, exclusion, tie_rule)

    def taking(self, option: Option) -> _Count:
        """Stand where this count does, and exclude `option`."""
        piles = {candidate: list(chunks) for candidate, chunks in self.piles.items()}
        return replace(self, piles=piles, tally=dict(self.tally), rounds=self.rounds[:-1], taken=option)

    def key(self) -> frozenset[Option]:
        """Who is left decides how the count goes on."""
        return frozenset(self.tally) - {self.taken}

    def run(self) -> Sequence[Option]:
        """Exclude until somebody wins, or until a tie that nothing stated breaks."""
        while True:
            self.rounds.append(IrvRound(dict(self.tally), self.exhausted))
            self.winners = self._won()
            if self.winners:
                self.rounds[-1].elected.extend(self.winners)
                return []
            following, decided = self._following()
            if not decided:
                return following
            self._exclude(following)

    def _won(self) -> list[Option]:
        best = max(self.tally.values())
        leaders = [option for option, voices in self.tally.items() if voices == best]
        if self.stop == "majority" and 2 * best > sum(self.tally.values()):
            return leaders
        if len(self.tally) > 2:
            return []
        if len(leaders) > 1 and self.tie_rule:
            leaders = self.tie_rule(leaders)
            self.by_rule = True
        return leaders

    def _following(self) -> tuple[list[Option], bool]:
        """Who is excluded now, and True; or who ties for it and nothing says who, and False."""
        if self.taken is not None:
            taken, self.taken = self.taken, None
            return [taken], True
        ordered = sorted(self.tally, key=lambda option: self.tally[option])
        together = self._together(ordered)
        if self.exclusion == "batch" and together:
            return [option for option in self.tally if option in together], True
        tied = [option for option in self.tally if self.tally[option] == self.tally[ordered[0]]]
        if len(tied) == 1 or set(tied) <= set(together):
            return tied[:1], True  # all of them go before anybody else, in whatever order
        if self.tie_rule is not None:
            tied = self.tie_rule.last(tied)
            self.by_rule = True
        return tied, len(tied) == 1

    def _together(self, ordered: Sequence[Option]) -> Sequence[Option]:
        """The most options at the bottom that have fewer papers together than the next one; two stay."""
        summed: Number = 0
        last = 0
        for k, option in enumerate(ordered[: len(ordered) - 2], 1):
            summed += self.tally[option]
            if summed < self.tally[ordered[k]]:
                last = k
        return ordered[:last]

    def _exclude(self, options: Sequence[Option]) -> None:
        """Move the papers of the excluded to whom they rank next among those who are left."""
        chunks = [chunk for option in options for chunk in self.piles.pop(option)]
        for option in options:
            del self.tally[option]
        current = self.rounds[-1]
        current.excluded.extend(options)
        moved: dict[Any, list[Paper]] = {}
        for chunk in chunks:
            self._spread(chunk, moved)
        for option, papers in moved.items():
            voices = sum([paper[2] for paper in papers])
            self.piles[option].append(papers)
            self.tally[option] += voices
            current.transfers[option] = voices

    def _spread(self, papers: Sequence[Paper], moved: dict[Any, list[Paper]]) -> None:
        remaining = self.tally
        for ranking, place, voices in papers:
            end = len(ranking)
            place += 1
            while place < end and ranking[place] not in remaining:
                place += 1
            if place == end:
                self.exhausted += voices
            else:
                moved.setdefault(ranking[place], []).append((ranking, place, voices))
