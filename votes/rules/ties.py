"""Breaking ties: rules that are passed in, never a hidden habit."""

from collections.abc import Mapping, Sequence
from datetime import date

from votes.rules.shapes import MalformedRule


def elder(tied: Sequence[str], born: Mapping[str, date]) -> list[str]:
    """Order tied candidates from the eldest; those born the same day stay tied, side by side.

    Returns the eldest ones only: one name, or several that this rule cannot part.
    Raises MalformedRule when a birth date is missing.
    Source: statutes that name the elder candidate.
    """
    if missing := [name for name in tied if name not in born]:
        raise MalformedRule(f"birth date missing: {', '.join(missing)}")
    first = min(born[name] for name in tied)
    return [name for name in tied if born[name] == first]


def at_the_cut(totals: Mapping[str, int], seats: int) -> tuple[list[str], list[str], int]:
    """Part candidates at a number of seats: (surely in, tied at the cut, seats left to fill).

    Highest totals first; names of equal totals in the order given. Nobody is tied when the seats
    suffice for all; then seats may stay empty.
    """
    ranked = sorted(totals, key=lambda name: -totals[name])
    if len(ranked) <= seats:
        return ranked, [], seats - len(ranked)
    last_in, first_out = totals[ranked[seats - 1]], totals[ranked[seats]]
    if seats == 0 or last_in != first_out:
        return ranked[:seats], [], 0
    sure = [name for name in ranked if totals[name] > last_in]
    tied = [name for name in ranked if totals[name] == last_in]
    return sure, tied, seats - len(sure)
