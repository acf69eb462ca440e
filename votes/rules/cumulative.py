"""Cumulative points, or dots: a few points to spend as one likes; the highest sum wins. Consultative."""

from __future__ import annotations

from collections.abc import Sequence

from votes.rules.papers import Votes, gather
from votes.rules.score import sums
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals


def cumulative(
    votes: Votes,
    options: Sequence[Option],
    *,
    points_per_voter: Number,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options that received most points, when each ballot spends at most `points_per_voter`.

    Shape: a vote is a tuple of (option, points), none negative. score(x) = Σ voices · points given to x.
    Points not spent are lost. An option without points is never elected; a tie at the last seat stays
    open, or goes to `tie_rule`. Raises MalformedRule on too many points or negative ones,
    UnknownChoice on a stranger.
    Source: dot voting; cumulative voting of company law. Advisory.

    >>> cumulative({(("A", 2),): 2, (("A", 1), ("B", 1)): 1}, "AB", points_per_voter=2).elected
    ['A']
    """
    for points in gather(votes):
        spend([number for _option, number in points], points_per_voter)
    totals, valid, blank = sums(options, votes)
    spent = {"points": figure(sum(totals.values()))}
    return seat_by_totals(totals, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule, steps=spent)


def spend(costs: Sequence[Number], purse: Number) -> None:
    """Refuse a ballot that spends more than its purse, or less than nothing on an option."""
    if any(cost < 0 for cost in costs):
        raise MalformedRule("points are not negative")
    if sum(costs) > purse:
        raise MalformedRule(f"a ballot spends {figure(sum(costs))}, and has {figure(purse)}")
