"""Quadratic voting: v votes on one option cost v² credits; the most votes win. Consultative."""

from __future__ import annotations

from collections.abc import Sequence

from votes.rules.cumulative import spend
from votes.rules.papers import Votes, gather, quoted
from votes.rules.score import sums
from votes.rules.shapes import MalformedRule, Number, Option, figure
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals


def quadratic(
    votes: Votes,
    options: Sequence[Option],
    *,
    credits_per_voter: Number,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options with most votes, when v votes on one of them cost v² of a voter's credits.

    Shape: a vote is a tuple of (option, v), v a whole number, not negative; Σ v² ≤ `credits_per_voter`.
    score(x) = Σ voices · v(x). Credits not spent are lost. An option without votes is never elected; a
    tie at the last seat stays open, or goes to `tie_rule`. Raises MalformedRule on a ballot that costs
    too much or votes that are not whole, UnknownChoice on a stranger.
    Source: S. Lalley and E. G. Weyl, Quadratic Voting (2018). Advisory; it needs one identity a person.

    >>> dict(quadratic({(("A", 3),): 1, (("B", 2), ("A", 1)): 2}, "AB", credits_per_voter=9).totals)
    {'A': 5, 'B': 4}
    """
    for bought in gather(votes):
        for _option, number in bought:
            if type(number) is not int or number < 0:
                raise MalformedRule(f"{quoted(number)} is not a whole number of votes")
        spend([number * number for _option, number in bought], credits_per_voter)
    totals, valid, blank = sums(options, votes)
    cost = sum(weight * number**2 for bought, weight in gather(votes).items() for _option, number in bought)
    return seat_by_totals(
        totals, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule, steps={"credits": figure(cost)}
    )
