"""Approval: tick every option you can accept; the most ticks win."""

from __future__ import annotations

from collections.abc import Sequence

from votes.rules.papers import Votes, gather, listed, quoted, repeated
from votes.rules.shapes import MalformedRule, Number, Option, UnknownChoice, figure
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals


def approval(
    votes: Votes, options: Sequence[Option], *, seats: int = 1, tie_rule: TieRule | None = None
) -> TotalsOutcome:
    """Elect the options that most voters approve.

    Shape: a vote is a tuple or frozenset of options, each once; an empty one approves nobody, and is
    counted as blank. score(x) = voices of the ballots that approve x. An option that nobody approves is
    never elected; a tie at the last seat stays open, or goes to `tie_rule`.
    Raises MalformedRule on an option ticked twice, UnknownChoice on a stranger.
    Source: S. Brams and P. Fishburn, Approval Voting (1983).

    >>> approval({("A",): 1, ("A", "B"): 1, ("B", "C"): 1}, "ABC").tied
    ['A', 'B']
    """
    totals, valid, blank = ticks(options, votes)
    steps = {"approvals": figure(sum(totals.values()))}
    return seat_by_totals(totals, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule, steps=steps)


def ticks(
    options: Sequence[Option], votes: Votes, *, most: int | None = None
) -> tuple[dict[Option, Number], Number, Number]:
    """Add up the options that ballots name: (totals, voices that name some, blank voices).

    Raises MalformedRule on an option named twice or more names than `most`, UnknownChoice on a stranger.
    """
    known = listed(options)
    totals: dict[Option, Number] = dict.fromkeys(options, 0)
    valid: Number = 0
    blank: Number = 0
    for named, weight in gather(votes).items():
        if not known.issuperset(named):
            raise UnknownChoice(f"{quoted(next(iter(frozenset(named) - known)))} is not in options")
        if len(frozenset(named)) != len(named):
            raise MalformedRule(f"{quoted(repeated(named))} is named twice on one ballot")
        if most is not None and len(named) > most:
            raise MalformedRule(f"a ballot names {len(named)} options, and {most} at most were allowed")
        if named:
            valid += weight
        else:
            blank += weight
        for option in named:
            totals[option] += weight
    return totals, valid, blank
