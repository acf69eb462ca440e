"""Plurality: the most votes win, one seat or several; a tie for the last seat stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from votes.rules.papers import Votes, first_places, gather, quoted
from votes.rules.shapes import MalformedRule, Number, Option, UnknownChoice
from votes.rules.ties import TieRule
from votes.rules.totals import TotalsOutcome, seat_by_totals

Input = Literal["choice", "ranking"]


def plurality(
    votes: Votes,
    options: Sequence[Option] | None = None,
    *,
    input: Input = "choice",
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> TotalsOutcome:
    """Elect the options with most votes (relative majority).

    Shape: option → voices; None is a blank paper. With `input` "ranking" a vote is a ranking, whose
    first place counts; options tied in first place share the voice equally. `options` are those named
    by the votes when left out. An option without any vote is never elected. A tie that the seats cannot
    hold elects none of the tied, unless `tie_rule` parts them: a further ballot is for people to hold.
    Raises MalformedRule on a negative number of votes, an unknown input or fewer than one seat,
    UnknownChoice on a vote for a stranger.
    Source: statutes; C. com. is silent on elections in a SAS (L227-9).

    >>> plurality({"A": 30, "B": 28, "C": 21, "D": 21}, seats=3).tied
    ['C', 'D']
    """
    if input == "ranking":
        totals = first_places(options or (), votes)
    elif input == "choice":
        totals = choices(options, votes)
    else:
        raise MalformedRule(f"input cannot be {quoted(input)}")
    blank = totals.pop(None, 0)
    valid = sum(totals.values())
    return seat_by_totals(totals, seats=seats, valid=valid, blank=blank, tie_rule=tie_rule)


def choices(options: Sequence[Option] | None, votes: Votes) -> dict[Any, Number]:
    """Add up single choices, option by option; blank papers under None.

    Raises UnknownChoice on a vote for a stranger.
    """
    gathered: Mapping[Any, Number] = gather(votes)
    if options is None:
        return {None: 0, **gathered}
    totals: dict[Any, Number] = dict.fromkeys(options, 0)
    totals[None] = 0
    for option, weight in gathered.items():
        if option not in totals:
            raise UnknownChoice(f"{quoted(option)} is not in options")
        totals[option] += weight
    return totals
