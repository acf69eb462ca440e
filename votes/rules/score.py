"""Score: points for each option; the highest sum wins. Consultative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

from votes.rules.papers import Votes, gather, listed, quoted, repeated
from votes.rules.shapes import MalformedRule, Number, Option, UnknownChoice
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals

Points = Iterable[tuple[Any, Number]]


def score(
    votes: Votes,
    options: Sequence[Option],
    *,
    aggregate: Literal["sum"] = "sum",
    missing: Literal[0] = 0,
    tie_break: Sequence[Mapping[str, Number]] = (),
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options of highest sum of points.

    Shape: a vote is a tuple of (option, points), points a whole number or a fraction; an option left
    out has `missing` points, zero. score(x) = Σ voices · points given to x. A tie is parted by
    `tie_break`, a list of {"most": x} read in order: more voices that gave x points win; then by
    `tie_rule`; or it stays open. Nobody voted: nobody is elected.
    Raises MalformedRule on points that are not exact or an option scored twice, UnknownChoice on a stranger.
    Source: statutes; the count-back is that of the Eurovision rules of 1991. Advisory: easy to exaggerate.

    >>> score({(("A", 5), ("B", 4)): 2, (("B", 5),): 1}, "AB").elected
    ['B']
    """
    if aggregate != "sum" or missing != 0:
        raise MalformedRule("scores are summed, and a missing one is zero")
    totals, valid, blank = sums(options, votes)
    rule = _count_back(options, votes, tie_break, tie_rule) if tie_break else tie_rule
    return seat_by_totals(totals, seats=seats, valid=valid, blank=blank, tie_rule=rule, supported_only=False)


def sums(options: Sequence[Option], votes: Votes) -> tuple[dict[Option, Number], Number, Number]:
    """Add up points: (totals, voices that gave some, blank voices).

    Raises MalformedRule on points that are not exact or an option scored twice, UnknownChoice on a stranger.
    """
    known = listed(options)
    totals: dict[Option, Number] = dict.fromkeys(options, 0)
    valid: Number = 0
    blank: Number = 0
    for points, weight in gather(votes).items():
        check_points(known, points)
        if points:
            valid += weight
        else:
            blank += weight
        for option, number in points:
            totals[option] += weight * number
    return totals, valid, blank


def check_points(known: frozenset[Option], points: Sequence[tuple[Any, Number]]) -> None:
    """Refuse a stranger, an option given points twice, or points that are not exact."""
    named = [option for option, _number in points]
    if not known.issuperset(named):
        raise UnknownChoice(f"{quoted(next(name for name in named if name not in known))} is not in options")
    if len(frozenset(named)) != len(named):
        raise MalformedRule(f"{quoted(repeated(named))} has points twice on one ballot")
    for _option, number in points:
        if type(number) is not int and type(number) is not Fraction:
            raise MalformedRule(f"{quoted(number)} is not a whole number of points, nor an exact fraction")


def _count_back(
    options: Sequence[Option], votes: Votes, steps: Sequence[Mapping[str, Number]], after: TieRule | None
) -> TieRule:
    """Favour more voices giving the points of each step, in order; then what the other tie rule favours."""
    marks = [step["most"] for step in steps]
    counts: dict[Option, list[Number]] = {option: [0] * len(marks) for option in options}
    for points, weight in gather(votes).items():
        for option, number in points:
            for k, mark in enumerate(marks):
                if number == mark:
                    counts[option][k] += weight
    most = TieRule("count_back", lambda option: [-times for times in counts[option]])
    if after is None:
        return most
    return replace(
        most,
        name=f"count_back, {after.name}",
        favour=lambda option: (most.favour(option), after.favour(option)),
    )
