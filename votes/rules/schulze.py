"""Schulze: the strongest paths of won duels decide, so that a circle of duels has a winner too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from votes.rules.pairwise import Pairwise, Table, Unranked, pairwise, row_json
from votes.rules.papers import Votes, quoted
from votes.rules.seating import Json, Seating, seat
from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.ties import TieRule

Strength = Literal["winning", "margins"]


@dataclass(frozen=True)
class SchulzeOutcome:
    """The duels, the strongest path between each two options, the order that follows, the winner.

    With a default option: who was dropped before the paths, and who would have won without that.
    """

    duels: Pairwise
    paths: Table
    ranking: list[list[Option]]
    seating: Seating
    default_option: Option | None = None
    dropped_by_majority: list[Option] = field(default_factory=list)
    dropped_by_quorum: list[Option] = field(default_factory=list)
    plain_winners: list[Option] = field(default_factory=list)

    def to_json(self) -> Json:
        """Write winners, order, duels, paths and whoever was dropped."""
        facts = {
            **self.seating.to_json(),
            "ranking": self.ranking,
            **self.duels.to_json(),
            "path_strengths": {option: row_json(row) for option, row in self.paths.items()},
        }
        if self.default_option is not None:
            facts["dropped_by_majority"] = self.dropped_by_majority
            facts["dropped_by_quorum"] = self.dropped_by_quorum
            facts["plain_schulze_winners"] = self.plain_winners
        return facts


def schulze(
    votes: Votes,
    options: Sequence[Option],
    *,
    strength: Strength = "winning",
    unranked: Unranked = "last",
    default_option: Option | None = None,
    majority_ratio: Mapping[Any, Number] | None = None,
    quorum: Number | None = None,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> SchulzeOutcome:
    """Elect the option whose strongest path to each other is at least as strong as the path back.

    Shape: as in `pairwise`; d[x,y] voices prefer x to y. A duel that x wins has strength d[x,y]
    ("winning") or d[x,y] - d[y,x] ("margins"), otherwise 0; a path is as strong as its weakest duel;
    p[x,y] is the strongest path; x wins when p[x,y] ≥ p[y,x] for all y. Several may: they are tied, and
    go to `tie_rule` or stay so. With `default_option` D, before that, drop x unless
    d[x,D] > ratio · d[D,x] (ratio 1 when not given), and unless d[x,D] ≥ `quorum`.
    Nobody voted: nobody is elected. Raises MalformedRule on an unknown word, a ratio or quorum without
    default option or more than one seat, and what `pairwise` raises.
    Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
    single-winner election method (2011); Debian Constitution, A.6.

    >>> cycle = {("A", "B", "C"): 4, ("B", "C", "A"): 3, ("C", "A", "B"): 2}
    >>> schulze(cycle, "ABC").seating.winners
    ['A']
    """
    _check(strength, seats, options, default_option, majority_ratio, quorum)
    duels = pairwise(votes, options, unranked=unranked)
    if default_option is None:
        paths = strongest_paths(duels, options, strength)
        ranking = peeled(options, lambda option, opponent: paths[option][opponent] > paths[opponent][option])
        return SchulzeOutcome(duels, paths, ranking, _seated(duels, ranking, tie_rule))
    few, low = _dropped(duels, default_option, majority_ratio or {}, quorum)
    remaining = [option for option in options if option not in few and option not in low]
    paths = strongest_paths(duels, remaining, strength)
    ranking = peeled(remaining, lambda option, opponent: paths[option][opponent] > paths[opponent][option])
    seating = _seated(duels, ranking, tie_rule)
    plain = schulze(votes, options, strength=strength, unranked=unranked).ranking[0]
    return SchulzeOutcome(duels, paths, ranking, seating, default_option, few, low, plain)


def _check(
    strength: str,
    seats: int,
    options: Sequence[Option],
    default_option: Option | None,
    majority_ratio: Mapping[Any, Number] | None,
    quorum: Number | None,
) -> None:
    if strength not in ("winning", "margins"):
        raise MalformedRule(f"strength cannot be {quoted(strength)}")
    one_seat("schulze", seats)
    if default_option is None and (majority_ratio is not None or quorum is not None):
        raise MalformedRule("a majority ratio or a quorum needs a default option")
    if default_option is not None and default_option not in options:
        raise MalformedRule(f"default_option {quoted(default_option)} is not in options")


def one_seat(rule: str, seats: int) -> None:
    """Refuse several seats where a rule fills one."""
    if seats != 1:
        raise MalformedRule(f"{rule} fills one seat")


def _seated(duels: Pairwise, ranking: Sequence[Sequence[Option]], tie_rule: TieRule | None) -> Seating:
    """Seat the first tier, unless nobody ranked anybody."""
    first = ranking[0] if ranking and duels.ranked else []
    return seat(dict.fromkeys(first, 1), 1, tie_rule)


def _dropped(
    duels: Pairwise, default: Option, ratios: Mapping[Any, Number], quorum: Number | None
) -> tuple[list[Option], list[Option]]:
    """Who does not beat the default option by their ratio; whom too few prefer to it."""
    challengers = [option for option in duels.options if option != default]
    over = duels.over
    few = [x for x in challengers if not over[x][default] > ratios.get(x, 1) * over[default][x]]
    low = [x for x in challengers if quorum is not None and over[x][default] < quorum]
    return few, low


def strongest_paths(
    duels: Pairwise, options: Sequence[Option], strength: Strength
) -> dict[Any, dict[Any, Number]]:
    """The strength of the strongest path from each option to each other, by widening step by step."""
    paths = {x: {y: _duel(duels.over, x, y, strength) for y in options if y != x} for x in options}
    for through in options:
        for start in options:
            if start == through:
                continue
            reach, row = paths[start][through], paths[start]
            for end, onward in paths[through].items():
                if end != start and row[end] < min(reach, onward):
                    row[end] = min(reach, onward)
    return paths


def _duel(over: Table, x: Option, y: Option, strength: Strength) -> Number:
    won, lost = over[x][y], over[y][x]
    if won <= lost:
        return 0
    return won if strength == "winning" else won - lost


def peeled(options: Sequence[Option], beats: Any) -> list[list[Option]]:
    """Order options in tiers: first those whom nobody beats, then those whom nobody left beats."""
    remaining: Collection[Option] = list(options)
    tiers: list[list[Option]] = []
    while remaining:
        tier = [
            option
            for option in remaining
            if not any(beats(opponent, option) for opponent in remaining if opponent != option)
        ]
        tiers.append(tier)
        remaining = [option for option in remaining if option not in tier]
    return tiers
