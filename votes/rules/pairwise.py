"""Head to head: for each two options, the voices that prefer the one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from votes.rules.papers import Votes, gather, is_strict, listed, ranked_tiers, whole
from votes.rules.seating import Json
from votes.rules.shapes import MalformedRule, Number, Option, figure

Unranked = Literal["last", "not_compared"]
Table = Mapping[Any, Mapping[Any, Number]]


@dataclass(frozen=True)
class Pairwise:
    """`over[a][b]` voices prefer a to b; `ranked` voices ranked somebody, `blank` ones nobody."""

    options: Sequence[Option]
    over: Table
    ranked: Number
    blank: Number

    @property
    def condorcet_winner(self) -> Option | None:
        """Whoever beats every other head to head; None when nobody does."""
        return next((option for option in self.options if self._beats_all(option)), None)

    @property
    def condorcet_loser(self) -> Option | None:
        """Whoever every other beats head to head; None when there is nobody such."""
        return next((option for option in self.options if self._loses_to_all(option)), None)

    def _beats_all(self, option: Option) -> bool:
        row = self.over[option]
        return bool(self.ranked) and all(row[opponent] > self.over[opponent][option] for opponent in row)

    def _loses_to_all(self, option: Option) -> bool:
        row = self.over[option]
        return len(row) > 0 and all(row[opponent] < self.over[opponent][option] for opponent in row)

    def to_json(self) -> Json:
        """Write the table and who wins or loses all its duels."""
        return {
            "pairwise": {option: row_json(row) for option, row in self.over.items()},
            "condorcet_winner": self.condorcet_winner,
            "condorcet_loser": self.condorcet_loser,
            "valid": figure(self.ranked),
            "blank": figure(self.blank),
        }


def row_json(row: Mapping[Any, Number]) -> dict[Any, int | str]:
    """Write one row of a table for JSON."""
    return {option: figure(amount) for option, amount in row.items()}


def pairwise(votes: Votes, options: Sequence[Option], *, unranked: Unranked = "last") -> Pairwise:
    """Count every duel at once.

    Shape: a vote is a tuple of options, best first, a frozenset for equal places. Equal options bring
    nothing to their duel. Options left out are below all ranked ones, equal with each other ("last");
    or a duel counts only on the ballots that rank both ("not_compared"). Raises MalformedRule on an
    unknown word or an option ranked twice, UnknownChoice on a stranger.
    """
    if unranked not in ("last", "not_compared"):
        raise MalformedRule(f"unranked cannot be {unranked!r}")
    known = listed(options)
    papers, scale = whole(gather(votes))
    # One whole number holds a lane for each option, so that one addition counts an option over all
    # those below it; a lane is wide enough for every voice there is.
    width = max(1, sum(papers.values()).bit_length())
    lane = {option: 1 << (k * width) for k, option in enumerate(options)}
    below = sum(lane.values()) if unranked == "last" else None
    rows: dict[Any, int] = dict.fromkeys(options, 0)
    for ranking, weight in papers.items():
        if is_strict(known, ranking):
            _add_strict(rows, lane, ranking, weight, below)
        else:
            _add_tiers(rows, lane, ranked_tiers(known, ranking), weight, below)
    blank = papers.get((), 0)
    return _unpacked(options, rows, width, scale, (sum(papers.values()) - blank, blank))


def _add_strict(
    rows: dict[Any, int], lane: Mapping[Any, int], ranking: Sequence[Any], weight: int, below: int | None
) -> None:
    rest = sum([lane[option] for option in ranking]) if below is None else below
    for option in ranking:
        rest -= lane[option]
        rows[option] += weight * rest


def _add_tiers(
    rows: dict[Any, int],
    lane: Mapping[Any, int],
    tiers: Sequence[Sequence[Any]],
    weight: int,
    below: int | None,
) -> None:
    rest = sum(lane[option] for tier in tiers for option in tier) if below is None else below
    for tier in tiers:
        rest -= sum(lane[option] for option in tier)
        for option in tier:
            rows[option] += weight * rest


def _unpacked(
    options: Sequence[Option], rows: Mapping[Any, int], width: int, scale: int, voices: tuple[int, int]
) -> Pairwise:
    """Read the lanes of each row back into numbers."""
    mask = (1 << width) - 1
    over = {
        option: {
            opponent: _divided((rows[option] >> (k * width)) & mask, scale)
            for k, opponent in enumerate(options)
            if opponent != option
        }
        for option in options
    }
    return Pairwise(options, over, _divided(voices[0], scale), _divided(voices[1], scale))


def _divided(amount: int, scale: int) -> Number:
    return amount if scale == 1 else Fraction(amount, scale)
