"""Condorcet: whoever beats every other option head to head; nobody when there is nobody such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from votes.rules.pairwise import Pairwise, Unranked, pairwise
from votes.rules.papers import Votes
from votes.rules.seating import Json
from votes.rules.shapes import Option


@dataclass(frozen=True)
class CondorcetOutcome:
    """The duels, and the winner of them all if there is one."""

    duels: Pairwise

    @property
    def winners(self) -> list[Option]:
        winner = self.duels.condorcet_winner
        return [] if winner is None else [winner]

    def to_json(self) -> Json:
        """Write the winner, if any, and the table."""
        return {"winners": self.winners, "tied": [], **self.duels.to_json()}


def condorcet(
    votes: Votes, options: Sequence[Option], *, unranked: Unranked = "last", seats: int = 1
) -> CondorcetOutcome:
    """Elect the option that more voices prefer to each other option, taken one by one.

    Shape: as in `pairwise`. A drawn duel is not won. No such option, or nobody voted: no winner; use a
    rule that completes it, `schulze` or `ranked_pairs`. Raises what `pairwise` raises.
    Source: Condorcet, Essai sur l'application de l'analyse (1785).

    >>> condorcet({("A", "B", "C"): 2, ("B", "C", "A"): 2, ("C", "A", "B"): 2}, "ABC").winners
    []
    """
    return CondorcetOutcome(pairwise(votes, options, unranked=unranked))
