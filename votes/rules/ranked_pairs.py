"""Ranked pairs: lock the clearest duels first, and none that would close a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from votes.rules.pairwise import Pairwise, Unranked, pairwise
from votes.rules.papers import Votes, quoted
from votes.rules.schulze import one_seat, peeled
from votes.rules.seating import Json, Seating, seat
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule

Pair = tuple[Any, Any]
WAYS = 1_000  # more ways of locking equal pairs one by one than this are not followed


@dataclass(frozen=True)
class Tried:
    """Equal pairs tried together: the voices for and against, those locked, those dropped."""

    winning: Number
    opposing: Number
    locked: list[Pair]
    dropped: list[Pair]


@dataclass(frozen=True)
class RankedPairsOutcome:
    """The duels, the pairs in the order in which they were tried, the order that follows.

    `over_tie_orders` are the winners that appear when equal pairs are locked one by one, in any order;
    None when there are too many orders to follow.
    """

    duels: Pairwise
    tried: list[Tried]
    ranking: list[list[Option]]
    seating: Seating
    over_tie_orders: list[Option] | None

    def to_json(self) -> Json:
        """Write winners, order, duels and every step of the locking."""
        return {
            **self.seating.to_json(),
            "ranking": self.ranking,
            **self.duels.to_json(),
            "winners_over_tie_orders": self.over_tie_orders,
            "pairs": [
                {
                    "winning": figure(step.winning),
                    "opposing": figure(step.opposing),
                    "locked": [list(pair) for pair in step.locked],
                    "dropped": [list(pair) for pair in step.dropped],
                }
                for step in self.tried
            ],
        }


def ranked_pairs(
    votes: Votes,
    options: Sequence[Option],
    *,
    strength: Literal["winning"] = "winning",
    equal_pairs: Literal["group"] = "group",
    unranked: Unranked = "last",
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> RankedPairsOutcome:
    """Elect the option that no locked duel beats.

    Shape: as in `pairwise`. Won duels are sorted by the voices for the winner, most first, then by the
    voices against, fewest first. Duels still equal are tried together: each that would close a circle
    with what is locked and its own group is dropped, the others are locked. A drawn duel is not tried.
    The winner is whoever no locked duel beats; several are tied, and go to `tie_rule` or stay so.
    Nobody voted: nobody is elected. Raises MalformedRule on an unknown word or more than one seat, and
    what `pairwise` raises.
    Source: T. N. Tideman, Independence of clones as a criterion for voting rules (1987).

    >>> cycle = {("A", "B", "C"): 4, ("B", "C", "A"): 3, ("C", "A", "B"): 2}
    >>> ranked_pairs(cycle, "ABC").ranking
    [['A'], ['B'], ['C']]
    """
    if strength != "winning" or equal_pairs != "group":
        raise MalformedRule(f"pairs cannot be sorted by {quoted(strength)} and {quoted(equal_pairs)}")
    one_seat("ranked_pairs", seats)
    duels = pairwise(votes, options, unranked=unranked)
    groups = _sorted_pairs(duels)
    tried, locked = _lock(groups)
    ranking = peeled(options, lambda option, opponent: (option, opponent) in locked)
    seating = seat(dict.fromkeys(ranking[0] if ranking and duels.ranked else [], 1), 1, tie_rule)
    winners = one_by_one([pairs for _strength, pairs in groups], options)
    over = None if winners is None else [option for option in options if option in winners]
    return RankedPairsOutcome(duels, tried, ranking, seating, over)


def _sorted_pairs(duels: Pairwise) -> list[tuple[tuple[Number, Number], list[Pair]]]:
    """Won duels, clearest first, equals together: ((voices for, voices against), pairs)."""
    won = [
        (-row[y], duels.over[y][x], (x, y))
        for x, row in duels.over.items()
        for y in row
        if row[y] > duels.over[y][x]
    ]
    won.sort(key=lambda duel: duel[:2])
    grouped = groupby(won, key=lambda duel: duel[:2])
    return [((-most, least), [pair for *_rest, pair in group]) for (most, least), group in grouped]


def _lock(groups: Iterable[tuple[tuple[Number, Number], list[Pair]]]) -> tuple[list[Tried], set[Pair]]:
    tried: list[Tried] = []
    locked: set[Pair] = set()
    for (winning, opposing), pairs in groups:
        circles = _in_circles(locked, pairs)
        lockable = [pair for pair in pairs if pair not in circles]
        tried.append(Tried(winning, opposing, lockable, [pair for pair in pairs if pair in circles]))
        locked |= set(lockable)
    return tried, locked


def _in_circles(locked: Iterable[Pair], pairs: Sequence[Pair]) -> set[Pair]:
    """The pairs that lie on a circle of locked pairs and of each other."""
    onward: dict[Any, set[Any]] = {}
    for x, y in [*locked, *pairs]:
        onward.setdefault(x, set()).add(y)
    reach = {start: _reached(onward, start) for start in {y for _x, y in pairs}}
    return {(x, y) for x, y in pairs if x in reach[y]}


def _reached(onward: Mapping[Any, set[Any]], start: Option) -> set[Any]:
    """Whom one gets to from `start` along the pairs."""
    seen: set[Any] = set()
    ahead = [start]
    while ahead:
        for following in onward.get(ahead.pop(), ()):
            if following not in seen:
                seen.add(following)
                ahead.append(following)
    return seen


def one_by_one(groups: Sequence[Sequence[Pair]], options: Sequence[Option]) -> set[Option] | None:
    """The winners that appear when equal pairs are locked one by one, over every order of them.

    Only pairs that lie on circles depend on the order. Returns None when there are too many ways.
    """
    ways: set[frozenset[Pair]] = {frozenset()}
    for pairs in groups:
        following: set[frozenset[Pair]] = set()
        for locked in ways:
            doubtful = _in_circles(locked, pairs)
            certain = locked | frozenset(pair for pair in pairs if pair not in doubtful)
            ends = _every_order(certain, frozenset(doubtful))
            if ends is None or len(following | ends) > WAYS:
                return None
            following |= ends
        ways = following
    return {x for locked in ways for x in options if not any(y == x for _x, y in locked)}


def _every_order(locked: frozenset[Pair], doubtful: frozenset[Pair]) -> set[frozenset[Pair]] | None:
    """What may be locked in the end, whichever doubtful pair is tried first."""
    ends: set[frozenset[Pair]] = set()
    ahead = [locked]
    seen = {locked}
    while ahead:
        now = ahead.pop()
        following = [now | {pair} for pair in doubtful - now if not _closes(now, pair)]
        if not following:
            ends.add(now)
        ahead += [state for state in following if state not in seen]
        seen.update(following)
        if len(seen) > WAYS:
            return None
    return ends


def _closes(locked: Iterable[Pair], pair: Pair) -> bool:
    return bool(_in_circles(locked, [pair]))
