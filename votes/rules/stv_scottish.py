"""STV as in Scottish local elections: one surplus or one exclusion a stage, papers cut to five decimals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from votes.rules.papers import Votes, quoted, strict_rankings, total
from votes.rules.piles import Piles
from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.stv import Counting, StvOutcome, largest_first, outcome
from votes.rules.ties import TieRule, list_order

FIVE = 100_000  # five decimals, in whole units


def stv_scottish(
    votes: Votes,
    options: Sequence[Option],
    *,
    quota: Literal["droop"] = "droop",
    arithmetic: Literal["scottish5"] = "scottish5",
    lot: Literal["first_in_list"] | None = None,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> StvOutcome:
    """Elect several options in proportion, as the Scottish Local Government Elections Order says.

    Shape: a vote is a tuple of options, best first, without equal places; an empty one is blank and in
    no quota. Quota ⌊valid/(seats+1)⌋ + 1; whoever has it at the end of a stage is elected. Then, one a
    stage, the largest surplus moves: every paper held goes to its next continuing option at
    value · surplus / votes, cut to five decimals a paper. Only when no surplus is left, the option with
    fewest votes is excluded and its papers move at their value. As soon as as many continue as seats are
    left, they are elected, and nothing moves any more.
    Ties: the most recent earlier stage in which the tied differed; then the lot, which falls on the first in
    `options` where `lot` says so, or `tie_rule`; else every way is followed and the possible winners are
    tied. Nobody voted: nobody is elected. Raises MalformedRule on equal places or an unknown word,
    UnknownChoice on a stranger.
    Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), rules 45 to 52.

    >>> votes = {("A", "B"): 6, ("B",): 1, ("C",): 3}
    >>> stv_scottish(votes, "ABC", seats=2).to_json()["rounds"][1]["tally"]
    {'A': 4, 'B': '2.99998', 'C': 3}
    """
    if quota != "droop" or arithmetic != "scottish5" or lot not in (None, "first_in_list") or seats < 1:
        raise MalformedRule(f"unknown words {quoted(quota)}, {quoted(arithmetic)}, {quoted(lot)}, or no seat")
    papers, blank = strict_rankings(options, votes)
    valid = total(papers)
    piles = Piles.sorted_by_first(options, papers, FIVE)
    needed = FIVE * (valid // (seats + 1) + 1)
    rule = list_order(options, takes_first=True) if lot else tie_rule
    count = Counting(seats, piles, needed, transfer_value, largest_first, rule, by_stages=True)
    return outcome(count, options, valid, blank)


def transfer_value(value: Number, surplus: Number, votes: Number) -> Number:
    """What a paper is worth after a surplus, in hundred-thousandths, cut and not rounded.

    >>> transfer_value(FIVE, 6 * FIVE, 17 * FIVE)
    35294
    """
    return value * surplus // votes
