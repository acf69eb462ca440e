"""Plurality: the most votes win, one seat or several; a tie for the last seat stays open."""

from collections.abc import Mapping
from dataclasses import dataclass

from votes.rules.shapes import MalformedRule
from votes.rules.ties import at_the_cut


@dataclass(frozen=True)
class PluralityOutcome:
    """Who is elected, who is tied for the seats that are left, and every total, highest first."""

    elected: list[str]
    tied: list[str]
    seats_left: int
    totals: list[tuple[str, int]]


def plurality(votes: Mapping[str, int], *, seats: int = 1) -> PluralityOutcome:
    """Elect the candidates with most votes (relative majority).

    Shape: candidate → whole votes. A candidate without any vote is never elected. A tie that the
    seats cannot hold elects none of the tied: a further ballot between them is for people to hold.
    Raises MalformedRule on a negative number of votes or fewer than one seat.
    Source: statutes; C. com. is silent on elections in a SAS (L227-9).

    >>> plurality({"A": 30, "B": 28, "C": 21, "D": 21}, seats=3).tied
    ['C', 'D']
    """
    if seats < 1 or any(count < 0 for count in votes.values()):
        raise MalformedRule("plurality needs at least one seat, and no negative votes")
    voted = {name: count for name, count in votes.items() if count > 0}
    elected, tied, left = at_the_cut(voted, seats)
    totals = sorted(votes.items(), key=lambda row: -row[1])
    return PluralityOutcome(elected, tied, left, totals)
