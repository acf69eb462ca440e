"""Plurality at large: several seats, and each voter names as many people as there are seats, or fewer."""

from __future__ import annotations

from collections.abc import Sequence

from votes.rules.approval import ticks
from votes.rules.papers import Votes
from votes.rules.shapes import Option
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals


def at_large(
    votes: Votes,
    options: Sequence[Option],
    *,
    seats: int = 1,
    max_names: int | None = None,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options named most often, when each ballot names up to `max_names` of them.

    Shape: a vote is a tuple of options, each once; an empty one is blank. `max_names` is the number of
    seats when left out. total(x) = voices of the ballots that name x; the highest totals are seated.
    An option that nobody names is never elected; a tie at the last seat stays open, or goes to `tie_rule`.
    Raises MalformedRule on too many names or a name twice, UnknownChoice on a stranger.
    Source: the usual rule of elections to boards (block vote); statutes.

    >>> at_large({("A", "B"): 3, ("A", "C"): 2, ("B",): 1}, "ABC", seats=2).elected
    ['A', 'B']
    """
    totals, valid, blank = ticks(options, votes, most=seats if max_names is None else max_names)
    return seat_by_totals(totals, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule)
