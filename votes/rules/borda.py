"""Borda: points for places in each ranking; the highest sum wins. Consultative."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Literal, Union

from votes.rules.papers import Tiers, Votes, gather, is_strict, listed, quoted, ranked_tiers
from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals

Scale = Union[Literal["n", "n-1", "1/rank"], Sequence[int]]  # noqa: UP007 — read at run time
Unranked = Literal["average", "zero"]


def borda(
    votes: Votes,
    options: Sequence[Option],
    *,
    points: Scale = "n-1",
    unranked: Unranked = "average",
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options whose places in the rankings bring most points.

    Shape: a vote is a tuple of options, best first, a frozenset for equal places; an empty one is blank
    and brings nothing. With n options the k-th place brings n+1-k points ("n"), n-k ("n-1"), 1/k
    ("1/rank"), or the k-th number of a list, then nothing. Equal places share the average of their
    points; options left out share the average of the places that remain, or get nothing ("zero").
    A tie stays open, or goes to `tie_rule`. Nobody ranked anything: nobody is elected.
    Raises MalformedRule on an unknown word or an option ranked twice, UnknownChoice on a stranger.
    Source: J.-C. de Borda, Mémoire sur les élections au scrutin (1781). Advisory: easy to manipulate.

    >>> borda({("A", "B", "C"): 2, ("B", "C", "A"): 1}, "ABC").to_json()["scores"]
    {'A': 4, 'B': 4, 'C': 1}
    """
    if unranked not in ("average", "zero"):
        raise MalformedRule(f"unranked cannot be {quoted(unranked)}")
    scale = _scale(points, len(options))
    unit = lcm(*(mark.denominator for mark in scale)) * lcm(*range(1, len(options) + 1))
    marks = [int(mark * unit) for mark in scale]
    totals, valid, blank = _add(options, votes, marks, averages=unranked == "average")
    exact = {option: Fraction(amount, unit) for option, amount in totals.items()}
    return seat_by_totals(
        exact, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule, supported_only=False
    )


def _scale(points: Scale, number: int) -> list[Fraction]:
    """What each place brings, first place first."""
    if points == "n":
        return [Fraction(number - k) for k in range(number)]
    if points == "n-1":
        return [Fraction(number - 1 - k) for k in range(number)]
    if points == "1/rank":
        return [Fraction(1, k + 1) for k in range(number)]
    if isinstance(points, str) or not all(type(mark) is int for mark in points):
        raise MalformedRule(f"points cannot be {quoted(points)}")
    return [Fraction(points[k]) if k < len(points) else Fraction(0) for k in range(number)]


def _add(
    options: Sequence[Option], votes: Votes, marks: Sequence[int], *, averages: bool
) -> tuple[dict[Option, Number], Number, Number]:
    """Add up whole marks. An average over all who are left out is added to everybody, then taken back."""
    known = listed(options)
    totals: dict[Option, Number] = dict.fromkeys(options, 0)
    valid: Number = 0
    blank: Number = 0
    for_all: Number = 0
    rests = _rests(marks) if averages else [0] * (len(marks) + 1)
    gains = [[mark - rest for mark in marks] for rest in rests]
    for ranking, weight in gather(votes).items():
        if not ranking:
            blank += weight
            continue
        valid += weight
        if is_strict(known, ranking):
            placed = len(ranking)
            for option, gain in zip(ranking, gains[placed]):  # noqa: B905 — the ranking ends first
                totals[option] += weight * gain
        else:
            tiers = ranked_tiers(known, ranking)
            placed = sum(map(len, tiers))
            for option, mark in _marks(tiers, marks):
                totals[option] += weight * (mark - rests[placed])
        for_all += weight * rests[placed]
    return {option: amount + for_all for option, amount in totals.items()}, valid, blank


def _rests(marks: Sequence[int]) -> list[int]:
    """What each option left out gets, by the number of those ranked."""
    return [sum(marks[placed:]) // (len(marks) - placed) for placed in range(len(marks))] + [0]


def _marks(tiers: Tiers, marks: Sequence[int]) -> list[tuple[Option, int]]:
    """What each ranked option earns on one ballot; a tier shares the marks of its places."""
    earned: list[tuple[Option, int]] = []
    place = 0
    for tier in tiers:
        mark = sum(marks[place : place + len(tier)]) // len(tier)
        earned.extend((option, mark) for option in tier)
        place += len(tier)
    return earned
