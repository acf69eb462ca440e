"""STV by weighted inclusive Gregory: every paper of an elected option moves on, at a part of its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor
from typing import Literal

from votes.rules.papers import Votes, quoted, strict_rankings, total
from votes.rules.piles import Piles
from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.stv import Counting, StvOutcome, largest_first, outcome
from votes.rules.ties import TieRule, list_order

Quota = Literal["droop", "droop4", "exact"]
Arithmetic = Literal["exact", "prf4", "rctab4"]
Surpluses = Literal["together", "largest", "one_winner"]
Reworth = Callable[[Number, Number, Number], Number]
FOUR = 10_000  # four decimals, in whole units
LONGEST = 6_000  # bits of a denominator: each surplus may double it, and past this a count would not end


def _exactly(value: Number, surplus: Number, votes: Number) -> Number:
    worth = Fraction(value) * surplus / votes
    if worth.denominator.bit_length() > LONGEST:
        raise MalformedRule("exact fractions have grown too long with so many seats; count with decimals")
    return worth


def _cut_after_each_step(value: Number, surplus: Number, votes: Number) -> Number:
    return (value * surplus // FOUR) * FOUR // votes


def _cut_fraction_first(value: Number, surplus: Number, votes: Number) -> Number:
    return value * (surplus * FOUR // votes) // FOUR


ARITHMETICS: dict[str, tuple[int, Reworth]] = {
    "exact": (1, _exactly),
    "prf4": (FOUR, _cut_after_each_step),
    "rctab4": (FOUR, _cut_fraction_first),
}


def stv_wigm(
    votes: Votes,
    options: Sequence[Option],
    *,
    quota: Quota = "droop",
    arithmetic: Arithmetic = "exact",
    surpluses: Surpluses = "largest",
    tie: Literal["first_in_list"] | None = None,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> StvOutcome:
    """Elect several options in proportion, by quota and transfers.

    Shape: a vote is a tuple of options, best first, without equal places; an empty one is blank and in
    no quota. With v valid papers and s seats the quota is ⌊v/(s+1)⌋ + 1 ("droop"), v/(s+1) cut to four
    decimals plus 0.0001 ("droop4"), or v/(s+1) ("exact"). Whoever has it is elected. A surplus moves all
    the papers held, each at value · surplus / votes: as a fraction ("exact"), cut to four decimals after
    the product and after the quotient ("prf4"), or as the quotient cut, then the product cut ("rctab4").
    Surpluses move all at once ("together"), one a round, the largest first ("largest"), or with one
    elected a round ("one_winner"); when none is left the option with fewest votes is excluded. When as
    many are left as seats, they are elected.
    Ties: `tie` takes the first in `options`, whatever for; else `tie_rule` favours or drops; else every way
    is followed and the possible winners are tied. Nobody voted: nobody is elected. Raises MalformedRule on
    equal places, an unknown word, or exact fractions that grow past all reading (a dozen seats or more
    with one surplus upon another), UnknownChoice on a stranger.
    Source: PR Foundation, WIGM reference rule; the four decimals of RCTab.

    >>> votes = {("A", "B"): 6, ("B",): 1, ("C",): 2}
    >>> stv_wigm(votes, "ABC", seats=2).seating.winners
    ['A', 'B']
    """
    if quota not in ("droop", "droop4", "exact") or surpluses not in ("together", "largest", "one_winner"):
        raise MalformedRule(f"unknown words {quoted(quota)}, {quoted(surpluses)}")
    if arithmetic not in ARITHMETICS or tie not in (None, "first_in_list") or seats < 1:
        raise MalformedRule(f"unknown words {quoted(arithmetic)}, {quoted(tie)}, or no seat")
    papers, blank = strict_rankings(options, votes)
    valid = total(papers)
    unit, reworth = ARITHMETICS[arithmetic]
    rule = list_order(options, takes_first=True) if tie else tie_rule
    how = {"together": _together, "largest": largest_first, "one_winner": _one_winner}[surpluses]
    piles = Piles.sorted_by_first(options, papers, unit)
    count = Counting(seats, piles, unit * _quota(quota, valid, seats), reworth, how, rule, last_table=True)
    return outcome(count, options, valid, blank)


def _quota(quota: Quota, valid: Number, seats: int) -> Number:
    share = Fraction(valid) / (seats + 1)
    if quota == "droop":
        return floor(share) + 1
    return share if quota == "exact" else Fraction(floor(share * FOUR) + 1, FOUR)


def _together(count: Counting) -> Sequence[Option]:
    return _elect_and_move(count, None)


def _one_winner(count: Counting) -> Sequence[Option]:
    return _elect_and_move(count, 1 - len(count.stages[-1].elected))


def _elect_and_move(count: Counting, at_most: int | None) -> Sequence[Option]:
    """Elect those with the quota and move their surplus in the same round; exclude when there is none."""
    if tied := count.elect_all_reached(at_most):
        return tied
    if not count.vacancies:
        return []
    if not count.waiting:
        return count.exclude_lowest()
    count.move_surpluses(list(count.waiting))
    return []
